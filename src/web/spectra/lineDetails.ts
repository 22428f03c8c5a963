/** All parameters of one line: start, hold, bounds, tie; and how the second line of its doublet follows. */

import { h } from "../../dom/make.ts";
import { lineKinds } from "../../program/lineshape.ts";
import type { Scan } from "../../spectra/measurement.ts";
import {
  type HoldModel,
  type LineModel,
  labelOf,
  type ParameterModel,
  type SpectrumModel,
} from "../../spectra/model.ts";
import { areaRatio, splittingOf } from "../../spectra/spinOrbit.ts";
import { typedNumber } from "../numberField.ts";
import { isHeld, lineSymbols, startedAt, startOf, withHold, withParameter } from "./modelEdits.ts";
import { extentOf } from "./state.ts";

export interface LineDetailsEvents {
  change(line: LineModel, label: string): void;
  refuse(sentence: string): void;
  shape(shape: string): void;
  /** What the last fit found for "Li2S.fwhm". */
  fitted(parameter: string): number | undefined;
}

/** The shapes of the catalogue, and those of the model. */
function shapeChoices({ shapes }: SpectrumModel): readonly (readonly [string, string])[] {
  return [
    ...lineKinds.map(({ type, name }) => [type, name.split(":")[0]] as const),
    ...shapes.map((text) => {
      const name = text.split("(")[0].trim();
      return [name, `${name} (of the model)`] as const;
    }),
  ];
}

type Symbols = ReturnType<typeof lineSymbols>;

/** What is read must be what is held. */
function shownDigits(value: number): number {
  return Number(value.toPrecision(6));
}

export function lineDetails(
  model: SpectrumModel,
  scan: Scan,
  line: LineModel,
  events: LineDetailsEvents,
): HTMLElement {
  const unitOf = ({ unit }: Symbols[number]): string =>
    ({ "": "", x: scan.xUnit, y: scan.yUnit, xy: `${scan.yUnit || "1"}·${scan.xUnit || "1"}` })[unit];
  const heads = ["parameter", "starts at", "hold", "lower", "upper", "tie"];
  const shape = h(
    "select",
    {
      "aria-label": `${line.name}, shape`,
      "data-key": `${line.name} shape`,
      onchange: () => events.shape(shape.value),
    },
    ...shapeChoices(model).map(([value, text]) => h("option", { value }, text)),
  );
  shape.value = line.shape ?? "pseudovoigt";
  return h(
    "div",
    { class: "line-details" },
    h("div", { class: "field" }, h("span", { "aria-hidden": "true" }, "Shape"), shape),
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
      h(
        "tbody",
        {},
        ...lineSymbols(model, line).map((parameter) =>
          parameterRow(line, parameter, unitOf(parameter), extentOf(scan), events),
        ),
      ),
    ),
    doubletFields(line, scan, events),
    h("p", { class: "soft note" }, "A tie is a formula of other parameters: Li2S.center + 1.2, Li2S.fwhm."),
  );
}

/** The record that a parameter is, a plain start among them. */
function recordOf(given: ParameterModel | undefined): Exclude<ParameterModel, number | string> {
  if (typeof given === "object") return given;
  return typeof given === "number" ? { start: given } : {};
}

function parameterRow(
  line: LineModel,
  { symbol, name: words, unit: kind, lower, upper }: Symbols[number],
  unit: string,
  extent: readonly [number, number],
  events: LineDetailsEvents,
): HTMLElement {
  const full = `${labelOf(line.name)}.${symbol}`;
  const given = line.parameters[symbol];
  const tie = typeof given === "string" ? given : undefined;
  const record = recordOf(given);
  const start = startOf(given);
  const store = (parameter: ParameterModel | undefined, label: string): void =>
    events.change(withParameter(line, symbol, parameter), label);
  const field = (
    key: string,
    value: number | string | undefined,
    placeholder: string,
    label: string,
    change: (text: string) => void,
  ): HTMLInputElement => {
    const input = h("input", {
      type: "text",
      ...(key !== "tie" && { inputmode: "decimal" }),
      autocomplete: "off",
      spellcheck: "false",
      class: key === "tie" ? "tie" : "number",
      value: value === undefined ? "" : String(value),
      placeholder,
      disabled: tie !== undefined && key !== "tie",
      "aria-label": `${full}, ${label}${unit === "" || key === "tie" ? "" : ` in ${unit}`}`,
      "data-key": `${line.name} ${symbol} ${key}`,
      onchange: () => change(input.value.trim()),
    });
    return input;
  };
  const number = (text: string, what: string, take: (value: number | undefined) => void): void => {
    const value = text === "" ? undefined : typedNumber(text);
    if (value === undefined || Number.isFinite(value)) take(value);
    else events.refuse(`${full}: the ${what} "${text}" is no number; write it as 160.5, without a unit.`);
  };
  const held = h("input", {
    type: "checkbox",
    checked: isHeld(given),
    disabled: tie !== undefined,
    "aria-label": `Hold ${full}`,
    "data-key": `${line.name} ${symbol} hold`,
    onchange: () => {
      const value = start ?? events.fitted(full);
      if (value === undefined) {
        held.checked = false;
        events.refuse(`${full} has no value yet; type the number that it shall be held at.`);
      } else
        store(
          startedAt(given, shownDigits(value), held.checked),
          `${held.checked ? "hold" : "free"} ${full}`,
        );
    },
  });
  const bound = (end: 0 | 1) => (text: string) =>
    number(text, end === 0 ? "lower bound" : "upper bound", (value) => {
      const { bounds, ...rest } = record;
      if (value === undefined) {
        // A model file knows both ends or none
        if (bounds) store(Object.keys(rest).length === 0 ? undefined : rest, `free ${full}`);
        return;
      }
      const other = bounds?.[1 - end] ?? defaultBound(kind, end === 0 ? upper : lower, 1 - end, extent);
      const [low, high] = end === 0 ? [value, other] : [other, value];
      if (low === undefined || high === undefined)
        events.refuse(`${full}: its other bound is open; give that one first.`);
      else if (low >= high)
        events.refuse(`${full}: the lower bound ${low} is not below the upper bound ${high}.`);
      else {
        const from = startOf(record);
        const inside = from === undefined ? undefined : Math.min(Math.max(from, low), high);
        store({ ...(inside !== undefined && { start: inside }), bounds: [low, high] }, `bound ${full}`);
      }
    });
  const tieTo = (text: string): void => {
    if (text !== "") {
      store(text, `tie ${full}`);
      return;
    }
    const value = events.fitted(full);
    store(value === undefined ? undefined : { start: shownDigits(value) }, `free ${full}`);
  };
  const placeholder = (limit: number): string =>
    Number.isFinite(limit) ? String(limit) : limit < 0 ? "−∞" : "∞";
  return h(
    "tr",
    {},
    h(
      "th",
      { scope: "row", title: words },
      symbol,
      unit === "" ? null : h("span", { class: "soft" }, ` (${unit})`),
    ),
    h(
      "td",
      {},
      field("start", start === undefined ? undefined : shownDigits(start), "auto", "start", (text) =>
        number(text, "start", (value) =>
          store(
            value === undefined
              ? record.bounds && { bounds: record.bounds }
              : startedAt(given, value, isHeld(given)),
            `start of ${full}`,
          ),
        ),
      ),
    ),
    h("td", {}, held),
    h("td", {}, field("lower", record.bounds?.[0], placeholder(lower), "lower bound", bound(0))),
    h("td", {}, field("upper", record.bounds?.[1], placeholder(upper), "upper bound", bound(1))),
    h("td", {}, field("tie", tie, "–", "tie", tieTo)),
  );
}

/** The end that a bound has when only the other one is given: that of the shape, else what the scan allows. */
function defaultBound(
  kind: Symbols[number]["unit"],
  limit: number,
  end: number,
  extent: readonly [number, number],
): number | undefined {
  if (Number.isFinite(limit)) return limit;
  // A place lies in the scan, a width is not wider than it
  if (kind === "x") return end === 0 ? extent[0] : extent[1];
  // The size of a line is at most so much
  return end === 1 ? 1e15 : undefined;
}

const holdNames = {
  splitting: "splitting",
  ratio: "area of the second line over the first",
  width: "width of the second line over the first",
} as const;

/** What the table of levels says where the model says nothing. */
function usualHold({
  element = "",
  level = "",
}: LineModel): Readonly<Record<keyof typeof holdNames, number | undefined>> {
  const split = splittingOf(element, level);
  return { splitting: split?.value, ratio: split && areaRatio(level), width: split && 1 };
}

function doubletFields(line: LineModel, scan: Scan, events: LineDetailsEvents): HTMLElement | null {
  const usual = usualHold(line);
  const own = typeof line.doublet === "object" ? line.doublet : {};
  if (line.doublet === false || line.doublet === "kalpha") return null;
  if (usual.splitting === undefined && typeof line.doublet !== "object") return null;
  return h(
    "div",
    { class: "choices ends", role: "group", "aria-label": `Doublet of ${line.name}` },
    ...(Object.keys(holdNames) as (keyof typeof holdNames)[]).map((quantity) =>
      holdField(
        line,
        quantity,
        own[quantity],
        usual[quantity],
        quantity === "splitting" ? scan.xUnit : "",
        events,
      ),
    ),
  );
}

function holdField(
  line: LineModel,
  quantity: keyof typeof holdNames,
  hold: HoldModel | undefined,
  usual: number | undefined,
  unit: string,
  events: LineDetailsEvents,
): HTMLElement {
  const words = `${line.name}, ${holdNames[quantity]}`;
  const store = (next: HoldModel | undefined): void =>
    events.change(withHold(line, quantity, next), `${quantity} of ${line.name}`);
  const free = h("input", {
    type: "checkbox",
    checked: hold === "free",
    "aria-label": `${words}, free`,
    "data-key": `${line.name} ${quantity} free`,
    onchange: () => store(free.checked ? "free" : undefined),
  });
  const field = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "number",
    value: typeof hold === "number" ? String(hold) : typeof hold === "object" ? String(hold.start) : "",
    placeholder: usual === undefined ? "auto" : String(shownDigits(usual)),
    disabled: hold === "free",
    "aria-label": unit === "" ? words : `${words} in ${unit}`,
    "data-key": `${line.name} ${quantity}`,
    onchange: () => {
      const text = field.value.trim();
      const value = typedNumber(text);
      if (text === "") store(undefined);
      else if (Number.isFinite(value) && value > 0) store(value);
      else events.refuse(`${words}: "${text}" is no number above 0.`);
    },
  });
  return h(
    "div",
    { class: "field" },
    h("span", { "aria-hidden": "true" }, holdNames[quantity]),
    h(
      "span",
      { class: "range" },
      field,
      unit === "" ? null : h("span", { class: "soft" }, unit),
      h("label", { class: "check" }, free, " free"),
    ),
  );
}
