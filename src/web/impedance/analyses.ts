/** The tabs beside the fits: trends, arcs, certainty, Kramers–Kronig, relaxation times, circuits compared. Only the shown one is drawn. */
import type { FitResult } from "../../fit/result.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { type Tabs, tabs } from "../tabs.ts";
import type { Host } from "../view.ts";
import { ArcsPanel } from "./arcsPanel.ts";
import { CertaintyPanel } from "./certaintyPanel.ts";
import { CircuitsPanel } from "./circuitsPanel.ts";
import type { DoneAnalyses } from "./commandLine.ts";
import type { Fits } from "./fits.ts";
import { RelaxationPanel } from "./relaxationPanel.ts";
import { type ImpedanceState, optionsOf } from "./state.ts";
import { Trends } from "./trends.ts";
import { ValidityPanel } from "./validityPanel.ts";

export interface AnalysesEvents {
  /** A spectrum was picked in a trend. */
  pick(index: number): void;
  /** Another abscissa of the trends. */
  against(fact: string): void;
  use(circuit: string): void;
  /** More spectra have a Kramers–Kronig verdict. */
  judged(): void;
  /** An analysis beside the fits has ended. */
  found(): void;
  change(changes: Partial<Pick<ImpedanceState, "cell" | "certainty">>, label: string): void;
}

/** What there is to analyse. */
export interface Analysed {
  readonly state: ImpedanceState;
  readonly fits: Fits | undefined;
  readonly current: number;
  readonly selected: readonly number[];
  readonly against: string | undefined;
}

export class Analyses {
  readonly trends: Trends;
  readonly certainty: CertaintyPanel;
  readonly validity: ValidityPanel;
  readonly relaxation = new RelaxationPanel();
  readonly circuits: CircuitsPanel;
  private readonly arcs: ArcsPanel;
  private readonly tabs: Tabs;
  private readonly host: Host;
  private readonly onFound: () => void;
  private analysed: Analysed | undefined;

  constructor(host: Host, events: AnalysesEvents) {
    this.host = host;
    this.onFound = events.found;
    this.trends = new Trends(events.pick, events.against);
    this.arcs = new ArcsPanel((cell, label) => events.change({ cell }, label));
    this.certainty = new CertaintyPanel(host, {
      wish: (certainty, label) => events.change({ certainty }, label),
      found: events.found,
    });
    this.validity = new ValidityPanel(() => {
      events.judged();
      if (this.tabs.shown === "validity") this.draw();
    });
    this.circuits = new CircuitsPanel(host, events);
    this.tabs = tabs(
      "Analyses",
      [
        { name: "trends", title: "Trends", element: this.trends.element },
        { name: "arcs", title: "Arcs", element: this.arcs.element },
        { name: "certainty", title: "Certainty", element: this.certainty.element },
        { name: "validity", title: "Kramers–Kronig", element: this.validity.element },
        { name: "relaxation", title: "Relaxation times", element: this.relaxation.element },
        { name: "circuits", title: "Circuits compared", element: this.circuits.element },
      ],
      () => {
        this.draw();
        events.found();
      },
    );
  }

  get element(): HTMLElement {
    return this.tabs.element;
  }

  get shown(): string {
    return this.tabs.shown;
  }

  /** Opens a tab without drawing it. */
  open(name: string): void {
    this.tabs.set(name);
  }

  /** What was done, for the command line. */
  done({ results }: Fits): DoneAnalyses {
    const fileOf = ({ file }: { readonly file?: string }): string => file ?? "spectra.csv";
    const { identification } = this.circuits;
    return {
      intervals: results.some((result) => this.certainty.intervalsOf(result)),
      validated: this.tabs.shown === "validity",
      relaxed: [...new Set(this.relaxation.shown.map(({ spectrum }) => fileOf(spectrum)))],
      ...(identification && { identified: fileOf(identification.spectrum) }),
    };
  }

  /** Something else is to be analysed. */
  show(analysed: Analysed): void {
    const before = this.analysed;
    this.analysed = analysed;
    const isMove =
      before !== undefined &&
      before.state === analysed.state &&
      before.fits === analysed.fits &&
      before.against === analysed.against;
    if (isMove && this.tabs.shown === "trends") this.trends.choose(analysed.current);
    else this.draw();
    // The ranking of the current spectrum can be taken away while another tab is shown
    this.circuits.show(analysed.state.spectra[analysed.current]);
  }

  /** Draws the shown tab. */
  private draw(): void {
    if (!this.analysed) return;
    const { state, fits, current, selected, against } = this.analysed;
    const { spectra } = state;
    const spectrum: Spectrum | undefined = spectra[current];
    const results: readonly FitResult[] = fits?.results ?? [];
    switch (this.tabs.shown) {
      case "arcs":
        this.arcs.show(results[current], spectrum, state.cell);
        break;
      case "certainty":
        this.certainty.show(
          fits && {
            circuit: fits.circuit,
            options: optionsOf(fits.state, fits.parameters),
            spectra: fits.state.spectra,
            results,
          },
          current,
          state.certainty,
        );
        break;
      case "validity":
        this.validity.show(spectrum, spectra);
        break;
      case "relaxation":
        if (!spectrum) break;
        this.relaxation
          .show(
            this.host,
            selected.map((i) => spectra[i]),
          )
          .then(this.onFound)
          .catch((error: Error) => this.host.say(error.message));
        break;
      case "circuits":
        break;
      default:
        this.trends.show(spectra, results, against, current);
    }
  }
}
