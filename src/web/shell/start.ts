/** What stands on the page before anything is open. */
import { h } from "../../dom/make.ts";

export interface Example {
  readonly name: string;
  readonly label: string;
  readonly note: string;
}

/** The built-in examples, made by the simulators of the project; `reading/readers.ts` knows how. */
export const examples: readonly Example[] = [
  {
    name: "ageing",
    label: "An ageing cell",
    note: "50 simulated spectra of Li | Li₆PS₅Cl | Li over its first cycles",
  },
  {
    name: "ageing-1000",
    label: "Five ageing cells",
    note: "1,000 simulated spectra, 200 cycles of each cell",
  },
  {
    name: "interphase",
    label: "S 2p of a cycled interphase",
    note: "simulated depth profile of S 2p and P 2p through Li₂S and Li₃P to Li₆PS₅Cl",
  },
  {
    name: "short",
    label: "A symmetric cell that shorts",
    note: "simulated record of Li | Li₆PS₅Cl | Li on a rising current: 109,000 rows, critical current, two shorts",
  },
  {
    name: "pressure",
    label: "A full cell under pressure",
    note: "simulated record with stack pressure: its swing warns of the lithium that penetrates six cycles later",
  },
];

export function startScreen(actions: {
  openFiles(): void;
  openFolder(): void;
  openExample(example: Example): void;
}): HTMLElement {
  return h(
    "section",
    { class: "start", "aria-label": "Open data" },
    h(
      "div",
      { class: "drop" },
      h("h2", {}, "Drop files or folders here"),
      h(
        "p",
        {},
        "Impedance: BioLogic, Gamry, ZPlot, Zahner, PARSTAT, VersaStudio, CH Instruments, Autolab, RelaxIS, PalmSens, Ivium, CSV, JSON.",
      ),
      h(
        "p",
        {},
        "XPS, XRD, infrared and Raman: VAMAS, CasaXPS, Scienta, SPECS, PHI, Bruker, Rigaku, PANalytical, JCAMP-DX, SPC, WiRE, LabSpec, text tables. The format is found by content.",
      ),
      h(
        "p",
        {},
        "Cycling: Arbin, Neware, BioLogic, Gamry, Maccor, Basytec, Land, Novonix, PEC, Battery Data Format, text tables; of any length, with stack pressure.",
      ),
      h(
        "p",
        { class: "actions" },
        h("button", { type: "button", class: "primary", onclick: actions.openFiles }, "Choose files"),
        h("button", { type: "button", onclick: actions.openFolder }, "Choose a folder"),
      ),
      h(
        "p",
        { class: "soft" },
        "Nothing is uploaded: everything is computed in this page, also without a network.",
      ),
    ),
    h("h2", {}, "Or begin with an example"),
    h(
      "ul",
      { class: "examples" },
      ...examples.map((example) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", onclick: () => actions.openExample(example) },
            h("strong", {}, example.label),
            h("span", { class: "soft" }, example.note),
          ),
        ),
      ),
    ),
  );
}
