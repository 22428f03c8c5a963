/** Cycling: overpotentials and lives of symmetric cells, capacities and efficiencies of full ones. */
import type { CycleEntry, CyclesFile } from "../../report/cyclesDocument.ts";
import type { Finding, FoundNumber, FoundTrend } from "../finding.ts";
import type { Bench, Role, Work } from "../role.ts";
import { analyse, eventNumbers } from "./cycles.ts";
import { valueAt } from "./neighbours.ts";
import { listed, meanOf, trendOf } from "./record.ts";

/** How long a cell was cycled, and how long without a short. */
function lifeNumbers({ halfCycles, events, file }: CyclesFile): FoundNumber[] {
  const [first] = halfCycles;
  const last = halfCycles.at(-1);
  if (!first || !last) return [];
  const short = events.find(({ kind }) => kind === "hard-short");
  const depletion = events.find(({ kind }) => kind === "depletion");
  const end = short?.time_s ?? last.endTime_s;
  const begun = first.startTime_s;
  return [
    listed(last.cycle, { name: "last cycle", unit: "", files: [file] }),
    listed(end === null || begun === null ? null : (end - begun) / 3600, {
      name: "hours without a short",
      unit: "h",
      files: [file],
      definition: [short ? "until the hard short" : "until the end of the record"],
    }),
    ...(depletion && begun !== null
      ? [
          listed((depletion.time_s - begun) / 3600, {
            name: "hours until lithium was depleted",
            unit: "h",
            files: [file],
            definition: [depletion.rule],
          }),
        ]
      : []),
  ];
}

const milli = (value: number | null): number | null => (value === null ? null : 1000 * value);

type Cycled = Pick<Work<"cycling">, "entry" | "sample">;

function symmetricNumbers(
  document: CyclesFile,
  { entry, sample }: Cycled,
  confidence: number,
): FoundNumber[] {
  const { halfCycles, file } = document;
  const { area } = sample.sizes;
  return (entry.means ?? []).flatMap(([first, last]) => {
    const rows = halfCycles.filter(({ cycle }) => cycle >= first && cycle <= last);
    const at = (what: string) => `${what}, cycles ${first} to ${last}`;
    const definition = ["median over 20 to 80 % of the charge of each half-cycle, mean over half-cycles"];
    return [
      meanOf(
        rows.map((one) => milli(one.overpotentialPlateau_V)),
        confidence,
        { name: at("overpotential"), unit: "mV", files: [file], definition },
      ),
      meanOf(
        rows.map((one) => one.areaResistance_ohm_cm2),
        confidence,
        {
          name: at("area-specific resistance"),
          unit: "Ω·cm²",
          files: [file],
          definition: [...definition, "|η|/|j| of the cell"],
          ...(area && { size: area }),
        },
      ),
    ].filter((one) => one !== undefined);
  });
}

/** Discharge capacity in the best unit that is known. */
function capacityOf(document: CyclesFile): {
  readonly unit: string;
  readonly of: (one: CycleEntry) => number | null;
} {
  const { mass_g } = document;
  return mass_g === null
    ? { unit: "mAh", of: (one) => one.discharge_mAh }
    : { unit: "mAh·g⁻¹", of: (one) => one.discharge_mAh_g };
}

async function fullNumbers(
  document: CyclesFile,
  { entry, sample }: Cycled,
  bench: Bench,
): Promise<FoundNumber[]> {
  const { cycles, retention, rates, file, efficiency } = document;
  const { confidence } = bench;
  const { unit, of } = capacityOf(document);
  const size = document.mass_g === null ? undefined : sample.sizes.mass;
  const divided = { unit, files: [file], ...(size && { size }) };
  const numbers: (FoundNumber | undefined)[] = [];
  for (const rate of rates.length > 1 ? rates : []) {
    const rows = cycles.filter(({ cycle }) => rate.cycles.includes(cycle));
    numbers.push(
      meanOf(rows.map(of), confidence, {
        name: "capacity",
        ...divided,
        at: { of: "current (mA)", value: Number(rate.current_mA.toPrecision(4)) },
        formula: `mean of the discharges of cycles ${rate.cycles[0]} to ${rate.cycles[rate.cycles.length - 1]}`,
        definition: ["mean of the discharges at this current"],
      }),
    );
  }
  for (const [first, last] of entry.means ?? []) {
    const rows = cycles.filter(({ cycle }) => cycle >= first && cycle <= last);
    numbers.push(
      honest(
        meanOf(rows.map(of), confidence, {
          name: `capacity, cycles ${first} to ${last}`,
          ...divided,
          definition: ["discharge capacity"],
        }),
        rows.map(of),
      ),
      honest(
        meanOf(
          rows.map(({ coulombicEfficiency }) =>
            coulombicEfficiency === null ? null : 100 * coulombicEfficiency,
          ),
          confidence,
          {
            name: `coulombic efficiency, cycles ${first} to ${last}`,
            unit: "%",
            files: [file],
            definition: [efficiency],
          },
        ),
        rows.map((one) => one.coulombicEfficiency),
      ),
    );
  }
  for (const cycle of entry.at ?? []) {
    const rows = cycles.map((one) => ({ cycle: one.cycle, value: of(one) }));
    numbers.push(
      await valueAt(rows, cycle, {
        name: "capacity",
        ...divided,
        definition: ["discharge capacity"],
        bench,
      }),
    );
  }
  if (retention && rates.length < 2) {
    const { referenceCycle, lastCycle } = retention;
    numbers.push(
      listed(100 * retention.retention, {
        name: "retention",
        unit: "%",
        files: [file],
        at: { of: "cycle", value: lastCycle },
        definition: [`discharge capacity of cycle ${lastCycle} over that of cycle ${referenceCycle}`],
      }),
      listed(100 * retention.linearDecayPerCycle, {
        name: "loss of capacity per cycle",
        unit: "%",
        files: [file],
        definition: [
          `(1 − retention)/${lastCycle - referenceCycle}, of cycle ${referenceCycle}; compound it is ${(100 * retention.compoundDecayPerCycle).toPrecision(3)} %`,
        ],
        summary: false,
      }),
    );
  }
  return numbers.filter((one) => one !== undefined);
}

/** Below this part of a mean the scatter is that of the last digits of the file. */
const DIGITS = 1e-6;
/** Cycles and von Neumann's ratio (2 for random values) from which on values are called drifting. */
const LONG = 10;
const DRIFTING = 0.5;

/** A mean with what its error does not say: that it is of rounding alone, or that the values drift. */
function honest(mean: FoundNumber | undefined, values: readonly (number | null)[]): FoundNumber | undefined {
  if (!mean || mean.value === null || mean.stderr === null) return mean;
  if (mean.stderr < DIGITS * Math.abs(mean.value)) {
    const source = "the same in all cycles: its error is that of the instrument, which the file does not say";
    return { ...mean, stderr: null, lower: null, upper: null, confidence: null, source };
  }
  const known = values.filter((value) => value !== null);
  const centre = known.reduce((sum, value) => sum + value, 0) / known.length;
  const square = known.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const steps = known.slice(1).reduce((sum, value, k) => sum + (value - known[k]) ** 2, 0);
  if (known.length < LONG || !(steps < DRIFTING * square)) return mean;
  const warning =
    "the values drift over these cycles: the error is that of their spread, not of a measurement";
  return { ...mean, warnings: [...mean.warnings, warning] };
}

function trendsOf(document: CyclesFile): FoundTrend[] {
  const { cycles, halfCycles, file, cell } = document;
  if (cell === "symmetric") {
    return [
      ...trendOf(
        "overpotential",
        "V",
        file,
        halfCycles.map((one) => ({ cycle: one.cycle, value: one.overpotentialPlateau_V })),
      ),
      ...trendOf(
        "area-specific resistance",
        "Ω·cm²",
        file,
        halfCycles.map((one) => ({ cycle: one.cycle, value: one.areaResistance_ohm_cm2 })),
      ),
    ];
  }
  const { unit, of } = capacityOf(document);
  return [
    ...trendOf(
      "capacity",
      unit,
      file,
      cycles.map((one) => ({ cycle: one.cycle, value: of(one) })),
    ),
    ...trendOf(
      "coulombic efficiency",
      "%",
      file,
      cycles.map((one) => ({
        cycle: one.cycle,
        value: one.coulombicEfficiency === null ? null : 100 * one.coulombicEfficiency,
      })),
    ),
  ];
}

export const cycling: Role<"cycling"> = {
  title: "Cycling",
  together: false,
  needs: [],
  shows: () => ["overpotential", "area-specific resistance", "capacity", "coulombic efficiency", "retention"],
  run: async (work, bench): Promise<Finding> => {
    const { document, html } = await analyse(work, bench);
    return {
      numbers: [
        ...(document.cell === "symmetric"
          ? [...symmetricNumbers(document, work, bench.confidence), ...lifeNumbers(document)]
          : await fullNumbers(document, work, bench)),
        ...eventNumbers(document),
      ],
      trends: trendsOf(document),
      html,
      notes: document.warnings,
      failures: [],
    };
  },
};
