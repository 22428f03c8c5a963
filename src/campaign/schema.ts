/** The form of campaign.json: its keys, what they hold, and what they mean. Editors know it as schema/campaign.json. */
import * as v from "valibot";
import { readMeasured } from "../cell/unit.ts";
import { weightings } from "../fit/options.ts";
import { parseCircuit } from "../program/syntax.ts";
import { modelSchema } from "../spectra/modelSchema.ts";
import { presets } from "../spectra/presets/index.ts";

const text = v.pipe(v.string("text"), v.nonEmpty("text that is not empty"));
const finite = v.pipe(v.number("a number"), v.finite("a finite number"));
const above = v.pipe(finite, v.gtValue(0, "a number above 0"));
const whole = v.pipe(finite, v.integer("a whole number"), v.minValue(0, "a whole number from 0"));
const cycles = v.pipe(
  v.array(finite, "a list of numbers"),
  v.description("Places on the abscissa whose values stand in the summary."),
);

/** What a text is wrong in, as a sentence; undefined if it is right. */
function wrongIn(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return (error as Error).message.split("\n")[0];
  }
}

/** A number with its unit, and its standard error where it is known. */
function measured(unit: string, example: string, about: string) {
  const read = (written: string) => readMeasured(written, unit, "", example);
  return v.pipe(
    v.string(`a number with its unit, such as "${example}"`),
    v.check(
      (written) => wrongIn(() => read(written)) === undefined,
      (issue) => {
        const problem = wrongIn(() => read(String(issue.input))) ?? "";
        return `a number with its unit, such as "${example}" (${problem.replace(/^\s*"?[^:"]*"?:? ?/, "")})`;
      },
    ),
    v.description(`${about}: "${example}", or with its standard error.`),
  );
}

const circuit = v.pipe(
  v.string("the text of a circuit, such as R0-p(R1,CPE1)"),
  v.check(
    (written) => wrongIn(() => parseCircuit(written)) === undefined,
    (issue) => `a circuit such as R0-p(R1,CPE1): ${wrongIn(() => parseCircuit(String(issue.input))) ?? ""}`,
  ),
  v.description('In any of the three syntaxes: "L0-R1-p(R2,CPE2)-p(R3,CPE3)".'),
);
/** "R2.R+R3.R" */
const resistance = v.pipe(
  text,
  v.description('A resistance of the circuit or a sum of them: "R1.R", "R2.R+R3.R".'),
);
const potentials = v.pipe(
  v.tuple([finite, finite], "two numbers [low, high] in V"),
  v.check(([low, high]) => low < high, "the lower number first"),
);

const files = v.pipe(
  v.union(
    [text, v.pipe(v.array(text, "a list of files"), v.minLength(1, "at least one file"))],
    "a file, a pattern, or a list of them",
  ),
  v.description('Files or patterns, below the folder of this file: "eis/*.mpt".'),
);

const common = {
  files,
  name: v.optional(v.pipe(text, v.description("As the report calls it. Default: the role."))),
  note: v.optional(text),
};
const columns = {
  columns: v.optional(
    v.pipe(
      v.record(text, text),
      v.description('Which column is which, where the header does not tell: {"current": "I [mA]"}.'),
    ),
  ),
};
const fitting = {
  circuit,
  weighting: v.optional(
    v.pipe(v.picklist(weightings, "unit, modulus, proportional or sigma"), v.description("Default modulus.")),
  ),
  fixed: v.optional(v.pipe(v.record(text, finite), v.description('Parameters that are held: {"R0.R": 10}.'))),
  bounds: v.optional(
    v.pipe(
      v.record(text, v.tuple([finite, finite], "two numbers [low, high]")),
      v.description('{"CPE1.n": [0.5, 1]}'),
    ),
  ),
  ties: v.optional(v.pipe(v.record(text, text), v.description('{"CPE1.n": "CPE2.n"}'))),
  fmin: v.optional(v.pipe(above, v.description("Hz: points below are left out."))),
  fmax: v.optional(v.pipe(above, v.description("Hz: points above are left out."))),
};
const resistances = v.optional(
  v.pipe(
    v.record(text, resistance),
    v.description(
      'What the report shows, by name: {"R1": "R1.R", "R2+R3": "R2.R+R3.R"}. Default: those in series, and those of the arcs.',
    ),
  ),
);
const conductivity = v.pipe(
  resistance,
  v.description(
    "The resistance of the electrolyte in the circuit: gives the ionic conductivity with thickness and area of the sample.",
  ),
);
const step = {
  start: v.optional(measured("s", "10s", "Time of the voltage step, where the protocol says it")),
};
const series = {
  columns: v.optional(
    v.pipe(v.record(text, text), v.description('Columns of a cycler\'s text: {"current_ampere": "I[mA]"}.')),
  ),
};

/** What each role takes. The key `role` tells them apart. */
export const entrySchemas = {
  impedance: v.strictObject({
    role: v.literal("impedance"),
    ...common,
    ...fitting,
    resistances,
    conductivity: v.optional(conductivity),
  }),
  "impedance-by-cycle": v.strictObject({
    role: v.literal("impedance-by-cycle"),
    ...common,
    ...fitting,
    resistances,
    cycles: v.optional(
      v.pipe(
        v.array(finite, "a list of numbers"),
        v.description("Cycle of each spectrum, where the files do not say it."),
      ),
    ),
    at: v.optional(cycles),
  }),
  "impedance-by-temperature": v.strictObject({
    role: v.literal("impedance-by-temperature"),
    ...common,
    ...fitting,
    temperatures: v.optional(
      v.pipe(
        v.array(finite, "a list of numbers in °C"),
        v.description("°C of each spectrum, where the files do not say it."),
      ),
    ),
    conductivity,
    form: v.optional(
      v.pipe(
        v.picklist(["plain", "temperature"], "plain (ln σ) or temperature (ln σT)"),
        v.description("ln σ (default) or ln σT: the two give different Ea."),
      ),
    ),
  }),
  polarisation: v.strictObject({
    role: v.literal("polarisation"),
    ...common,
    ...columns,
    ...fitting,
    ...step,
    voltage: measured("V", "10mV", "Polarisation"),
    before: v.pipe(text, v.description("Impedance before.")),
    after: v.pipe(text, v.description("Impedance after.")),
    interfaces: v.pipe(resistance, v.description("Resistance of the interfaces in the circuit.")),
  }),
  "dc-polarisation": v.strictObject({
    role: v.literal("dc-polarisation"),
    ...common,
    ...columns,
    ...step,
    voltage: measured("V", "1V", "Constant voltage"),
  }),
  tafel: v.strictObject({
    role: v.literal("tafel"),
    ...common,
    ...columns,
    ohmic: v.optional(measured("Ω·m²", "35ohm*cm2", "Ohmic resistance")),
    window: v.optional(
      v.pipe(
        potentials,
        v.description("|η| of one interface in V for the Tafel lines. Default 0.05 … 0.12."),
      ),
    ),
  }),
  lsv: v.strictObject({
    role: v.literal("lsv"),
    ...common,
    ...columns,
    threshold: v.optional(measured("A·m⁻²", "10uA/cm2", "Current density above the base line")),
    baseline: v.optional(potentials),
  }),
  diffusion: v.strictObject({
    role: v.literal("diffusion"),
    ...common,
    fmin: v.optional(above),
    fmax: v.optional(above),
  }),
  cycling: v.strictObject({
    role: v.literal("cycling"),
    ...common,
    ...series,
    cell: v.optional(v.picklist(["symmetric", "full"], "symmetric or full")),
    reference: v.optional(v.pipe(whole, v.description("Cycle that retention refers to."))),
    means: v.optional(
      v.pipe(
        v.array(v.tuple([whole, whole], "two cycles [first, last]"), "a list of pairs of cycles"),
        v.description("Stretches of cycles whose means stand in the summary: [[1, 10]]."),
      ),
    ),
  }),
  "stepped-current": v.strictObject({ role: v.literal("stepped-current"), ...common, ...series }),
  stripping: v.strictObject({
    role: v.literal("stripping"),
    ...common,
    ...columns,
    after: v.optional(v.pipe(text, v.description("The same after cycling: gives the loss of lithium."))),
    cutoff: v.optional(measured("V", "1V", "Voltage at which the electrode counts as stripped")),
  }),
  pressure: v.strictObject({
    role: v.literal("pressure"),
    ...common,
    ...series,
    at: v.optional(
      v.pipe(whole, v.description("Cycle at which the swing per capacity stands in the summary.")),
    ),
    logger: v.optional(v.pipe(text, v.description("File of a pressure logger with a clock of its own."))),
  }),
  xps: v.strictObject({
    role: v.literal("xps"),
    ...common,
    preset: v.optional(
      v.pipe(
        v.picklist(
          presets.map(({ name }) => name),
          `one of ${presets.map(({ name }) => name).join(", ")}`,
        ),
        v.description("A model of the library."),
      ),
    ),
    model: v.optional(
      v.pipe(
        v.union([text, modelSchema], "a file of a model, or a model"),
        v.description("A model file, or the model itself."),
      ),
    ),
    region: v.optional(
      v.pipe(text, v.description('Name of the scan: "S 2p". Default: every scan that the model lies in.')),
    ),
  }),
  xrd: v.strictObject({
    role: v.literal("xrd"),
    ...common,
    lines: v.optional(v.pipe(whole, v.description("So many lines. Default: as many as the data support."))),
    model: v.optional(v.union([text, modelSchema], "a file of a model, or a model")),
    range: v.optional(
      v.pipe(
        v.tuple([finite, finite], "two numbers [low, high]"),
        v.description("Part of the pattern in the unit of x."),
      ),
    ),
  }),
} as const;

export type RoleName = keyof typeof entrySchemas;
export const roleNames = Object.keys(entrySchemas) as RoleName[];
export type Entry<R extends RoleName = RoleName> = v.InferOutput<(typeof entrySchemas)[R]>;

const entry = v.variant("role", Object.values(entrySchemas), `one of the roles ${roleNames.join(", ")}`);

export const sizeUnits = {
  area: ["m²", "0.785cm2", "Area of one electrode"],
  thickness: ["m", "0.5mm", "Thickness of the electrolyte"],
  mass: ["kg", "9.55mg", "Active material"],
  conductivity: ["S·m⁻¹", "2.8mS/cm", "Of the electrolyte: bounds overpotentials from below"],
  concentration: ["mol·m⁻³", "0.0229mol/cm3", "Of the diffusing ion in its phase"],
  temperature: ["K", "30°C", "Of the measurements that need it"],
} as const;
export type SizeName = keyof typeof sizeUnits;

const size = (name: SizeName) => {
  const [unit, example, about] = sizeUnits[name];
  return v.optional(measured(unit, example, about));
};

const sampleKeys = {
  name: v.pipe(text, v.description("Each sample has its own.")),
  chemistry: v.optional(v.pipe(text, v.description("Such as Li | Li6PS5Cl | Li."))),
  note: v.optional(text),
  area: size("area"),
  thickness: size("thickness"),
  mass: size("mass"),
  conductivity: size("conductivity"),
  concentration: size("concentration"),
  temperature: size("temperature"),
  interfaces: v.optional(
    v.pipe(
      v.picklist([1, 2], "1 or 2"),
      v.description("Interfaces in series: 2 in a symmetric cell, 1 with a reference electrode."),
    ),
  ),
};
/** A sample without its files. */
export const sampleSchema = v.looseObject(sampleKeys);

export const comparisonSchema = v.strictObject({
  show: v.pipe(
    text,
    v.description('A number of several samples: "R2+R3", "capacity", "ΔP/Q", "ionic conductivity" …'),
  ),
  samples: v.optional(v.pipe(v.array(text, "a list of names"), v.description("Default: all that have it."))),
  entries: v.optional(
    v.pipe(v.array(text, "a list of names"), v.description("Names of entries. Default: all that have it.")),
  ),
  title: v.optional(text),
});

export const campaignSchema = v.pipe(
  v.strictObject({
    $schema: v.optional(text),
    name: v.pipe(text, v.description("The title of the report.")),
    source: v.optional(v.pipe(text, v.description("Where the measurements are from: a doi."))),
    confidence: v.optional(
      v.pipe(
        finite,
        v.gtValue(0, "a number between 0 and 1"),
        v.ltValue(1, "a number between 0 and 1"),
        v.description("Probability of the intervals. Default 0.95."),
      ),
    ),
    seed: v.optional(v.pipe(whole, v.description("Of the starts of fits. Default 1."))),
    samples: v.pipe(
      v.array(
        v.strictObject({
          ...sampleKeys,
          files: v.pipe(
            v.array(entry, "a list of files with their roles"),
            v.description("Measurements: files and what they are."),
          ),
        }),
        "a list of samples",
      ),
      v.minLength(1, "at least one sample"),
    ),
    comparisons: v.optional(v.array(comparisonSchema, "a list of comparisons")),
  }),
  v.title("Campaign"),
  v.description("Samples, their files and what to do with them, for interphase campaign."),
);
export type CampaignFile = v.InferOutput<typeof campaignSchema>;
