/** One line to the user on stderr; stdout belongs to results. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** At most `most` lines, then how many more there are and where. */
export function sayAll(lines: readonly string[], most: number, where: string): void {
  for (const line of lines.slice(0, most)) say(line);
  if (lines.length > most) say(`… and ${lines.length - most} more: ${where}`);
}

/** "1 spectrum", "3 spectra". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A sentence that names its file: readers name it themselves, what is computed behind them does not. */
export function about(file: string, sentence: string): string {
  return sentence.startsWith(file) ? sentence : `${file}: ${sentence}`;
}
