/**
 * XML of SPECS' SpecsLab 2: groups of regions, each with its definition, and per cycle and scan the counts of every detector of the channeltron
 * array, interleaved. Detector d sits at an energy shift_d × pass energy; the scan reads `mcd_head` values before and `mcd_tail` values behind
 * the range, so that each detector covers it. The intensity at energy E_i is the sum over detectors of the counts at the place
 * i + head − shift_d·E_pass/ΔE, between neighbouring values when this is no whole number.
 * That shift·E_pass lies against the counting direction follows from head ≥ shift_max·E_pass/ΔE and tail ≥ −shift_min·E_pass/ΔE, and from the
 * peaks of the detectors, which coincide so.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError } from "../formatError.ts";
import { KINETIC } from "./abscissa.ts";
import { evenly, factsOf, known, numbersIn, type SpectrumReader } from "./reader.ts";
import { descendants, parseXml, type XmlElement } from "./xml.ts";

/** Child whose attribute "name" is this. */
function named(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.attributes.name === name);
}

function textOf(element: XmlElement | undefined, name: string): string {
  return named(element, name)?.text.trim() ?? "";
}

function numberOf(element: XmlElement | undefined, name: string): number {
  const text = textOf(element, name);
  return text === "" ? Number.NaN : Number(text);
}

/** All numbers of a sequence, which may be split over several elements. */
function sequence(element: XmlElement | undefined): Float64Array {
  return numbersIn((element?.children ?? []).map((child) => child.text).join(" "));
}

interface Layout {
  readonly points: number;
  readonly head: number;
  readonly tail: number;
  /** Places by which each detector runs ahead. */
  readonly shifts: readonly number[];
  readonly gains: readonly number[];
}

function addCounts(
  sum: Float64Array,
  counts: Float64Array,
  { points, head, tail, shifts, gains }: Layout,
): boolean {
  const many = shifts.length;
  const places = points + head + tail;
  if (counts.length !== many * places) return false;
  for (let d = 0; d < many; d++) {
    for (let i = 0; i < points; i++) {
      const place = Math.min(places - 1, Math.max(0, i + head - shifts[d]));
      const below = Math.min(Math.floor(place), places - 2);
      const part = place - below;
      sum[i] +=
        gains[d] *
        ((1 - part) * counts[below * many + d] + (places > 1 ? part * counts[(below + 1) * many + d] : 0));
    }
  }
  return true;
}

export const specsXml: SpectrumReader = {
  name: "specs-xml",
  detect: ({ text }) =>
    text !== undefined && /^\s*<\?xml/.test(text) && /IDL:specs\.de\//.test(text.slice(0, 20000)) ? 1 : 0,
  read({ text, file, options }) {
    const root = parseXml(text!, file);
    const scans: Scan[] = [];
    const warnings: string[] = [];
    for (const group of descendants(root, "struct").filter(
      (one) => one.attributes.type_name === "RegionGroup",
    )) {
      for (const region of descendants(group, "struct").filter(
        (one) => one.attributes.type_name === "RegionData",
      )) {
        const definition = named(region, "region");
        const name = textOf(region, "name");
        const step = numberOf(definition, "scan_delta");
        const pass = numberOf(definition, "pass_energy");
        const points = numberOf(definition, "values_per_curve");
        const curves = numberOf(definition, "curves_per_scan");
        const kinetic = numberOf(definition, "kinetic_energy");
        const mode = textOf(named(definition, "scan_mode"), "name");
        const detectors = named(named(region, "analyzer_info"), "detectors")?.children ?? [];
        const isFixed = mode === "FixedAnalyzerTransmission";
        if (
          !isFixed ||
          curves !== 1 ||
          !(points > 0 && points < 1e7) ||
          detectors.length === 0 ||
          !Number.isFinite(kinetic + step)
        ) {
          warnings.push(
            `${file}, region ${name}: the mode ${mode} with ${curves} ${curves === 1 ? "curve" : "curves"} a scan and ${detectors.length} detectors is not read; export it as XY`,
          );
          continue;
        }
        const layout: Layout = {
          points,
          head: numberOf(region, "mcd_head") || 0,
          tail: numberOf(region, "mcd_tail") || 0,
          shifts: detectors.map((one) => ((numberOf(one, "shift") || 0) * pass) / step),
          gains: detectors.map((one) => numberOf(one, "gain") || 1),
        };
        const transmission = sequence(named(region, "transmission"));
        const photonEnergy = options.photonEnergy ?? known(numberOf(definition, "excitation_energy"));
        const cycles = named(region, "cycles")?.children ?? [];
        cycles.forEach((cycle, k) => {
          const sweeps = named(cycle, "scans")?.children ?? [];
          const y = new Float64Array(points);
          let summed = 0;
          for (const sweep of sweeps) if (addCounts(y, sequence(named(sweep, "counts")), layout)) summed++;
          const stated = Number(named(cycle, "scans")?.attributes.length);
          if (stated > sweeps.length) {
            warnings.push(
              `${file}, region ${name}: ${stated} scans are stated, ${sweeps.length} are in the file`,
            );
          }
          if (summed < sweeps.length || summed === 0) {
            warnings.push(
              `${file}, region ${name}: ${sweeps.length - summed} of ${sweeps.length} scans have no ${points} energies for each of ${detectors.length} detectors and were left out`,
            );
          }
          if (summed === 0) return;
          const seconds = numberOf(cycle, "time");
          scans.push({
            name: cycles.length > 1 ? `${name}, cycle ${k}` : name,
            ...KINETIC,
            x: evenly(kinetic, step, points),
            yLabel: "Intensity",
            yUnit: "counts",
            y,
            ...(transmission.length === points ? { transmission } : {}),
            ...(photonEnergy === undefined ? {} : { photonEnergy }),
            ...(known(numberOf(definition, "dwell_time")) === undefined
              ? {}
              : { dwell: numberOf(definition, "dwell_time") }),
            sweeps: summed,
            facts: factsOf({
              group: textOf(group, "name"),
              technique: textOf(definition, "analysis_method"),
              instrument: textOf(named(region, "analyzer_info"), "name"),
              pass_energy_electronvolt: known(pass),
              detectors: detectors.length,
              start_time: known(seconds) === undefined ? undefined : new Date(1000 * seconds).toISOString(),
            }),
          });
        });
      }
    }
    if (scans.length === 0) {
      throw new FormatError({
        file,
        expected: "a region with counts",
        found: warnings[0] === undefined ? "none" : `none: ${warnings[0].replace(`${file}, `, "")}`,
        cure: "export the regions as XY in SpecsLab",
      });
    }
    return { scans, warnings };
  },
};
