/** `transport exchange-current`, `transport diffusion` and `transport onset`: kinetics from curves and spectra. */
import { exchangeCurrent } from "../cell/kinetics.ts";
import { onset } from "../cell/onset.ts";
import { warburgDiffusion } from "../cell/warburg.ts";
import { warburgTail } from "../cell/warburgTail.ts";
import { butlerVolmerWords, onsetWords, tafelWords, warburgWords } from "../report/cellCaptions.ts";
import { butlerVolmerPlot, onsetPlot, tafelPlot, warburgPlot } from "../report/cellFigures.ts";
import { resultName } from "../report/text.ts";
import type { Arguments, Command } from "./command.ts";
import { columnOptions, currentDensityRole, potentialRole, readMeasurement } from "./measurement.ts";
import { UsageError } from "./mistake.ts";
import { kernelOption, readKernel, toNumber, whole } from "./options.ts";
import {
  exitNote,
  interfacesOption,
  measured,
  needed,
  problemOf,
  quantityOptionKinds,
  readConfidence,
  readInterfaces,
  unitNote,
  withOutcome,
} from "./quantities.ts";
import { findSources, readSourceOptions, sourceOptionKinds } from "./sources.ts";
import { readSpectra } from "./spectra.ts";
import { areaOption } from "./transportConductivity.ts";
import { eachFile } from "./transportFiles.ts";

/** "50..120mV" in V. */
function rangeOf(given: Arguments, option: string, example: string): readonly [number, number] | undefined {
  const text = given.text(option);
  if (text === undefined) return undefined;
  const [, low, high, unit] = /^\s*([\d.eE+-]+?)\s*\.\.\s*([\d.eE+-]+)\s*(m?V)\s*$/.exec(text) ?? [];
  if (unit === undefined)
    throw new UsageError(`--${option} "${text}": expected LOW..HIGH with a unit, such as ${example}`);
  const factor = unit === "mV" ? 1e-3 : 1;
  return [toNumber(low, `--${option}`) * factor, toNumber(high, `--${option}`) * factor];
}

const temperatureOption = { name: "temperature", value: "T", text: "30°C or 303.15K" };

const areaCure = "give --area, so that the current becomes a current density";

export const exchangeCurrentPart: Command = {
  name: "transport exchange-current",
  operands: "FILE…",
  summary:
    "exchange current density by Butler–Volmer, Tafel lines and micropolarisation, with ohmic correction",
  options: [
    temperatureOption,
    interfacesOption,
    areaOption,
    { name: "ohmic", value: "R", text: "ohmic resistance of the cell: 35ohm*cm2, or with --area 45ohm" },
    { name: "window", value: "LOW..HIGH", text: "|η| of one interface for Tafel lines, default 50..120mV" },
    { name: "linear", value: "ETA", text: "|η| for micropolarisation, default 10mV" },
    { name: "electrons", value: "N", text: "electrons per reaction, default 1" },
    ...columnOptions([potentialRole, currentDensityRole(undefined)]),
    kernelOption,
    ...quantityOptionKinds,
  ],
  notes: [
    "A file is a table of overpotential and current (with --area) or current density, both 0 at equilibrium.",
    unitNote,
    exitNote,
  ],
  examples: [
    "interphase transport exchange-current tafel.csv --temperature 30°C --interfaces 2 --ohmic 35ohm*cm2 --report tafel.html",
  ],
  run: (given) =>
    withOutcome(given, (targets) => {
      const command = "transport exchange-current";
      const temperature = needed(given, command, "temperature", "K", "30°C");
      const interfaces = readInterfaces(given, command);
      const area = measured(given, "area", "m²", "0.785cm2");
      const ohmic = ohmicOf(given, area?.value);
      const window = rangeOf(given, "window", "50..120mV");
      const linear = measured(given, "linear", "V", "10mV")?.value;
      const electrons = whole(given, "electrons", 1);
      const options = {
        temperature,
        interfaces,
        confidence: readConfidence(given),
        kernel: readKernel(given),
        ...(ohmic !== undefined && { ohmicResistance: ohmic }),
        ...(window && { window }),
        ...(linear !== undefined && { linear }),
        ...(electrons !== undefined && { electrons }),
      };
      const roles = [potentialRole, currentDensityRole(area?.value, areaCure)];
      const about = { command, what: "overpotential and current", title: "Exchange current density" };
      return eachFile(given, targets, about, async (file) => {
        const { columns, otherUnit, notes } = readMeasurement(given, file, roles);
        const found = await exchangeCurrent(
          { overpotential: columns[0]!, currentDensity: columns[1]! },
          { ...options, ...(otherUnit[1] && area && { area }) },
        );
        const curve = butlerVolmerPlot(found);
        return {
          quantities: found.quantities,
          figures: [
            ...(curve === undefined ? [] : [{ svg: curve, caption: butlerVolmerWords }]),
            ...(found.branches.length === 0 ? [] : [{ svg: tafelPlot(found), caption: tafelWords }]),
          ],
          notes,
        };
      });
    }),
};

/** Ω·m², also from Ω where the area is known. */
function ohmicOf(given: Arguments, area: number | undefined) {
  const text = given.text("ohmic");
  if (text === undefined) return undefined;
  if (area === undefined || /m\s*(\^|\*\*)?[2²]/.test(text)) {
    return measured(given, "ohmic", "Ω·m²", "35ohm*cm2");
  }
  const { value, stderr } = measured(given, "ohmic", "Ω", "45ohm")!;
  return { value: value * area, stderr: stderr * area };
}

export const diffusionPart: Command = {
  name: "transport diffusion",
  operands: "[FILE…]",
  summary:
    "diffusion coefficient from the Warburg coefficient of the low-frequency tail, which is found in the spectrum",
  options: [
    areaOption,
    temperatureOption,
    { name: "concentration", value: "C", text: "of the diffusing ion in its phase: 0.0229mol/cm3" },
    { name: "electrons", value: "N", text: "electrons per ion, default 1" },
    {
      name: "coefficient",
      value: "SIGMA",
      text: "Warburg coefficient in Ω·s^−½ instead of files: 12.5 or 12.5±0.2",
    },
    ...sourceOptionKinds,
    kernelOption,
    ...quantityOptionKinds,
  ],
  notes: [
    "Z′ and −Z″ rise with one slope over ω^(−1/2) in the tail, ω = 2πf; where it begins and ends are change points. With --fmin and --fmax both, that band is the tail.",
    unitNote,
    exitNote,
  ],
  examples: [
    "interphase transport diffusion cell.mpt --area 1.13cm2 --temperature 30°C --concentration 0.0229mol/cm3 --report tail.html",
  ],
  run: (given) =>
    withOutcome(given, async (targets) => {
      const command = "transport diffusion";
      const electrons = whole(given, "electrons", 1);
      const sizes = {
        area: needed(given, command, "area", "m²", "1.13cm2"),
        temperature: needed(given, command, "temperature", "K", "30°C"),
        concentration: needed(given, command, "concentration", "mol·m⁻³", "0.0229mol/cm3"),
        ...(electrons !== undefined && { electrons }),
      };
      const options = { confidence: readConfidence(given) };
      const title = "Diffusion coefficient";
      const coefficient = measured(given, "coefficient", "", "12.5±0.2");
      if (coefficient) {
        if (given.operands.length > 0)
          throw new UsageError("--coefficient is the result of a file; leave out one of them");
        return { title, findings: [{ quantities: [warburgDiffusion({ ...sizes, coefficient }, options)] }] };
      }
      const source = readSourceOptions(given, command);
      const inputs = findSources(given, targets);
      const reading = readSpectra(inputs.files, { ...source, sigma: false });
      const failures = [...inputs.failures, ...reading.failures];
      const { fmin, fmax } = source;
      const band = fmin !== undefined && fmax !== undefined ? ([fmin, fmax] as const) : undefined;
      const findings = [];
      const lost = [...failures];
      for (const [row, spectrum] of reading.spectra.entries()) {
        const file = resultName({ file: spectrum.file, spectrum: spectrum.name }, row);
        try {
          const tail = await warburgTail(spectrum, { band, kernel: readKernel(given) });
          findings.push({
            file,
            quantities: [warburgDiffusion({ ...sizes, coefficient: tail }, options)],
            figures: [
              {
                svg: warburgPlot(tail),
                caption: warburgWords(tail),
              },
            ],
          });
        } catch (error) {
          lost.push({ file: spectrum.file ?? "", spectrum: spectrum.name, message: problemOf(error, file) });
        }
      }
      return { title, findings, failures: lost, notes: reading.warnings };
    }),
};

export const onsetPart: Command = {
  name: "transport onset",
  operands: "FILE…",
  summary: "onset potential of a linear sweep by threshold, tangents and noise",
  options: [
    { name: "threshold", value: "J", text: "current density above the base line, default 10uA/cm2" },
    { name: "sigmas", value: "K", text: "standard deviations of the noise above the base line, default 5" },
    {
      name: "baseline",
      value: "LOW..HIGH",
      text: "potentials of the base line: 3.2..3.8V; default: 5 to 30 % of the sweep",
    },
    areaOption,
    ...columnOptions([potentialRole, currentDensityRole(undefined)]),
    kernelOption,
    ...quantityOptionKinds,
  ],
  notes: [
    "A sweep to lower potentials looks for a reduction. Only the part up to the first turn counts.",
    unitNote,
    exitNote,
  ],
  examples: ["interphase transport onset lsv.csv --area 2cm2 --threshold 10uA/cm2 --report onset.html"],
  run: (given) =>
    withOutcome(given, (targets) => {
      const command = "transport onset";
      const area = measured(given, "area", "m²", "2cm2");
      const threshold = measured(given, "threshold", "A·m⁻²", "10uA/cm2")?.value;
      const sigmas = given.text("sigmas");
      const baseline = rangeOf(given, "baseline", "3.2..3.8V");
      const options = {
        confidence: readConfidence(given),
        kernel: readKernel(given),
        ...(threshold !== undefined && { threshold }),
        ...(sigmas !== undefined && { sigmas: toNumber(sigmas, "--sigmas") }),
        ...(baseline && { baseline }),
      };
      const about = { command, what: "potential and current", title: "Onset potential" };
      return eachFile(given, targets, about, async (file) => {
        const { columns, notes } = readMeasurement(given, file, [
          potentialRole,
          currentDensityRole(area?.value, areaCure),
        ]);
        const found = await onset({ potential: columns[0]!, currentDensity: columns[1]! }, options);
        return {
          quantities: found.quantities,
          figures: [{ svg: onsetPlot(found), caption: onsetWords(found.quantities) }],
          notes: [
            ...notes,
            ...(found.quantities.length === 0 ? found.warnings.map((text) => `${file}: ${text}`) : []),
          ],
        };
      });
    }),
};
