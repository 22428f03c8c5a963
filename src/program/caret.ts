/** A text with a caret under one of its characters: how mistakes in circuits and formulas are shown. */

/** Characters shown on either side of the caret; a longer text is cut with "…". */
const reach = 50;

export function pointAt(text: string, position: number): string {
  const start = position - reach > 1 ? position - reach : 0;
  const end = position + reach < text.length - 1 ? position + reach : text.length;
  // Every character, also an astral one or a line break, has to take one column.
  const before = `${start > 0 ? "…" : ""}${text.slice(start, position)}`.replace(/\s/gu, " ");
  const after = `${text.slice(position, end)}${end < text.length ? "…" : ""}`.replace(/\s/gu, " ");
  return `  ${before}${after}\n  ${" ".repeat([...before].length)}^`;
}

/** A sentence stays one line, however long the word is that it quotes from the text. */
export function shortened(sentence: string): string {
  return sentence.replace(/\s/gu, " ").replace(/"([^"]{40})[^"]+"/g, '"$1…"');
}
