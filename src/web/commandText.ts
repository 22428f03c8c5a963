/** Words of a command line that a person can paste into a shell. */

/** Files named one by one; more are named by their folder. */
const MOST_FILES = 6;

/** Files as one would name them: few by name, many by their folder or a pattern. */
export function namedFiles(files: readonly string[]): readonly string[] {
  if (files.length <= MOST_FILES) return files;
  const folder = /^.*\//.exec(files[0])?.[0];
  if (folder !== undefined && files.every((file) => file.startsWith(folder))) return [folder];
  const endings = new Set(files.map((file) => /\.\w+$/.exec(file)?.[0] ?? ""));
  return endings.size === 1 ? [`*${[...endings][0]}`] : ["."];
}

/** A word for the shells of people; patterns stay bare. */
export function quoted(word: string): string {
  if (/^[\w@%+=:,./*-]+$/.test(word)) return word;
  return `"${word.replace(/(["\\$`])/g, "\\$1")}"`;
}
