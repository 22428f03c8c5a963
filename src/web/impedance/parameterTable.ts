/** The parameters of the circuit: what the fit of the selected spectrum found, and what the user asks of each. */

import { h } from "../../dom/make.ts";
import type { FitResult } from "../../fit/result.ts";
import type { ProgramParameter } from "../../program/program.ts";
import { quantity, significant } from "../../report/number.ts";
import { isDoubtful } from "../../report/resulttable.ts";
import { relativeError } from "../../report/text.ts";
import { typedNumber } from "../numberField.ts";
import type { Wish } from "./state.ts";

interface Row {
  readonly value: HTMLElement;
  readonly relative: HTMLElement;
  readonly state: HTMLElement;
  readonly fix: HTMLInputElement;
  readonly held: HTMLInputElement;
  readonly lower: HTMLInputElement;
  readonly upper: HTMLInputElement;
  readonly tie: HTMLInputElement;
}

export class ParameterTable {
  readonly element: HTMLElement;
  private readonly body = h("tbody");
  private readonly fault = h("p", { class: "fault", role: "alert", hidden: true });
  private readonly onWish: (name: string, wish: Wish | undefined, label: string) => void;
  private rows = new Map<string, Row>();
  private names = "";
  private result: FitResult | undefined;
  private wishes: Readonly<Record<string, Wish>> = {};

  constructor(onWish: (name: string, wish: Wish | undefined, label: string) => void) {
    this.onWish = onWish;
    const heads = [
      "parameter",
      "value ± standard error",
      "relative",
      "state",
      "fix",
      "held at",
      "lower",
      "upper",
      "tie",
    ];
    this.element = h(
      "section",
      { class: "panel parameters", "aria-label": "Parameters" },
      h("h2", {}, "Parameters"),
      h(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of parameters" },
        h(
          "table",
          {},
          h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
          this.body,
        ),
      ),
      this.fault,
      h("p", { class: "soft note" }, "Fields take SI units. A tie is linear: 2*R2.R, CPE2.n."),
    );
  }

  /** Rows for the parameters of a circuit; fields that are being edited stay when the names are the same. */
  show(
    parameters: readonly ProgramParameter[],
    wishes: Readonly<Record<string, Wish>>,
    result: FitResult | undefined,
  ): void {
    this.wishes = wishes;
    this.result = result;
    const names = parameters.map(({ name, unit }) => `${name} ${unit}`).join("\n");
    if (names !== this.names) {
      this.names = names;
      this.rows = new Map();
      this.body.replaceChildren(...parameters.map((parameter) => this.makeRow(parameter)));
    }
    for (const parameter of parameters) this.fillRow(parameter);
  }

  /** The sentence about a wish that makes no sense. */
  fail(sentence: string | undefined): void {
    this.fault.hidden = sentence === undefined;
    this.fault.textContent = sentence ?? "";
  }

  private makeRow({ name, unit, lower, upper }: ProgramParameter): HTMLElement {
    const field = (
      what: string,
      placeholder: string,
      label: string,
      change: (text: string) => void,
    ): HTMLInputElement => {
      const input = h("input", {
        type: "text",
        inputmode: "decimal",
        autocomplete: "off",
        spellcheck: "false",
        placeholder,
        "aria-label": `${name}, ${label}${unit === "" || what === "tie" ? "" : ` in ${unit}`}`,
        class: what,
        onchange: () => change(input.value.trim()),
      });
      return input;
    };
    const bound = (key: "lower" | "upper") => (text: string) =>
      this.number(name, text, key, (value) => ({ ...this.free(name), [key]: value }));
    const row: Row = {
      value: h("td", { class: "value" }),
      relative: h("td"),
      state: h("td", { class: "l" }),
      fix: h("input", {
        type: "checkbox",
        "aria-label": `Fix ${name}`,
        onchange: () => this.toggleFix(name, row.fix.checked),
      }),
      held: field("held", "", "held at", (text) =>
        this.number(name, text, "value", (fixed) => (fixed === undefined ? {} : { fixed })),
      ),
      lower: field("bound", String(lower).replace("-Infinity", "−∞"), "lower bound", bound("lower")),
      upper: field("bound", String(upper).replace("Infinity", "∞"), "upper bound", bound("upper")),
      tie: field("tie", "–", "tie", (text) =>
        this.wish(name, text === "" ? {} : { tie: text }, text === "" ? `free ${name}` : `tie ${name}`),
      ),
    };
    this.rows.set(name, row);
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, name),
      row.value,
      row.relative,
      row.state,
      ...[row.fix, row.held, row.lower, row.upper, row.tie].map((input) => h("td", {}, input)),
    );
  }

  private fillRow({ name, fixed }: ProgramParameter): void {
    const row = this.rows.get(name);
    if (!row) return;
    const { result } = this;
    const wish = this.wishes[name] ?? {};
    const k = result ? result.parameters.indexOf(name) : -1;
    const held =
      wish.fixed ??
      (wish.tie === undefined && wish.lower === undefined && wish.upper === undefined ? fixed : undefined);
    row.value.className = "value";
    if (!result || k < 0) {
      for (const cell of [row.value, row.relative, row.state]) cell.textContent = "…";
    } else {
      const [value, stderr, unit] = [result.values[k], result.stderr[k], result.units[k]];
      const failed = result.status === "failed";
      row.value.textContent = failed
        ? `(${Number.isFinite(value) ? quantity(value, 0, unit) : "–"})`
        : quantity(value, stderr, unit);
      row.relative.textContent = failed ? "" : relativeError(value, stderr);
      const doubtful = isDoubtful(result, k);
      row.value.classList.toggle("doubtful", doubtful);
      row.state.textContent = failed ? "✗ not fitted" : `${doubtful ? "⚠ " : ""}${result.states[k]}`;
      row.state.classList.toggle("warn", doubtful);
    }
    row.fix.checked = held !== undefined;
    const set = (input: HTMLInputElement, text: string): void => {
      if (document.activeElement !== input) input.value = text;
    };
    set(row.held, held === undefined ? "" : String(held));
    set(row.lower, textOf(wish.lower));
    set(row.upper, textOf(wish.upper));
    set(row.tie, wish.tie ?? "");
  }

  /** What is asked of a parameter beside holding or tying it. */
  private free(name: string): Wish {
    const { lower, upper } = this.wishes[name] ?? {};
    return { ...(lower !== undefined && { lower }), ...(upper !== undefined && { upper }) };
  }

  private toggleFix(name: string, fix: boolean): void {
    if (!fix) {
      // A parameter that its element holds is freed by naming its bounds
      const given = this.wishes[name]?.fixed === undefined && this.rows.get(name)?.held.value !== "";
      this.wish(name, given ? { lower: 0 } : this.free(name), `free ${name}`);
      return;
    }
    const k = this.result?.parameters.indexOf(name) ?? -1;
    const value = this.result?.values[k] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      this.fail(`${name} has no value yet; type the number that it shall be held at.`);
      return;
    }
    // The digits that the table shows: what is held must be what is read
    this.wish(name, { fixed: Number(value.toPrecision(6)) }, `fix ${name}`);
  }

  private number(name: string, text: string, what: string, make: (value: number | undefined) => Wish): void {
    const value = text === "" ? undefined : typedNumber(text);
    if (value !== undefined && Number.isNaN(value)) {
      this.fail(`${name}: the ${what} "${text}" is not a number; write it as 1.5e-6, without a unit.`);
      return;
    }
    const wish = make(value);
    const label =
      wish.fixed !== undefined
        ? `hold ${name} at ${significant(wish.fixed, 4, true)}`
        : what === "value"
          ? `free ${name}`
          : `bound ${name}`;
    this.wish(name, wish, label);
  }

  private wish(name: string, wish: Wish, label: string): void {
    this.fail(undefined);
    this.onWish(name, Object.values(wish).every((value) => value === undefined) ? undefined : wish, label);
  }
}

function textOf(value: number | undefined): string {
  return value === undefined ? "" : String(value);
}
