/** Whether a scan is one that a model speaks of. */
import { onBindingEnergy, type Scan } from "../spectra/measurement.ts";
import type { ParameterModel, SpectrumModel } from "../spectra/model.ts";
import type { ScanTreatment } from "../spectra/scanRegion.ts";
import { splittingOf } from "../spectra/spinOrbit.ts";

/** Both ends of a scan as it is fitted. */
export function extentOf(
  scan: Scan,
  { shift = 0, photonEnergy }: ScanTreatment,
): readonly [low: number, high: number] {
  const energy = scan.photonEnergy ?? photonEnergy;
  const { x } = scan.axis === "kinetic" && energy !== undefined ? onBindingEnergy(scan, energy) : scan;
  const ends = [x[0] + shift, x[x.length - 1] + shift];
  return [Math.min(...ends), Math.max(...ends)];
}

/** A scan narrower than that steps over its lines. */
const POINTS_PER_WIDTH = 2;

/** Start values of the centers of a model with those of their partners. */
function centersOf(model: SpectrumModel): number[] {
  return model.lines.flatMap(({ parameters, element, level, doublet }) => {
    const center = startOf(parameters.center);
    if (center === undefined) return [];
    const known = element && level ? splittingOf(element, level)?.value : undefined;
    const given = typeof doublet === "object" ? doublet.splitting : undefined;
    const splitting =
      doublet === false || doublet === "kalpha" ? undefined : typeof given === "number" ? given : known;
    return splitting === undefined ? [center] : [center, center + splitting];
  });
}

function startOf(parameter: ParameterModel | undefined): number | undefined {
  if (typeof parameter === "number") return parameter;
  return typeof parameter === "object" ? (parameter.fixed ?? parameter.start) : undefined;
}

/** Whether a model belongs to a range that was asked for: any range, if it says no place of its own. */
export function liesIn(model: SpectrumModel, [low, high]: readonly [number, number]): boolean {
  const centers = centersOf(model);
  if (centers.length > 0) return centers.some((center) => center >= low && center <= high);
  return model.region === undefined || (model.region[0] < high && model.region[1] > low);
}

/** Why a scan is none of a model's, as the end of a sentence; undefined when it is. */
export function foreignTo(
  scan: Scan,
  model: SpectrumModel,
  { region, ...treatment }: ScanTreatment,
): string | undefined {
  const ofElectrons = model.lines.some(({ level }) => level !== undefined);
  if (ofElectrons && scan.axis !== "binding" && scan.axis !== "kinetic") {
    return `its abscissa is ${scan.xLabel}, and the model is one of binding energies`;
  }
  if (ofElectrons && scan.axis === "kinetic" && (scan.photonEnergy ?? treatment.photonEnergy) === undefined) {
    return "it is over kinetic energy and does not state its photon energy: give --photon-energy 1486.6 (Al Kα)";
  }
  const [low, high] = extentOf(scan, treatment);
  const has = `it has ${short(low)} … ${short(high)} ${scan.xUnit}`;
  const wanted = region ?? model.region;
  if (wanted && (wanted[1] <= low || wanted[0] >= high)) {
    return `${has}, not ${short(wanted[0])} … ${short(wanted[1])}`;
  }
  const outside = centersOf(model).filter((center) => center < low || center > high);
  if (outside.length > 0 && region === undefined)
    return `${has}, and a line of the model lies at ${short(outside[0])}`;
  const widths = model.lines.flatMap(({ parameters }) => startOf(parameters.fwhm) ?? []);
  const step = (high - low) / (scan.x.length - 1);
  if (widths.length > 0 && step * POINTS_PER_WIDTH > Math.min(...widths) && ofElectrons) {
    return `its points are ${short(step)} ${scan.xUnit} apart, too far for lines of ${short(Math.min(...widths))} ${scan.xUnit}`;
  }
  return undefined;
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
