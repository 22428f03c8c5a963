/** The list of what could not be read, each with its sentence. */
import { h } from "../../dom/make.ts";
import type { Unread } from "../reading/message.ts";

const MOST_SHOWN = 200;

export function unreadList(): { readonly element: HTMLElement; add(unread: readonly Unread[]): void } {
  const element = h("div", { class: "unread-place" });
  let all: readonly Unread[] = [];
  const render = (): void => {
    if (all.length === 0) {
      element.replaceChildren();
      return;
    }
    const dismiss = (): void => {
      all = [];
      render();
    };
    const items = all.slice(0, MOST_SHOWN).map(({ message }) => h("li", {}, message));
    if (all.length > MOST_SHOWN) items.push(h("li", {}, `… and ${all.length - MOST_SHOWN} more`));
    element.replaceChildren(
      h(
        "section",
        { class: "unread", "aria-label": "Files that could not be read" },
        h(
          "details",
          { open: all.length <= 5 },
          h("summary", {}, `⚠ ${all.length === 1 ? "1 file" : `${all.length} files`} could not be read`),
          h("ul", {}, ...items),
        ),
        h("button", { type: "button", onclick: dismiss }, "Dismiss"),
      ),
    );
  };
  return {
    element,
    add: (unread) => {
      if (unread.length === 0) return;
      all = [...all, ...unread];
      render();
    },
  };
}
