/** `transport arrhenius`: activation energies of tables over temperature, and the Meyer–Neldel rule of several samples. */
import { basename } from "node:path";
import { arrheniusLaw } from "../cell/arrhenius.ts";
import { type MeyerNeldelSample, meyerNeldel } from "../cell/meyerNeldel.ts";
import { OptionError } from "../fit/plan.ts";
import { lawWords } from "../report/cellCaptions.ts";
import { lawPlot, meyerNeldelPlot } from "../report/cellFigures.ts";
import type { QuantityFinding } from "../report/quantity.ts";
import type { Arguments, Command } from "./command.ts";
import { columnOptions, type Role, readMeasurement } from "./measurement.ts";
import { choice, kernelOption, readKernel } from "./options.ts";
import { exitNote, measured, quantityOptionKinds, readConfidence, withOutcome } from "./quantities.ts";
import { eachFile } from "./transportFiles.ts";

const temperatureRole: Role = {
  name: "temperature",
  pattern: /^(t|temp|temperature|ambient temperature|temperatur)$/,
  unit: "K",
};

/** What may stand over temperature: its unit, symbol, and the names of its column. */
const kinds = {
  conductivity: {
    unit: "S·m⁻¹",
    symbol: "σ",
    pattern: /^(σ|σi|sigma|conductivity|ionic conductivity|leitfähigkeit|kappa|κ)$/,
  },
  resistance: { unit: "Ω", symbol: "R", pattern: /^(r|rb|rct|resistance|widerstand)$/ },
  asr: { unit: "Ω·m²", symbol: "ASR", pattern: /^(asr|r|resistance)$/ },
  diffusion: { unit: "m²·s⁻¹", symbol: "D", pattern: /^(d|diffusion coefficient|diffusivity)$/ },
  "exchange-current": { unit: "A·m⁻²", symbol: "j0", pattern: /^(j0|i0|exchange current( density)?)$/ },
} as const;

function rolesOf(given: Arguments): { readonly kind: keyof typeof kinds; readonly roles: readonly Role[] } {
  const kind = choice(given, "kind", Object.keys(kinds) as (keyof typeof kinds)[]) ?? "conductivity";
  const { unit, pattern } = kinds[kind];
  return {
    kind,
    roles: [
      temperatureRole,
      { name: "value", pattern, unit },
      {
        name: "stderr",
        pattern: /^(stderr|standard error|error|uncertainty|σ err|sigma err)$/,
        unit,
        optional: true,
      },
    ],
  };
}

export const arrheniusPart: Command = {
  name: "transport arrhenius",
  operands: "FILE…",
  summary:
    "activation energy of σ or σT over temperature, one sample per file; of three and more samples the Meyer–Neldel energy",
  options: [
    { name: "kind", value: "WHAT", text: `${Object.keys(kinds).join(", ")}; default conductivity` },
    {
      name: "form",
      value: "FORM",
      text: "plain (default: ln σ) or temperature (ln σT): they differ in Ea by kT",
    },
    { name: "logarithm", value: "LOG", text: "ln (default) or log10, for slope and prefactor" },
    {
      name: "reference",
      value: "T",
      text: "temperature at which the value of the law is stated, default 25°C",
    },
    ...columnOptions([temperatureRole]),
    { name: "value-column", value: "COL", text: 'column of the values: "sigma [mS/cm]"' },
    { name: "stderr-column", value: "COL", text: "column of their standard errors; they become weights" },
    kernelOption,
    ...quantityOptionKinds,
  ],
  notes: [
    "Spectra at several temperatures: interphase series FILE… --arrhenius R1.R fits resistance and law together.",
    exitNote,
  ],
  examples: [
    "interphase transport arrhenius sigma.csv --form temperature --report arrhenius.html",
    'interphase transport arrhenius a.csv b.csv c.csv --value-column "sigma [S/cm]" --temperature-column "T [°C]"',
  ],
  run: (given) =>
    withOutcome(given, async (targets) => {
      const command = "transport arrhenius";
      const { kind, roles } = rolesOf(given);
      const { unit, symbol } = kinds[kind];
      const form = choice(given, "form", ["plain", "temperature"] as const);
      const logarithm = choice(given, "logarithm", ["ln", "log10"] as const);
      const reference = measured(given, "reference", "K", "25°C")?.value;
      const confidence = readConfidence(given);
      const samples: MeyerNeldelSample[] = [];
      const about = { command, what: "temperature and value", title: "Activation energy" };
      const outcome = await eachFile(given, targets, about, async (file) => {
        const { columns, notes } = readMeasurement(given, file, roles);
        const [temperature, value, stderr] = columns;
        const data = { temperature: temperature!, value: value!, ...(stderr && { stderr }), unit, symbol };
        const found = await arrheniusLaw(data, {
          confidence,
          kernel: readKernel(given),
          ...(form && { form }),
          ...(logarithm && { logarithm }),
          ...(reference !== undefined && { reference }),
        });
        const all = Array.from(temperature!);
        samples.push({ name: basename(file), fit: found.fit, range: [Math.min(...all), Math.max(...all)] });
        return {
          quantities: [found.quantity],
          figures: [
            {
              svg: lawPlot(found, data),
              caption: lawWords("values of the file,", symbol, found.quantity.formula),
            },
          ],
          notes,
        };
      });
      if (samples.length < 3) return outcome;
      return { ...outcome, findings: [...outcome.findings, ...ruleOf(samples, confidence)] };
    }),
};

function ruleOf(samples: readonly MeyerNeldelSample[], confidence: number): QuantityFinding[] {
  try {
    const rule = meyerNeldel(samples, { confidence });
    const figures = [
      {
        svg: meyerNeldelPlot(rule, samples),
        caption:
          "Logarithm of the prefactor A against the activation energy Ea, one point per file. Line: fit of the Meyer–Neldel rule. Below, measured less fit.",
      },
    ];
    return [{ file: `${samples.length} samples`, quantities: [rule.quantity], figures }];
  } catch (error) {
    if (error instanceof OptionError) return [];
    throw error;
  }
}
