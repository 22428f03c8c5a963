/** Names of spectra for people: file and spectrum, without what all of them share. */

/** What a spectrum or a result is called: the file that it came from and what tells it from the others in there. */
export interface Named {
  readonly file?: string;
  readonly spectrum?: string;
}

/** The folder that all files lie in, with its last slash, as far as the user named it; empty if there is none. */
export function commonFolder(files: readonly string[]): string {
  const folderOf = (file: string): string => /^.*[/\\]/su.exec(file)?.[0] ?? "";
  let folder = folderOf(files[0] ?? "");
  while (folder !== "" && !files.every((file) => file.startsWith(folder)))
    folder = folderOf(folder.slice(0, -1));
  return folder;
}

/** The same names without their common folder, and without the file if it is the same for all and each has a name in it. */
export function shortened<T extends Named>(all: readonly T[]): T[] {
  const folder = commonFolder(all.map(({ file }) => file ?? ""));
  const one = all.length > 1 && all.every(({ file, spectrum }) => file === all[0]!.file && spectrum);
  return all.map((each) => ({ ...each, file: one ? undefined : each.file?.slice(folder.length) }));
}

/** The names of persons in the name of a background. */
export function termName(kind: string): string {
  return kind.replace(/\b(shirley|tougaard)/g, (name) => `${name[0]!.toUpperCase()}${name.slice(1)}`);
}
