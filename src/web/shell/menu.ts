/** A button with a list of buttons that opens below it. */
import { h, newId } from "../../dom/make.ts";

export interface MenuItem {
  readonly label: string;
  /** Set in bold above the first item of the group. */
  readonly group?: string;
  readonly note?: string;
  pick(): void;
}

/** `items` is asked whenever the menu opens. Arrow keys move, Escape closes. */
export function menu(
  label: string,
  items: () => readonly MenuItem[],
): { readonly element: HTMLElement; readonly button: HTMLButtonElement } {
  const id = newId("menu");
  const list = h("div", { class: "menu", id, popover: true, role: "menu", "aria-label": label });
  const button = h("button", { type: "button", popovertarget: id, "aria-haspopup": "menu" }, label);
  const buttons = (): HTMLButtonElement[] => [...list.querySelectorAll("button")];

  list.addEventListener("beforetoggle", (event) => {
    const opens = (event as ToggleEvent).newState === "open";
    button.setAttribute("aria-expanded", String(opens));
    if (opens) list.replaceChildren(...itemsOf(items(), () => list.hidePopover()));
  });
  list.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState !== "open") return;
    const { left, bottom } = button.getBoundingClientRect();
    list.style.top = `${bottom + 4}px`;
    list.style.left = `${Math.max(8, Math.min(left, innerWidth - list.offsetWidth - 8))}px`;
    list.style.maxHeight = `${innerHeight - bottom - 16}px`;
    buttons()[0]?.focus();
  });
  list.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined || all.length === 0) return;
    event.preventDefault();
    all[next % all.length].focus();
  });
  return { element: h("div", { class: "menu-place" }, button, list), button };
}

function itemsOf(items: readonly MenuItem[], close: () => void): HTMLElement[] {
  const elements: HTMLElement[] = [];
  let group: string | undefined;
  for (const item of items) {
    if (item.group !== group && item.group !== undefined)
      elements.push(h("div", { class: "menu-group", role: "presentation" }, item.group));
    group = item.group;
    const pick = (): void => {
      close();
      item.pick();
    };
    elements.push(
      h(
        "button",
        { type: "button", role: "menuitem", onclick: pick },
        item.label,
        item.note === undefined ? null : h("span", { class: "soft" }, item.note),
      ),
    );
  }
  return elements;
}
