/** Panels of which one is shown at a time. */
import { h, newId } from "../dom/make.ts";

export interface Tabs {
  readonly element: HTMLElement;
  readonly shown: string;
  /** Shows a panel without asking `onShow`. */
  set(name: string): void;
}

export function tabs(
  label: string,
  panels: readonly { readonly name: string; readonly title: string; readonly element: HTMLElement }[],
  onShow: (name: string) => void,
): Tabs {
  const id = newId("tabs");
  let shown = panels[0].name;
  const buttons = panels.map(({ name, title }) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `${id}-${name}-tab`,
        "aria-controls": `${id}-${name}`,
        onclick: () => pick(name),
      },
      title,
    ),
  );
  const bodies = panels.map(({ name, element }) =>
    h(
      "div",
      { role: "tabpanel", id: `${id}-${name}`, "aria-labelledby": `${id}-${name}-tab`, class: "tab-panel" },
      element,
    ),
  );
  const set = (name: string): void => {
    if (!panels.some((panel) => panel.name === name)) return;
    shown = name;
    panels.forEach((panel, i) => {
      const on = panel.name === name;
      buttons[i].setAttribute("aria-selected", String(on));
      buttons[i].tabIndex = on ? 0 : -1;
      bodies[i].hidden = !on;
    });
  };
  const pick = (name: string): void => {
    set(name);
    onShow(name);
  };
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": label }, ...buttons);
  list.addEventListener("keydown", ({ key }) => {
    const at = panels.findIndex(({ name }) => name === shown);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step === undefined) return;
    const next = (at + step + panels.length) % panels.length;
    pick(panels[next].name);
    buttons[next].focus();
  });
  set(shown);
  return {
    element: h("section", { class: "panel tabbed", "aria-label": label }, list, ...bodies),
    get shown() {
      return shown;
    },
    set,
  };
}
