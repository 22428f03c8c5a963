/** Which circuit? The ranking of circuits for the selected spectrum. */

import { h } from "../../dom/make.ts";
import { type Identification, identify } from "../../impedance/identify.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { candidateRows } from "../../report/candidates.ts";
import { textTableElement } from "../table.ts";
import type { Host } from "../view.ts";

const SHOWN = { sound: 10, redundant: 5 } as const;

export interface CircuitsEvents {
  use(circuit: string): void;
  /** A search has ended. */
  found(): void;
}

export class CircuitsPanel {
  readonly element: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly outcome = h("div", { "aria-live": "polite" });
  private readonly results = new Map<Spectrum, Identification>();
  private readonly host: Host;
  private readonly events: CircuitsEvents;
  private spectrum: Spectrum | undefined;

  constructor(host: Host, events: CircuitsEvents) {
    this.host = host;
    this.events = events;
    this.button = h(
      "button",
      { type: "button", class: "primary", onclick: () => void this.search() },
      "Find circuits for this spectrum",
    );
    this.element = h(
      "div",
      { class: "circuits" },
      h(
        "p",
        {},
        "Circuits of a grammar (L, R, up to four arcs, Warburg, Gerischer) are fitted and ranked by how well the data support them.",
      ),
      h("p", {}, this.button),
      this.outcome,
    );
  }

  /** What was found for the spectrum that is shown. */
  get identification(): { readonly result: Identification; readonly spectrum: Spectrum } | undefined {
    const { spectrum } = this;
    const result = spectrum && this.results.get(spectrum);
    return result && { result, spectrum };
  }

  show(spectrum: Spectrum | undefined): void {
    this.spectrum = spectrum;
    this.button.disabled = spectrum === undefined;
    this.render();
  }

  private async search(): Promise<void> {
    const { spectrum, host } = this;
    if (!spectrum) return;
    this.button.disabled = true;
    try {
      const found = await host.work("Comparing circuits", ({ signal }) =>
        identify(spectrum, { engine: host.engine, signal, workers: undefined }),
      );
      if (found) {
        this.results.set(spectrum, found);
        this.events.found();
      }
    } catch (error) {
      host.say((error as Error).message);
    }
    this.button.disabled = false;
    this.render();
  }

  private render(): void {
    const found = this.identification?.result;
    if (!found) {
      this.outcome.replaceChildren();
      return;
    }
    const rows = candidateRows(found, SHOWN);
    const use = (row: number): HTMLElement => {
      const circuit = rows[row + 1][1];
      return h(
        "button",
        { type: "button", "aria-label": `Use ${circuit}`, onclick: () => this.events.use(circuit) },
        "Use",
      );
    };
    this.outcome.replaceChildren(
      h(
        "p",
        {},
        `${found.tried} circuits were fitted; the first ones by ${found.criterion === "bic" ? "BIC" : "AICc"}:`,
      ),
      ...(found.warnings.length > 0
        ? [h("ul", { class: "warnings" }, ...found.warnings.map((one) => h("li", {}, one)))]
        : []),
      textTableElement("Ranking of circuits", rows, { head: "use", cell: use }),
    );
  }
}
