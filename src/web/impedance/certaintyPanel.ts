/** How sure the parameters are: intervals by a method of choice, correlations, and what the residuals say about the circuit. */

import { choice, h, markup } from "../../dom/make.ts";
import { type Diagnostics, diagnoseResiduals } from "../../fit/diagnostics.ts";
import { evaluateCircuit } from "../../fit/evaluate.ts";
import { type IntervalMethod, type Intervals, intervalMethods } from "../../fit/intervals.ts";
import type { FitOptions } from "../../fit/options.ts";
import type { FitResult } from "../../fit/result.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import type { Circuit } from "../../program/circuit.ts";
import { correlationPlot } from "../../report/correlation.ts";
import { histogram, lagPlot, quantilePlot } from "../../report/diagnostics.ts";
import { intervalHeading, intervalText } from "../../report/intervals.ts";
import { textTableElement } from "../table.ts";
import type { Host } from "../view.ts";
import type { ImpedanceState } from "./state.ts";

type Certainty = ImpedanceState["certainty"];

const methodNames: Readonly<Record<IntervalMethod, string>> = {
  covariance: "covariance at the optimum",
  profile: "profile likelihood",
  "residual-bootstrap": "bootstrap of the residuals",
  "wild-bootstrap": "wild bootstrap",
  sample: "samples of the posterior",
};

const confidences = [
  ["0.6827", "68.27 % (1 σ)"],
  ["0.9", "90 %"],
  ["0.95", "95 %"],
  ["0.99", "99 %"],
] as const;
type Confidence = (typeof confidences)[number][0];

/** Millimetres of each of the three small figures. */
const SMALL = 62;

/** What was fitted, and how. */
export interface Fitted {
  readonly circuit: Circuit;
  readonly options: FitOptions;
  readonly spectra: readonly Spectrum[];
  readonly results: readonly FitResult[];
}

export interface CertaintyEvents {
  wish(certainty: Certainty, label: string): void;
  /** Intervals were computed. */
  found(): void;
}

export class CertaintyPanel {
  readonly element: HTMLElement;
  private readonly host: Host;
  private readonly onFound: () => void;
  private readonly method: ReturnType<typeof choice<IntervalMethod>>;
  private readonly confidence: ReturnType<typeof choice<Confidence>>;
  private readonly all: HTMLButtonElement;
  private readonly table = h("div");
  private readonly warnings = h("ul", { class: "warnings" });
  private readonly fault = h("p", { class: "fault", role: "alert" });
  private readonly verdict = h("ul", { class: "list" });
  private readonly plots = h("div", { class: "small-figures" });
  private readonly matrix = h("div", { class: "correlation" });
  /** By result, then by method and confidence. */
  private readonly known = new WeakMap<FitResult, Map<string, Intervals>>();
  private readonly examined = new WeakMap<FitResult, Diagnostics>();
  private fitted: Fitted | undefined;
  private current = 0;
  private wish: Certainty = { method: "covariance", confidence: 0.95 };

  constructor(host: Host, events: CertaintyEvents) {
    this.host = host;
    this.onFound = events.found;
    this.method = choice(
      "Intervals from",
      intervalMethods.map((method) => [method, methodNames[method]] as const),
      (method) => events.wish({ ...this.wish, method }, `intervals: ${methodNames[method]}`),
    );
    this.confidence = choice("Confidence", confidences, (text) =>
      events.wish({ ...this.wish, confidence: Number(text) }, `confidence ${text}`),
    );
    this.all = h("button", { type: "button", onclick: () => void this.computeAll() }, "For all spectra");
    this.element = h(
      "div",
      { class: "certainty" },
      h("div", { class: "choices ends" }, this.method.element, this.confidence.element, this.all),
      this.fault,
      h(
        "div",
        { class: "split" },
        h("div", {}, this.table, this.warnings),
        h("div", {}, h("h3", {}, "Correlations"), this.matrix),
      ),
      h("h3", {}, "Residuals"),
      this.verdict,
      this.plots,
    );
  }

  /** Results with the intervals and diagnostics that are known, for tables and reports. */
  certified(results: readonly FitResult[]): readonly FitResult[] {
    return results.map((result) => {
      const intervals = this.intervalsOf(result);
      const diagnostics = this.examined.get(result);
      return intervals || diagnostics
        ? { ...result, ...(intervals && { intervals }), ...(diagnostics && { diagnostics }) }
        : result;
    });
  }

  intervalsOf(result: FitResult): Intervals | undefined {
    return this.known.get(result)?.get(keyOf(this.wish));
  }

  /** Computes the intervals of the current fit when they are missing, then draws; a later call wins. */
  show(fitted: Fitted | undefined, current: number, wish: Certainty): void {
    this.fitted = fitted;
    this.current = current;
    this.wish = wish;
    this.method.set(wish.method);
    const text = String(wish.confidence);
    if (confidences.some(([value]) => value === text)) this.confidence.set(text as Confidence);
    this.all.hidden = (fitted?.results.length ?? 0) < 2;
    const result = fitted?.results[current];
    if (result && !this.intervalsOf(result)) void this.compute([current]);
    this.render();
  }

  private async computeAll(): Promise<void> {
    const indices = this.fitted?.results.map((_, i) => i) ?? [];
    const done = await this.compute(indices);
    if (done)
      this.host.say(
        `Intervals of ${indices.length.toLocaleString("en")} spectra: they are in the table of parameters to take away.`,
      );
  }

  private async compute(indices: readonly number[]): Promise<boolean> {
    const { fitted, wish, host } = this;
    if (!fitted) return false;
    const todo = indices.filter((i) => fitted.results[i] && !this.intervalsOf(fitted.results[i]));
    this.fault.textContent = "";
    if (todo.length === 0) return true;
    try {
      // Bootstraps, profiles and samplers are no part of the first load
      const { intervalsBy } = await import("../../fit/certify.ts");
      const found = await host.work(`Intervals: ${methodNames[wish.method]}`, ({ signal, progress }) =>
        intervalsBy(wish, {
          circuit: fitted.circuit,
          spectra: todo.map((i) => fitted.spectra[i]),
          results: todo.map((i) => fitted.results[i]),
          options: { fit: fitted.options, engine: host.engine, signal, onProgress: progress },
        }),
      );
      if (!found) return false;
      found.forEach((intervals, k) => {
        const result = fitted.results[todo[k]];
        const own = this.known.get(result) ?? new Map<string, Intervals>();
        own.set(keyOf(wish), intervals);
        this.known.set(result, own);
      });
    } catch (error) {
      this.fault.textContent = (error as Error).message;
      return false;
    }
    this.render();
    this.onFound();
    return true;
  }

  private render(): void {
    const { fitted, current } = this;
    const result = fitted?.results[current];
    const spectrum = fitted?.spectra[current];
    const missing = result === undefined || result.status === "failed" || spectrum === undefined;
    if (missing) {
      this.table.replaceChildren(h("p", { class: "soft" }, "There is no fit to judge."));
      for (const part of [this.warnings, this.verdict, this.plots, this.matrix]) part.replaceChildren();
      return;
    }
    const intervals = this.intervalsOf(result);
    this.table.replaceChildren(
      ...(intervals
        ? [
            textTableElement("Intervals", [
              ["parameter", intervalHeading(intervals), "state"],
              ...result.parameters.map((name, k) => [
                name,
                intervalText(intervals.lower[k], intervals.upper[k], result.units[k]),
                result.states[k],
              ]),
            ]),
          ]
        : [h("p", { class: "soft" }, "being computed …")]),
    );
    this.warnings.replaceChildren(...(intervals?.warnings ?? []).map((one) => h("li", {}, one)));
    this.matrix.replaceChildren(
      markup(
        correlationPlot(result.parameters, result.correlation, { background: "none", id: "correlation" }),
      ),
    );
    const diagnostics = this.diagnose(result, spectrum);
    this.verdict.replaceChildren(
      ...(diagnostics.sentences.length > 0
        ? diagnostics.sentences.map((sentence) => h("li", { class: "warn" }, `⚠ ${sentence}`))
        : [
            h(
              "li",
              {},
              "No objection: the residuals are those of noise (runs, autocorrelation, Shapiro–Wilk, outliers).",
            ),
          ]),
    );
    const options = { width: SMALL, background: "none" as const };
    this.plots.replaceChildren(
      ...[
        histogram(diagnostics, { ...options, id: "residual-histogram" }),
        quantilePlot(diagnostics, { ...options, id: "residual-quantiles" }),
        lagPlot(diagnostics, { ...options, id: "residual-lag" }),
      ].map((svg) => h("figure", {}, markup(svg))),
    );
  }

  private diagnose(result: FitResult, spectrum: Spectrum): Diagnostics {
    const known = this.examined.get(result);
    if (known) return known;
    const model = evaluateCircuit(
      this.host.engine.kernel,
      this.fitted!.circuit,
      result.values,
      spectrum.frequency,
    );
    const diagnostics = diagnoseResiduals(result, spectrum, model);
    this.examined.set(result, diagnostics);
    return diagnostics;
  }
}

function keyOf({ method, confidence }: Certainty): string {
  return `${method} ${confidence}`;
}
