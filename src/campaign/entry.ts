/** The entries of a sample: files, their role, and what each role takes. */
import * as v from "valibot";
import { modelSchema } from "../spectra/modelSchema.ts";
import { presets } from "../spectra/presets/index.ts";
import {
  above,
  columns,
  common,
  conductivity,
  cycles,
  finite,
  fitting,
  measured,
  potentials,
  resistance,
  resistances,
  series,
  step,
  text,
  whole,
} from "./field.ts";

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
    bend: v.optional(
      v.pipe(
        v.boolean("true or false"),
        v.description("Looks for the cycle at which the resistances bend, such as where their fall ends."),
      ),
    ),
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
    ...columns(["time", "current"]),
    ...fitting,
    ...step,
    voltage: measured("V", "10mV", "Polarisation", "not 0"),
    before: v.pipe(text, v.description("Impedance before.")),
    after: v.pipe(text, v.description("Impedance after.")),
    interfaces: v.pipe(resistance, v.description("Resistance of the interfaces in the circuit.")),
  }),
  "dc-polarisation": v.strictObject({
    role: v.literal("dc-polarisation"),
    ...common,
    ...columns(["time", "current"]),
    ...step,
    voltage: measured("V", "1V", "Constant voltage", "not 0"),
  }),
  tafel: v.strictObject({
    role: v.literal("tafel"),
    ...common,
    ...columns(["potential", "current"]),
    ohmic: v.optional(measured("Ω·m²", "35ohm*cm2", "Ohmic resistance", "from 0")),
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
    ...columns(["potential", "current"]),
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
        v.array(
          v.pipe(
            v.tuple([whole, whole], "two cycles [first, last]"),
            v.check(([first, last]) => first <= last, "two cycles [first, last], the earlier one first"),
          ),
          "a list of pairs of cycles",
        ),
        v.description("Stretches of cycles whose means stand in the summary: [[1, 10]]."),
      ),
    ),
    at: v.optional(
      v.pipe(
        v.array(whole, "a list of cycles"),
        v.description("Cycles of a full cell whose capacities stand in the summary."),
      ),
    ),
  }),
  "stepped-current": v.strictObject({ role: v.literal("stepped-current"), ...common, ...series }),
  stripping: v.strictObject({
    role: v.literal("stripping"),
    ...common,
    ...columns(["time", "current", "potential"]),
    after: v.optional(v.pipe(text, v.description("The same after cycling: gives the loss of lithium."))),
    cutoff: v.optional(measured("V", "1V", "Voltage at which the electrode counts as stripped", "not 0")),
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
        v.check(([low, high]) => low < high, "the lower number first"),
        v.description("Part of the pattern in the unit of x."),
      ),
    ),
  }),
} as const;

export type RoleName = keyof typeof entrySchemas;
export const roleNames = Object.keys(entrySchemas) as RoleName[];
export type Entry<R extends RoleName = RoleName> = v.InferOutput<(typeof entrySchemas)[R]>;

export const entry = v.variant(
  "role",
  Object.values(entrySchemas),
  `one of the roles ${roleNames.join(", ")}`,
);
