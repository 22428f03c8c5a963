/** A field for a number that may be left empty. Its unit stands behind it. */
import { h } from "../dom/make.ts";

export interface NumberInput {
  readonly element: HTMLElement;
  set(value: number | undefined): void;
}

export interface NumberFieldOptions {
  readonly label: string;
  readonly unit: string;
  readonly placeholder?: string;
  /** What the number must be, and how the sentence says so. Default: any number. */
  readonly least?: { readonly above: number };
  /** An empty field is undefined. */
  change(value: number | undefined): void;
  refuse(sentence: string): void;
}

/** The number in a text that a person typed: decimal comma, Unicode minus and infinity are understood. NaN for anything else. */
export function typedNumber(text: string): number {
  return Number(
    text
      .trim()
      .replace("−", "-")
      .replace(",", ".")
      .replace(/^([-+]?)(?:∞|inf(?:inity)?)$/i, "$1Infinity"),
  );
}

/** The field alone, for groups that have a label of their own. */
export function numberInput(options: NumberFieldOptions): NumberInput {
  const { label, unit, placeholder, least, change, refuse } = options;
  const input = h("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
    class: "number",
    placeholder,
    "aria-label": unit === "" ? label : `${label} in ${unit}`,
    onchange: () => {
      const text = input.value.trim();
      const value = text === "" ? undefined : typedNumber(text);
      const usable =
        value === undefined || (Number.isFinite(value) && (least === undefined || value > least.above));
      input.setAttribute("aria-invalid", String(!usable));
      if (usable) change(value);
      else
        refuse(
          `${label}: "${text}" is not ${least === undefined ? "a number" : `a number above ${least.above}`}; write it as 0.05 or 5e-2, without a unit.`,
        );
    },
  });
  return {
    element: input,
    set: (value) => {
      input.setAttribute("aria-invalid", "false");
      if (document.activeElement !== input) input.value = value === undefined ? "" : String(value);
    },
  };
}

/** The field with its label above and its unit behind. */
export function numberField(options: NumberFieldOptions): NumberInput {
  const { label, unit } = options;
  const { element, set } = numberInput(options);
  return {
    element: h(
      "div",
      { class: "field" },
      h("span", { "aria-hidden": "true" }, label),
      h("span", { class: "range" }, element, unit === "" ? null : h("span", { class: "soft" }, unit)),
    ),
    set,
  };
}
