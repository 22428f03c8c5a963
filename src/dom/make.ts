/** Elements without a framework. */

type Value = string | number | boolean | undefined | ((event: never) => void);
export type Properties = Readonly<Record<string, Value>>;
export type Child = Node | string | undefined | null | false;

/**
 * An element with attributes, listeners (`onclick`) and children. `true` is an attribute without a value; `false` and `undefined` leave it out.
 * Text is never read as HTML.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key.slice(2), value as (event: Event) => void);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Markup of `src/report`, whose functions escape what comes from files. */
export function markup(html: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** A select with the given options. */
export function choice<T extends string>(
  label: string,
  options: readonly (readonly [value: T, text: string])[],
  onPick: (value: T) => void,
): {
  readonly element: HTMLLabelElement;
  set(value: T): void;
  /** Gives one of the options another text. */
  name(value: T, text: string): void;
} {
  const select = h(
    "select",
    { onchange: () => onPick(select.value as T) },
    ...options.map(([value, text]) => h("option", { value }, text)),
  );
  return {
    element: h("label", { class: "field" }, h("span", {}, label), select),
    set: (value) => {
      select.value = value;
    },
    name: (value, text) => {
      for (const option of select.options) if (option.value === value) option.textContent = text;
    },
  };
}

/** Calls the last of many calls after a rest of so many milliseconds. */
export function rested(milliseconds: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  };
}

let last = 0;
/** An id that no other element of the page has. */
export function newId(prefix: string): string {
  last += 1;
  return `${prefix}-${last}`;
}
