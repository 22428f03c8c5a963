/** `transport electronic` and `transport transference`: what follows from the current after a voltage step. */
import { electronicConductivity } from "../cell/conductivity.ts";
import { bruceVincent } from "../cell/transference.ts";
import { analyseTransient } from "../cell/transient.ts";
import { lawsOf, transientWords } from "../report/cellCaptions.ts";
import { transientPlot } from "../report/cellFigures.ts";
import type { Arguments, Command } from "./command.ts";
import { columnOptions, currentRole, readMeasurement, timeRole } from "./measurement.ts";
import { UsageError } from "./mistake.ts";
import { kernelOption, readKernel } from "./options.ts";
import {
  exitNote,
  measured,
  needed,
  problemOf,
  quantityOptionKinds,
  readConfidence,
  unitNote,
  withOutcome,
} from "./quantities.ts";
import { findSources } from "./sources.ts";
import { areaOption, thicknessOption } from "./transportConductivity.ts";
import { eachFile } from "./transportFiles.ts";
import { circuitOptionKinds, readOneResistance } from "./transportResistance.ts";

const transientOptionKinds = [
  { name: "start", value: "TIME", text: "time of the voltage step: 10s; default: found in the data" },
  { name: "settle", value: "TIME", text: "time after the step that is left out: 0.5s" },
  { name: "end", value: "TIME", text: "end of the step: 3600s" },
  ...columnOptions([timeRole, currentRole]),
];

function transientOptions(given: Arguments) {
  const second = (option: string) => measured(given, option, "s", "10s")?.value;
  const [start, settle, end] = ["start", "settle", "end"].map(second);
  return {
    ...(start !== undefined && { start }),
    ...(settle !== undefined && { settle }),
    ...(end !== undefined && { end }),
    kernel: readKernel(given),
  };
}

async function transientOf(given: Arguments, file: string) {
  const { columns, notes } = readMeasurement(given, file, [timeRole, currentRole]);
  const analysis = await analyseTransient(
    { time: columns[0]!, current: columns[1]! },
    transientOptions(given),
  );
  return { analysis, notes };
}

export const electronicPart: Command = {
  name: "transport electronic",
  operands: "[FILE…]",
  summary:
    "electronic conductivity L·I∞/(U·S) from DC polarisation, the steady current by a fit of the transient",
  options: [
    { name: "voltage", value: "U", text: "constant voltage: 1V" },
    thicknessOption,
    areaOption,
    { name: "current", value: "I", text: "a steady current instead of files: 12nA" },
    { name: "ionic", value: "SIGMA", text: "ionic conductivity, for the transference number: 0.75mS/cm" },
    ...transientOptionKinds,
    kernelOption,
    ...quantityOptionKinds,
  ],
  notes: [
    "A file is a table of time and current at constant voltage. A constant, sums of exponentials, a stretched one and a power of time are fitted; the steady current is their mean by Schwarz's criterion, and what they disagree is in its error.",
    unitNote,
    exitNote,
  ],
  examples: [
    "interphase transport electronic polarisation.csv --voltage 1V --thickness 0.1cm --area 0.785cm2 --report polarisation.html",
  ],
  run: (given) =>
    withOutcome(given, async (targets) => {
      const command = "transport electronic";
      const sizes = {
        voltage: needed(given, command, "voltage", "V", "1V"),
        thickness: needed(given, command, "thickness", "m", "0.05cm"),
        area: needed(given, command, "area", "m²", "0.785cm2"),
        ionic: measured(given, "ionic", "S·m⁻¹", "0.75mS/cm"),
      };
      const options = { confidence: readConfidence(given) };
      const title = "Electronic conductivity";
      const current = measured(given, "current", "A", "12nA");
      if (current !== undefined) {
        if (given.operands.length > 0) {
          throw new UsageError("--current is the steady current; leave it out, or the files");
        }
        return {
          title,
          findings: [{ quantities: [electronicConductivity({ ...sizes, current }, options)] }],
        };
      }
      const about = { command, what: "time and current, or --current 12nA", title };
      return eachFile(given, targets, about, async (file) => {
        const { analysis, notes } = await transientOf(given, file);
        const quantity = electronicConductivity({ ...sizes, current: analysis.steady }, options, {
          definition: lawsOf(analysis),
          warnings: analysis.warnings,
        });
        const figures = [{ svg: transientPlot(analysis), caption: transientWords(analysis) }];
        return { quantities: [quantity], figures, notes };
      });
    }),
};

export const transferencePart: Command = {
  name: "transport transference",
  operands: "[FILE]",
  summary: "transference number by Bruce and Vincent: transient, and impedance before and after",
  options: [
    { name: "voltage", value: "DV", text: "polarisation: 10mV" },
    { name: "initial", value: "I0", text: "initial current instead of a file: 12uA" },
    { name: "steady", value: "IS", text: "steady current instead of a file: 5uA" },
    { name: "before", value: "R", text: "resistance of the interfaces before: 120ohm" },
    { name: "after", value: "R", text: "resistance of the interfaces after: 125ohm" },
    { name: "impedance-before", value: "FILE", text: "impedance before, instead of --before" },
    { name: "impedance-after", value: "FILE", text: "impedance after, instead of --after" },
    { name: "resistance", value: "PARAMETERS", text: "resistance of the interfaces in --circuit: R2.R+R3.R" },
    { name: "bulk-before", value: "R", text: "resistance of the bulk before: the form with its change" },
    { name: "bulk-after", value: "R", text: "resistance of the bulk after" },
    ...circuitOptionKinds.filter(({ name }) => !/^(fmin|fmax|imaginary)$/.test(name)),
    ...transientOptionKinds,
    ...quantityOptionKinds,
  ],
  notes: [
    "The file is a table of time and current during the polarisation: initial and steady current come from fits, with their covariance.",
    unitNote,
    exitNote,
  ],
  examples: [
    "interphase transport transference step.csv --voltage 10mV --before 120ohm --after 125ohm --report t.html",
    'interphase transport transference step.csv --voltage 10mV --impedance-before a.mpt --impedance-after b.mpt --circuit "R1-p(R2,CPE2)" --resistance R2.R',
  ],
  run: (given) =>
    withOutcome(given, async (targets) => {
      const command = "transport transference";
      const voltage = needed(given, command, "voltage", "V", "10mV");
      const confidence = readConfidence(given);
      const bulkBefore = measured(given, "bulk-before", "Ω", "60ohm");
      const bulkAfter = measured(given, "bulk-after", "Ω", "61ohm");
      const before = await readOneResistance(given, command, "before", "impedance-before");
      const after = await readOneResistance(given, command, "after", "impedance-after");
      const cell = { voltage, before: before.resistance, after: after.resistance, bulkBefore, bulkAfter };
      const title = "Transference number";
      const notes = [...before.notes, ...after.notes];
      const initial = measured(given, "initial", "A", "12uA");
      const steady = measured(given, "steady", "A", "5uA");
      if (initial && steady) {
        if (given.operands.length > 0) {
          throw new UsageError("--initial and --steady are the currents; leave them out, or the file");
        }
        const quantity = bruceVincent({ ...cell, currents: { initial, steady } }, { confidence });
        return { title, findings: [{ quantities: [quantity] }], notes };
      }
      const inputs = findSources(given, targets);
      const [file] = inputs.files;
      if (file === undefined || inputs.files.length > 1) {
        if (inputs.failures.length > 0) return { title, findings: [], failures: inputs.failures };
        throw new UsageError(
          `interphase ${command} needs one file with time and current, or --initial 12uA --steady 5uA`,
        );
      }
      try {
        const { analysis, notes: own } = await transientOf(given, file);
        const quantity = bruceVincent(
          { ...cell, currents: analysis.ends },
          { confidence },
          { definition: lawsOf(analysis), warnings: analysis.warnings },
        );
        const figures = [{ svg: transientPlot(analysis), caption: transientWords(analysis) }];
        return { title, findings: [{ file, quantities: [quantity], figures }], notes: [...notes, ...own] };
      } catch (error) {
        return { title, findings: [], failures: [{ file, message: problemOf(error, file) }], notes };
      }
    }),
};
