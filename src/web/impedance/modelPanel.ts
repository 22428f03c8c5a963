/** The circuit, how it is fitted, and how the fits went. */

import { choice, h } from "../../dom/make.ts";
import { type Loss, losses, type Weighting, weightings } from "../../fit/options.ts";
import type { FitResult } from "../../fit/result.ts";
import type { ImaginaryConvention } from "../../formats/index.ts";
import { significant } from "../../report/number.ts";
import { statusCounts } from "../../report/statusCounts.ts";
import { numberInput } from "../numberField.ts";
import { CircuitField } from "./circuitField.ts";
import type { Fits } from "./fits.ts";
import { type ImpedanceState, type Route, SERIES_FROM } from "./state.ts";
import type { Band } from "./treatment.ts";

const routeNames: readonly (readonly [Route, string])[] = [
  ["auto", `automatic (series from ${SERIES_FROM} on)`],
  ["each", "each on its own"],
  ["series", "as a series"],
];

const MOST_NOTES = 500;

export interface ModelEvents {
  type(circuit: string): void;
  choose(changes: Partial<Pick<ImpedanceState, "weighting" | "loss" | "route">>, label: string): void;
  treat(changes: Partial<Pick<ImpedanceState, "band" | "imaginary">>, label: string): void;
  stop(): void;
}

export class ModelPanel {
  readonly element: HTMLElement;
  private readonly field: CircuitField;
  private readonly summary = h("p", { class: "summary", "data-state": "none" });
  private readonly fault = h("p", { class: "fault", role: "alert" });
  private readonly fmin;
  private readonly fmax;
  private band: Band = {};
  private readonly doubts = h("ul", { class: "warnings" });
  private readonly notes = h("details", { class: "notes", hidden: true });
  private readonly imaginary: ReturnType<typeof choice<ImaginaryConvention | "found">>;
  private readonly choices: {
    readonly weighting: ReturnType<typeof choice<Weighting>>;
    readonly loss: ReturnType<typeof choice<Loss>>;
    readonly route: ReturnType<typeof choice<Route>>;
  };

  constructor(events: ModelEvents) {
    this.field = new CircuitField(events.type);
    const same = <T extends string>(one: T): readonly [T, string] => [one, one];
    this.choices = {
      weighting: choice("Weighting", weightings.map(same), (weighting) =>
        events.choose({ weighting }, `weighting ${weighting}`),
      ),
      loss: choice("Loss", losses.map(same), (loss) => events.choose({ loss }, `loss ${loss}`)),
      route: choice("Fits", routeNames, (route) => events.choose({ route }, "how spectra are fitted")),
    };
    const end = (key: keyof Band, label: string, placeholder: string): ReturnType<typeof numberInput> =>
      numberInput({
        label,
        unit: "Hz",
        placeholder,
        least: { above: 0 },
        change: (value) => {
          this.refuse("");
          const { [key]: _old, ...others } = this.band;
          events.treat(
            { band: value === undefined ? others : { ...others, [key]: value } },
            label.toLowerCase(),
          );
        },
        refuse: (sentence) => this.refuse(sentence),
      });
    this.fmin = end("fmin", "Lowest frequency", "lowest");
    this.fmax = end("fmax", "Highest frequency", "highest");
    this.imaginary = choice<ImaginaryConvention | "found">(
      "Imaginary column",
      [
        ["found", "as found"],
        ["Z''", "Z″"],
        ["-Z''", "−Z″"],
      ],
      (sign) => events.treat({ imaginary: sign === "found" ? undefined : sign }, "sign of Z″"),
    );
    const { weighting, loss, route } = this.choices;
    this.element = h(
      "section",
      { class: "panel model", "aria-label": "Circuit" },
      this.field.element,
      h(
        "div",
        { class: "choices" },
        weighting.element,
        loss.element,
        route.element,
        h(
          "div",
          { class: "field", role: "group", "aria-label": "Frequencies that are used" },
          h("span", { "aria-hidden": "true" }, "Frequencies"),
          h(
            "span",
            { class: "range" },
            this.fmin.element,
            " … ",
            this.fmax.element,
            h("span", { class: "soft" }, "Hz"),
          ),
        ),
        this.imaginary.element,
      ),
      this.fault,
      h(
        "div",
        { class: "summary-line" },
        this.summary,
        h("button", { type: "button", class: "stop", onclick: events.stop }, "Stop"),
      ),
      this.doubts,
      this.notes,
    );
  }

  show({ circuit, weighting, loss, route, band, imaginary, columns, notes }: ImpedanceState): void {
    this.imaginary.set(imaginary ?? "found");
    const found = [...new Set(Object.values(columns))].map((sign) => (sign === "Z''" ? "Z″" : "−Z″"));
    this.imaginary.element.hidden = found.length === 0;
    this.imaginary.name("found", `as found: ${found.join(" and ")}`);
    this.band = band;
    this.fmin.set(band.fmin);
    this.fmax.set(band.fmax);
    this.field.set(circuit);
    this.choices.weighting.set(weighting);
    this.choices.loss.set(loss);
    this.choices.route.set(route);
    this.notes.hidden = notes.length === 0;
    this.notes.replaceChildren(
      h(
        "summary",
        {},
        notes.length === 1 ? "1 remark of the reader" : `${notes.length} remarks of the readers`,
      ),
      h("ul", {}, ...notes.slice(0, MOST_NOTES).map((note) => h("li", {}, note))),
    );
  }

  /** How far the fits are. @param text leave it out to keep what stands there */
  tell(state: "none" | "fitting" | "done" | "stopped" | "refused" | "failed", text?: string): void {
    if (text !== undefined) this.summary.textContent = text;
    this.summary.dataset.state = state;
  }

  /** What cannot be done, in place; "" takes the sentence away. */
  refuse(sentence: string): void {
    this.fault.textContent = sentence;
  }

  /** What is doubtful about the fit of the current spectrum. */
  doubt(result: FitResult | undefined): void {
    this.doubts.replaceChildren(...(result ? doubtsOf(result) : []).map((sentence) => h("li", {}, sentence)));
  }
}

/** "1,000 spectra fitted in 0.2 s, from neighbour to neighbour: 998 converged, 2 with warnings." */
export function summaryText({ results, series, seconds }: Fits): string {
  const fitted = results.length === 1 ? "1 spectrum" : `${results.length.toLocaleString("en")} spectra`;
  return `${fitted} fitted in ${significant(seconds, 2)} s${series ? ", from neighbour to neighbour" : ""}: ${statusCounts(results)}.`;
}

/** What one must know about a fit: its message unless all is well, and its warnings. */
function doubtsOf({ status, message, warnings }: FitResult): string[] {
  if (status === "converged") return [];
  return status === "failed" ? [message, ...warnings] : [...warnings];
}
