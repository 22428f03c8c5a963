/** A table from rows of text, header first. */
import { type Child, h } from "./dom.ts";

/** @param last what stands in a further column of each row; its header is `lastHead` */
export function textTableElement(
  label: string,
  rows: readonly (readonly string[])[],
  last?: { readonly head: string; readonly cell: (row: number) => Child },
): HTMLElement {
  const [head = [], ...body] = rows;
  const heads = [...head, ...(last ? [last.head] : [])];
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
        ...body.map((cells, i) =>
          h("tr", {}, ...cells.map((text) => h("td", {}, text)), last && h("td", {}, last.cell(i))),
        ),
      ),
    ),
  );
}
