/** The list of what could not be read, each with its sentence. */
import { h } from "../../dom/make.ts";
import type { Unread } from "../reading/message.ts";

const MOST_SHOWN = 200;

/** Sentences with a cure that is an option of the command line. */
const withOption = /--(column|dates|sheet) ("[^"]*"|\w+)/g;

/** @param onAgain reads files again, with options in the words of the command line */
export function unreadList(onAgain: (files: readonly string[], words: string) => void): {
  readonly element: HTMLElement;
  add(unread: readonly Unread[]): void;
} {
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
    const curable = all.filter(({ message }) => message.match(withOption));
    const cure = [...new Set(curable.flatMap(({ message }) => message.match(withOption) ?? []))].join(" ");
    const words = h("input", {
      type: "text",
      class: "words",
      value: cure,
      spellcheck: "false",
      autocomplete: "off",
    });
    const again = (event: Event): void => {
      event.preventDefault();
      const given = words.value.trim();
      if (given === "") return;
      all = all.filter((one) => !curable.includes(one));
      render();
      onAgain(
        curable.map(({ file }) => file),
        given,
      );
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
          curable.length > 0 &&
            h(
              "form",
              { class: "again", onsubmit: again },
              h(
                "label",
                { class: "field wide" },
                h("span", {}, "Options of the command line; check the units"),
                words,
              ),
              h("button", { type: "submit" }, "Read again"),
            ),
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
