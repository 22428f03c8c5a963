/** The form of campaign.json: its keys, what they hold, and what they mean. Editors know it as schema/campaign.json. */
import * as v from "valibot";
import { entry } from "./entry.ts";
import { finite, measured, text, whole } from "./field.ts";

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

export const sampleKeys = {
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

const names = (about: string) =>
  v.pipe(v.array(text, "a list of names"), v.minLength(1, "at least one name"), v.description(about));

export const comparisonSchema = v.strictObject({
  show: v.pipe(
    text,
    v.description('A number of several samples: "R2+R3", "capacity", "ΔP/Q", "ionic conductivity" …'),
  ),
  samples: v.optional(names("Default: all that have it.")),
  entries: v.optional(names("Names of entries. Default: all that have it.")),
  title: v.optional(text),
});

export const campaignSchema = v.pipe(
  v.strictObject({
    $schema: v.optional(text),
    name: v.pipe(text, v.description("The title of the report.")),
    source: v.optional(v.pipe(text, v.description("Where the measurements are from: a doi."))),
    note: v.optional(v.pipe(text, v.description("Stands at the head of the report."))),
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
            v.minLength(1, "at least one entry; a sample without measurements is left out"),
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
