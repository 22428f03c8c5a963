/** How scans are fitted, beside their model: noise, loss, correction of charging, and what their abscissa is. */

import { choice, h } from "../../dom/make.ts";
import { type Loss, losses } from "../../fit/options.ts";
import type { Axis, Scan } from "../../spectra/measurement.ts";
import { type NoiseModel, noiseModels, noiseOfScan } from "../../spectra/scanRegion.ts";
import { numberField } from "../numberField.ts";
import type { ScanGroup, Treatment } from "./state.ts";

const noiseNames: Readonly<Record<NoiseModel, string>> = {
  sigma: "σ of the file",
  poisson: "√N of the counts",
  relative: "as √y, size from the residuals",
  unit: "all alike, size from the residuals",
};

const axisNames: readonly (readonly [Axis, string])[] = [
  ["other", "not known"],
  ["binding", "binding energy (eV)"],
  ["kinetic", "kinetic energy (eV)"],
  ["two-theta", "2θ (°)"],
  ["angle", "another angle (°)"],
  ["wavenumber", "wavenumber (cm⁻¹)"],
  ["raman-shift", "Raman shift (cm⁻¹)"],
  ["wavelength", "wavelength (nm)"],
];

export interface TreatmentEvents {
  change(treatment: Treatment, label: string): void;
  refuse(sentence: string): void;
}

export class TreatmentPanel {
  readonly element: HTMLElement;
  private readonly noise: ReturnType<typeof choice<NoiseModel | "auto">>;
  private readonly loss: ReturnType<typeof choice<Loss>>;
  private readonly axis: ReturnType<typeof choice<Axis>>;
  private readonly shift;
  private readonly photonEnergy;
  private readonly own = h("option", { value: "auto" }, "what the scan knows");
  private treatment: Treatment = {};

  constructor(events: TreatmentEvents) {
    const set = <K extends keyof Treatment>(key: K, value: Treatment[K] | undefined, label: string): void => {
      const { [key]: _old, ...others } = this.treatment;
      events.change(value === undefined ? others : { ...others, [key]: value }, label);
    };
    this.noise = choice<NoiseModel | "auto">(
      "Noise",
      noiseModels.map((model) => [model, noiseNames[model]] as const),
      (noise) => set("noise", noise === "auto" ? undefined : noise, `noise ${noise}`),
    );
    this.noise.element.querySelector("select")?.prepend(this.own);
    this.loss = choice(
      "Loss",
      losses.map((loss) => [loss, loss] as const),
      (loss) => set("loss", loss === "linear" ? undefined : loss, `loss ${loss}`),
    );
    this.axis = choice("x is", axisNames, (axis) => set("axis", axis, `x is ${axis}`));
    this.shift = numberField({
      label: "Shift",
      unit: "eV",
      placeholder: "0",
      change: (value) => set("shift", value === 0 ? undefined : value, "shift"),
      refuse: events.refuse,
    });
    this.photonEnergy = numberField({
      label: "Photon energy",
      unit: "eV",
      placeholder: "1486.6",
      least: { above: 0 },
      change: (value) => set("photonEnergy", value, "photon energy"),
      refuse: events.refuse,
    });
    this.element = h(
      "div",
      { class: "choices ends" },
      this.axis.element,
      this.photonEnergy.element,
      this.noise.element,
      this.loss.element,
      this.shift.element,
    );
  }

  show(group: ScanGroup | undefined, scan: Scan | undefined): void {
    const treatment = group?.treatment ?? {};
    this.treatment = treatment;
    this.element.hidden = scan === undefined;
    if (!scan) return;
    this.own.textContent = `automatic: ${noiseNames[noiseOfScan(scan)]}`;
    this.noise.set(treatment.noise ?? "auto");
    this.loss.set(treatment.loss ?? "linear");
    this.axis.set(treatment.axis ?? scan.axis);
    this.shift.set(treatment.shift);
    this.photonEnergy.set(treatment.photonEnergy);
    // Asked only where the file left it open
    this.axis.element.hidden = scan.axis !== "other" && treatment.axis === undefined;
    this.photonEnergy.element.hidden =
      treatment.photonEnergy === undefined && !(scan.axis === "kinetic" && scan.photonEnergy === undefined);
    this.shift.element.hidden = scan.xUnit !== "eV";
  }
}
