/** A table from rows of text, header first. */
import { type Child, h } from "../dom/make.ts";

/** Longer texts than this wrap. */
const LONG = 32;

/** @param first what stands in a column before each row; its header is `head` */
export function textTableElement(
  label: string,
  rows: readonly (readonly string[])[],
  first?: { readonly head: string; readonly cell: (row: number) => Child },
): HTMLElement {
  const [head = [], ...body] = rows;
  const heads = [...(first ? [first.head] : []), ...head];
  const cell = (text: string): HTMLElement => h("td", text.length > LONG ? { class: "wrap" } : {}, text);
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h("tr", {}, ...heads.map((text) => (text === "" ? h("td") : h("th", { scope: "col" }, text)))),
      ),
      h(
        "tbody",
        {},
        ...body.map((cells, i) => h("tr", {}, first && h("td", {}, first.cell(i)), ...cells.map(cell))),
      ),
    ),
  );
}
