/** Records of cyclers: overpotentials, events, capacities, critical currents, stack pressure. */
import { openInputs, numberOf as plain } from "../../cell/quantity.ts";
import { fitCurve } from "../../fit/curve.ts";
import { normalQuantile, studentQuantile } from "../../fit/distribution.ts";
import { chained, type Estimate } from "../../fit/propagation.ts";
import { readSeries, type SeriesOptions } from "../../formats/series/index.ts";
import { type CycleEntry, type CyclesFile, cyclesFile } from "../../report/cyclesDocument.ts";
import { criticalSentence, cyclesSection, eventNames } from "../../report/cyclesPage.ts";
import { pressureFile } from "../../report/pressureDocument.ts";
import { pressureSection } from "../../report/pressurePage.ts";
import { normalised } from "../../report/pressureText.ts";
import { analyseCycling } from "../../series/analysis.ts";
import { analysePressure } from "../../series/pressure/analysis.ts";
import { reduceSeries } from "../../series/reduce.ts";
import {
  demoted,
  type Finding,
  type FoundNumber,
  type FoundTrend,
  numberOf,
  type Place,
} from "../finding.ts";
import type { Bench, Role, Work } from "../role.ts";
import type { Sample } from "../sample.ts";

function open(
  { store }: Bench,
  file: string,
  columns: SeriesOptions["columns"],
  needs?: SeriesOptions["needs"],
) {
  return readSeries(file, store.pieces(file), { ...(columns && { columns }), ...(needs && { needs }) });
}

/** Sizes in the units of a laboratory. */
function laboratory({ sizes }: Sample): { readonly area_cm2?: number; readonly mass_g?: number } {
  return {
    ...(sizes.area && { area_cm2: plain(sizes.area) * 1e4 }),
    ...(sizes.mass && { mass_g: plain(sizes.mass) * 1e3 }),
  };
}

interface About extends Partial<Omit<FoundNumber, "name" | "value" | "unit">> {
  readonly name: string;
  readonly unit: string;
  readonly files: readonly string[];
}

/** A number that stands in a table of a record: exact, but for what its definition says. */
function listed(value: number | null, about: About): FoundNumber {
  return {
    at: null,
    stderr: null,
    lower: null,
    upper: null,
    confidence: null,
    formula: "",
    source: "",
    definition: [],
    warnings: [],
    model: "",
    summary: true,
    ...about,
    value,
  };
}

/**
 * The mean of repeated values with its interval after Student. The error of a size that all values were divided by comes on top, with the
 * degrees of freedom of Welch and Satterthwaite (JCGM 100:2008, G.4).
 */
function meanOf(
  values: readonly (number | null)[],
  confidence: number,
  { size, ...about }: About & { readonly size?: Estimate },
): FoundNumber | undefined {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
  const n = known.length;
  if (n === 0) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  const square = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const scatter = square / (n - 1) / n;
  const shared = size ? ((mean * size.stderr) / size.value) ** 2 : 0;
  const stderr = n > 1 ? Math.sqrt(scatter + shared) : Number.NaN;
  const freedom = scatter > 0 ? (n - 1) * (1 + shared / scatter) ** 2 : Infinity;
  const p = 0.5 + 0.5 * confidence;
  const t = Number.isFinite(freedom) ? studentQuantile(p, freedom) : normalQuantile(p);
  return listed(mean, {
    ...about,
    stderr: n > 1 ? stderr : null,
    lower: n > 1 ? mean - t * stderr : null,
    upper: n > 1 ? mean + t * stderr : null,
    confidence: n > 1 ? confidence : null,
    formula: `mean of ${n}`,
    source:
      n > 1
        ? `Student: the scatter between the cycles gives the error${shared > 0 ? ", and the size of the sample" : ""}`
        : "one value: its error is not known",
  });
}

/** How long a cell was cycled, and how long without a short. */
function lifeNumbers({ halfCycles, events, file }: CyclesFile): FoundNumber[] {
  const [first] = halfCycles;
  const last = halfCycles.at(-1);
  if (!first || !last) return [];
  const short = events.find(({ kind }) => kind === "hard-short");
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
  ];
}

function eventNumbers({ events, file }: CyclesFile): FoundNumber[] {
  const seen = new Map<string, number>();
  return events.map((event) => {
    const count = (seen.get(event.kind) ?? 0) + 1;
    seen.set(event.kind, count);
    return listed(event.cycle, {
      name: `cycle of ${eventNames[event.kind]}${count > 1 ? ` ${count}` : ""}`,
      unit: "",
      definition: [event.rule],
      files: [file],
      // A cell that flickers has many
      summary: count === 1,
    });
  });
}

function trendOf(
  name: string,
  unit: string,
  file: string,
  rows: readonly { readonly cycle: number; readonly value: number | null; readonly stderr?: number | null }[],
): FoundTrend[] {
  if (!rows.some(({ value }) => value !== null)) return [];
  return [
    {
      name,
      of: "cycle",
      unit,
      x: rows.map(({ cycle }) => cycle),
      y: rows.map(({ value }) => value),
      stderr: rows.map(({ stderr }) => stderr ?? null),
      files: [file],
    },
  ];
}

const milli = (value: number | null): number | null => (value === null ? null : 1000 * value);

interface Means {
  readonly stretches: readonly (readonly [first: number, last: number])[];
  readonly sizes: Sample["sizes"];
  readonly confidence: number;
}

function symmetricNumbers(document: CyclesFile, { stretches, sizes, confidence }: Means): FoundNumber[] {
  const { halfCycles, file } = document;
  return stretches.flatMap(([first, last]) => {
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
          ...(sizes.area && { size: sizes.area }),
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

function fullNumbers(document: CyclesFile, { stretches, sizes, confidence }: Means): FoundNumber[] {
  const { cycles, retention, rates, file, efficiency } = document;
  const { unit, of } = capacityOf(document);
  const size = document.mass_g === null ? undefined : sizes.mass;
  const numbers: (FoundNumber | undefined)[] = [];
  for (const rate of rates.length > 1 ? rates : []) {
    const rows = cycles.filter(({ cycle }) => rate.cycles.includes(cycle));
    numbers.push(
      meanOf(rows.map(of), confidence, {
        name: "capacity",
        unit,
        files: [file],
        at: { of: "current (mA)", value: Number(rate.current_mA.toPrecision(4)) },
        definition: [
          `discharge capacity of cycles ${rate.cycles[0]} to ${rate.cycles[rate.cycles.length - 1]}`,
        ],
        ...(size && { size }),
      }),
    );
  }
  for (const [first, last] of stretches) {
    const rows = cycles.filter(({ cycle }) => cycle >= first && cycle <= last);
    numbers.push(
      meanOf(rows.map(of), confidence, {
        name: `capacity, cycles ${first} to ${last}`,
        unit,
        files: [file],
        definition: ["discharge capacity"],
        ...(size && { size }),
      }),
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
    );
  }
  return numbers.filter((one) => one !== undefined);
}

function criticalNumbers({ criticalCurrent, file }: CyclesFile): FoundNumber[] {
  if (!criticalCurrent) return [];
  const { lastClean, firstFailing, unit, step } = criticalCurrent;
  return [
    listed(lastClean, {
      name: "critical current density",
      unit,
      files: [file],
      lower: lastClean,
      upper: firstFailing,
      definition: [
        criticalSentence(criticalCurrent),
        "the highest level without a short; the truth lies between it and the next one",
      ],
      formula: `last level without a short, step ${step}`,
      source: "protocol of the ladder",
    }),
  ];
}

async function analyse(
  {
    entry,
    sample,
    files: [file],
    id,
  }: Pick<Work<"cycling">, "sample" | "files" | "id"> & {
    readonly entry: Pick<Work<"cycling">["entry"], "columns" | "cell" | "reference">;
  },
  bench: Bench,
): Promise<{ readonly document: CyclesFile; readonly html: string }> {
  const record = await open(bench, file, entry.columns);
  const table = await reduceSeries(record, bench.kernel, {
    ...(entry.cell && { cell: entry.cell }),
    ...(bench.signal && { signal: bench.signal }),
  });
  const { area, mass, thickness, conductivity } = sample.sizes;
  const analysis = analyseCycling(table, {
    ...(area && { area: plain(area) }),
    ...(mass && { mass: plain(mass) }),
    ...(thickness && { thickness: plain(thickness) }),
    ...(conductivity && { conductivity: plain(conductivity) }),
    ...(entry.reference !== undefined && { reference: entry.reference }),
  });
  const document = cyclesFile(
    { file, format: record.format, remarks: record.warnings },
    table,
    analysis,
    laboratory(sample),
  );
  const section = cyclesSection({ document: { ...document, warnings: [] }, table }, { id, named: false });
  return { document, html: demoted(section, 2) };
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
    const means: Means = {
      stretches: work.entry.means ?? [],
      sizes: work.sample.sizes,
      confidence: bench.confidence,
    };
    return {
      numbers: [
        ...(document.cell === "symmetric"
          ? [...symmetricNumbers(document, means), ...lifeNumbers(document)]
          : fullNumbers(document, means)),
        ...eventNumbers(document),
      ],
      trends: trendsOf(document),
      html,
      notes: document.warnings,
      failures: [],
    };
  },
};

export const steppedCurrent: Role<"stepped-current"> = {
  title: "Critical current",
  together: false,
  needs: ["area"],
  shows: () => ["critical current density"],
  run: async (work, bench): Promise<Finding> => {
    const { document, html } = await analyse({ ...work, entry: { ...work.entry, cell: "symmetric" } }, bench);
    return {
      numbers: [...criticalNumbers(document), ...eventNumbers(document)],
      trends: trendOf(
        "overpotential",
        "V",
        document.file,
        document.halfCycles.map((one) => ({ cycle: one.cycle, value: one.overpotentialPlateau_V })),
      ),
      html,
      notes: [
        ...document.warnings,
        ...(document.criticalCurrent
          ? []
          : [`${document.file}: no ladder of rising currents was found, so there is no critical current`]),
      ],
      failures: [],
    };
  },
};

/** Cycles on each side of the wanted one that a curve smooths. */
const SMOOTHED = 6;

/** Swing per capacity at a cycle by a parabola through its neighbours: the scatter between cycles gives its error. */
async function swingAt(
  rows: readonly { readonly cycle: number; readonly value: number | null }[],
  cycle: number,
  {
    unit,
    mass,
    file,
    bench,
  }: { readonly unit: string; readonly mass: Estimate; readonly file: string; readonly bench: Bench },
): Promise<FoundNumber | undefined> {
  const near = rows.filter((one) => one.value !== null && Math.abs(one.cycle - cycle) <= SMOOTHED);
  const at: Place = { of: "cycle", value: cycle };
  if (near.length < 5 || !near.some((one) => one.cycle === cycle)) {
    const value = rows.find((one) => one.cycle === cycle)?.value;
    return value === undefined || value === null
      ? undefined
      : listed(value, {
          name: "ΔP/Q",
          unit,
          at,
          files: [file],
          source: "the cycle alone: its scatter is not known",
        });
  }
  const result = await fitCurve(
    "y = a + b*x + c*x^2",
    { x: near.map((one) => one.cycle - cycle), y: near.map((one) => one.value!) },
    { engine: bench.fitter.engine },
  );
  const inputs = openInputs({ confidence: bench.confidence });
  const of = inputs.fitted(result, `parabola through ${near.length} cycles`, {
    a: ["ΔP/Q", "swing per capacity", unit],
  });
  const quantity = inputs.quantity(
    {
      quantity: "ΔP/Q",
      symbol: "ΔP/Q",
      unit,
      formula: `parabola through cycles ${near[0].cycle} to ${near[near.length - 1].cycle}`,
      source: "Δ(ΔP)_Q of doi 10.1016/j.ensm.2022.05.050",
      definition: ["pressure at the beginning of the discharge less that at its end, over its capacity"],
    },
    chained(
      of("a").value,
      [of("a"), 1],
      [inputs.positive("m", "mass of the active material", "kg", mass), of("a").value / mass.value],
    ),
  );
  return numberOf(quantity, { files: [file], at });
}

export const pressure: Role<"pressure"> = {
  title: "Stack pressure",
  together: false,
  needs: ["mass"],
  beside: ({ logger }) => (logger === undefined ? [] : [["logger", logger]]),
  shows: () => ["ΔP/Q", "capacity"],
  run: async ({ entry, sample, files: [file], id }, bench): Promise<Finding> => {
    const record = await open(bench, file, entry.columns);
    const logger =
      entry.logger === undefined
        ? undefined
        : await open(bench, entry.logger, undefined, ["test_time_second", "surface_pressure_pa"]);
    const analysis = await analysePressure(record, bench.kernel, {
      ...(bench.signal && { signal: bench.signal }),
      ...(logger && { logger: { record: logger } }),
    });
    const document = pressureFile(
      {
        format: record.format,
        ...(entry.logger !== undefined && { pressureFile: entry.logger }),
        remarks: [...record.warnings, ...(logger?.warnings ?? [])],
      },
      analysis,
      laboratory(sample),
    );
    const { pressure: trace, current, curves } = analysis;
    const section = pressureSection(
      { document: { ...document, warnings: [] }, drawing: { pressure: trace, current, curves } },
      { id, named: false },
    );
    const norm = normalised(document);
    const rows = document.cycles.map((one) => {
      const [value, stderr] = norm ? norm.of(one) : [null, null];
      return { cycle: one.cycle, value, stderr };
    });
    const unit = norm?.unit ?? "";
    const swing =
      entry.at === undefined
        ? undefined
        : await swingAt(rows, entry.at, { unit, mass: sample.sizes.mass!, file, bench });
    const shorts = analyseCycling(analysis.table, {}).events.filter(({ kind }) => kind.endsWith("short"));
    const { warning } = document;
    return {
      numbers: [
        ...(swing ? [swing] : []),
        ...(warning
          ? [
              listed(warning.cycle, {
                name: "cycle of the warning",
                unit: "",
                files: [file],
                definition: [warning.rule, `last cycle before the fall: ${warning.onset}`],
              }),
              listed(warning.onset, { name: "last cycle before the fall", unit: "", files: [file] }),
            ]
          : []),
        ...shorts.slice(0, 1).map(({ cycle, kind, rule }) =>
          listed(cycle, {
            name: `cycle of ${eventNames[kind]}`,
            unit: "",
            files: [file],
            definition: [rule],
          }),
        ),
      ],
      trends: [
        ...trendOf("ΔP/Q", unit, file, rows),
        ...trendOf(
          "capacity",
          "mAh·g⁻¹",
          file,
          document.cycles.map((one) => ({ cycle: one.cycle, value: one.discharge_mAh_g })),
        ),
      ],
      html: demoted(section, 2),
      notes: [
        ...document.warnings,
        ...(entry.at !== undefined && !swing
          ? [`${file}: there is no cycle ${entry.at}, which "at" asks for`]
          : []),
      ],
      failures: [],
    };
  },
};
