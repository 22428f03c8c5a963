/** Quantities of single measurements: polarisations, Tafel curves, sweeps, tails of spectra, strippings. */
import { electronicConductivity } from "../../cell/conductivity.ts";
import { exchangeCurrent } from "../../cell/kinetics.ts";
import { lithiumLoss, strippingCapacity } from "../../cell/lithium.ts";
import {
  type Role as ColumnRole,
  currentDensityRole,
  currentRole,
  potentialRole,
  readMeasurement,
  timeRole,
} from "../../cell/measurement.ts";
import { onset } from "../../cell/onset.ts";
import { type Estimate, numberOf as plain, type Quantity } from "../../cell/quantity.ts";
import { bruceVincent } from "../../cell/transference.ts";
import { analyseTransient } from "../../cell/transient.ts";
import { readMeasured } from "../../cell/unit.ts";
import { warburgDiffusion } from "../../cell/warburg.ts";
import { warburgTail } from "../../cell/warburgTail.ts";
import {
  butlerVolmerPlot,
  lawsOf,
  onsetPlot,
  tafelPlot,
  transientPlot,
  warburgPlot,
} from "../../report/cellFigures.ts";
import { figureHtml } from "../../report/html.ts";
import { frequencyLabel } from "../../report/number.ts";
import { type TrendSeries, trendPlot } from "../../report/trend.ts";
import { type Finding, numberOf } from "../finding.ts";
import { foldedQuantities } from "../folded.ts";
import type { Bench, Role } from "../role.ts";
import { fitSpectra, fittingFaults, partsOf, readSpectra } from "../spectra.ts";

function columnsOf(
  { store }: Bench,
  file: string,
  roles: readonly ColumnRole[],
  columns: Readonly<Record<string, string>> | undefined,
) {
  return readMeasurement(store.bytes(file), file, roles, {
    named: (role) => columns?.[role],
    cure: (role, text) => `"columns": {"${role}": "${text}"}`,
  });
}

interface Made {
  readonly quantities: readonly Quantity[];
  readonly figures: readonly { readonly svg: string; readonly caption: string }[];
  readonly notes: readonly string[];
  readonly model: string;
  readonly files: readonly string[];
}

/** The first quantity stands in the summary, the others in the tables. */
function findingOf({ quantities, figures, notes, model, files }: Made, chief = 1): Finding {
  return {
    numbers: quantities.map((quantity, k) =>
      numberOf(quantity, { files, model, summary: k < chief, name: named(quantity, quantities) }),
    ),
    trends: [],
    html: `${figures.length === 0 ? "" : `<div class="figures">${figures.map(({ svg, caption }) => figureHtml(svg, caption)).join("")}</div>`}${foldedQuantities(quantities)}`,
    notes,
    failures: [],
  };
}

/** Several of one name are told apart by their method: "onset potential, by threshold". */
function named({ quantity, definition, formula }: Quantity, all: readonly Quantity[]): string {
  if (all.filter((one) => one.quantity === quantity).length < 2) return quantity;
  const method = /^(by [^:]+):/.exec(definition[0] ?? "")?.[1];
  if (method !== undefined) return `${quantity}, ${method}`;
  return all[0].formula === formula ? quantity : `${quantity}, ${formula}`;
}

const volts = (text: string): Estimate => readMeasured(text, "V", "voltage", "10mV");

/** When the voltage stepped, where it is known. */
const stepOf = ({ start }: { readonly start?: string }): { readonly start?: number } =>
  start === undefined ? {} : { start: readMeasured(start, "s", "start", "10s").value };

export const polarisation: Role<"polarisation"> = {
  title: "Transference number",
  together: false,
  needs: [],
  beside: ({ before, after }) => [
    ["before", before],
    ["after", after],
  ],
  faults: (entry) => fittingFaults(entry, { interfaces: entry.interfaces }),
  shows: () => ["transference number of the cation"],
  run: async ({ entry, files: [file], id }, bench) => {
    const { columns, notes } = columnsOf(bench, file, [timeRole, currentRole], entry.columns);
    const engine = bench.fitter.engine;
    const analysis = await analyseTransient(
      { time: columns[0]!, current: columns[1]! },
      { engine, ...stepOf(entry) },
    );
    const resistances = [];
    const said = [...notes];
    for (const path of [entry.before, entry.after]) {
      const { spectra, failures, notes: own } = readSpectra(bench.store, [path], entry);
      if (failures.length > 0) throw new Error(failures[0].message);
      const [result] = await fitSpectra(bench, spectra.slice(0, 1), entry);
      said.push(...own);
      resistances.push({ result, parameters: partsOf(entry.interfaces) });
    }
    const quantity = bruceVincent(
      {
        voltage: volts(entry.voltage),
        currents: analysis.ends,
        before: resistances[0],
        after: resistances[1],
      },
      { confidence: bench.confidence },
      { definition: lawsOf(analysis), warnings: analysis.warnings },
    );
    return findingOf({
      quantities: [quantity],
      figures: [{ svg: transientPlot(analysis, { id: `${id}step` }), caption: lawsOf(analysis)[0] }],
      notes: said,
      model: entry.circuit,
      files: [file, entry.before, entry.after],
    });
  },
};

export const dcPolarisation: Role<"dc-polarisation"> = {
  title: "Electronic conductivity",
  together: false,
  needs: ["area", "thickness"],
  shows: () => ["electronic conductivity"],
  run: async ({ entry, sample, files: [file], id }, bench) => {
    const { columns, notes } = columnsOf(bench, file, [timeRole, currentRole], entry.columns);
    const analysis = await analyseTransient(
      { time: columns[0]!, current: columns[1]! },
      { engine: bench.fitter.engine, ...stepOf(entry) },
    );
    const { thickness, area } = sample.sizes;
    const quantity = electronicConductivity(
      { voltage: volts(entry.voltage), thickness: thickness!, area: area!, current: analysis.steady },
      { confidence: bench.confidence },
      { definition: lawsOf(analysis), warnings: analysis.warnings },
    );
    const figures = [{ svg: transientPlot(analysis, { id: `${id}step` }), caption: lawsOf(analysis)[0] }];
    return findingOf({ quantities: [quantity], figures, notes, model: lawsOf(analysis)[0], files: [file] });
  },
};

export const tafel: Role<"tafel"> = {
  title: "Exchange current",
  together: false,
  needs: ["temperature", "interfaces"],
  shows: () => ["exchange current density"],
  run: async ({ entry, sample, files: [file], id }, bench) => {
    const { sizes } = sample;
    const area = sizes.area && plain(sizes.area);
    const { columns, notes } = columnsOf(
      bench,
      file,
      [potentialRole, currentDensityRole(area)],
      entry.columns,
    );
    const found = await exchangeCurrent(
      { overpotential: columns[0]!, currentDensity: columns[1]! },
      {
        temperature: sizes.temperature!,
        interfaces: sample.interfaces!,
        confidence: bench.confidence,
        engine: bench.fitter.engine,
        ...(entry.ohmic !== undefined && {
          ohmicResistance: readMeasured(entry.ohmic, "Ω·m²", "ohmic", "35ohm*cm2"),
        }),
        ...(entry.window && { window: entry.window }),
      },
    );
    const curve = butlerVolmerPlot(found, { id: `${id}bv` });
    return findingOf({
      quantities: found.quantities,
      figures: [
        ...(curve === undefined ? [] : [{ svg: curve, caption: "Butler–Volmer" }]),
        ...(found.branches.length === 0
          ? []
          : [{ svg: tafelPlot(found, { id: `${id}tafel` }), caption: "Tafel lines, drawn to η = 0" }]),
      ],
      notes,
      model: found.quantities[0]?.formula ?? "",
      files: [file],
    });
  },
};

export const lsv: Role<"lsv"> = {
  title: "Onset of decomposition",
  together: false,
  needs: [],
  shows: () => ["onset potential"],
  run: async ({ entry, sample, files: [file], id }, bench) => {
    const area = sample.sizes.area && plain(sample.sizes.area);
    const { columns, notes } = columnsOf(
      bench,
      file,
      [potentialRole, currentDensityRole(area)],
      entry.columns,
    );
    const found = await onset(
      { potential: columns[0]!, currentDensity: columns[1]! },
      {
        confidence: bench.confidence,
        engine: bench.fitter.engine,
        ...(entry.threshold !== undefined && {
          threshold: readMeasured(entry.threshold, "A·m⁻²", "threshold", "10uA/cm2").value,
        }),
        ...(entry.baseline && { baseline: entry.baseline }),
      },
    );
    return findingOf(
      {
        quantities: found.quantities,
        figures: [{ svg: onsetPlot(found, { id: `${id}onset` }), caption: "sweep, base line and tangent" }],
        notes: [...notes, ...found.warnings.map((text) => `${file}: ${text}`)],
        model: "base line and tangent",
        files: [file],
      },
      found.quantities.length,
    );
  },
};

export const diffusion: Role<"diffusion"> = {
  title: "Diffusion coefficient",
  together: false,
  needs: ["area", "temperature", "concentration"],
  shows: () => ["diffusion coefficient"],
  run: async ({ entry, sample, files: [file], id }, bench) => {
    const { spectra, notes, failures } = readSpectra(bench.store, [file]);
    if (failures.length > 0) throw new Error(failures[0].message);
    const { fmin, fmax } = entry;
    const tail = await warburgTail(spectra[0], {
      engine: bench.fitter.engine,
      ...(fmin !== undefined && fmax !== undefined && { band: [fmin, fmax] }),
    });
    const { area, temperature, concentration } = sample.sizes;
    const quantity = warburgDiffusion(
      { coefficient: tail, area: area!, temperature: temperature!, concentration: concentration! },
      { confidence: bench.confidence },
    );
    const [low, high] = tail.band.map((f) => frequencyLabel(f));
    return findingOf({
      quantities: [quantity],
      figures: [
        {
          svg: warburgPlot(tail, { id: `${id}tail` }),
          caption: `tail of ${tail.points} points from ${low} to ${high}`,
        },
      ],
      notes: [
        ...notes,
        ...(spectra.length > 1 ? [`${file}: the first of ${spectra.length} spectra was used`] : []),
      ],
      model: "Warburg tail",
      files: [file],
    });
  },
};

/** Points of a drawn curve. */
const DRAWN = 300;

/** |U| over the charge that has passed, in mAh·cm⁻². */
function chargeCurve(
  label: string,
  {
    time,
    current,
    voltage,
  }: { readonly time: Float64Array; readonly current: Float64Array; readonly voltage?: Float64Array },
  area: number,
): TrendSeries {
  let charge = 0;
  const passed = Array.from(time, (t, i) => {
    if (i > 0) charge += 0.5 * Math.abs(current[i] + current[i - 1]) * (t - time[i - 1]);
    return charge / area / 36_000;
  });
  const every = Math.max(1, Math.ceil(time.length / DRAWN));
  const rows = Array.from({ length: Math.floor(time.length / every) }, (_, k) => k * every);
  return { label, x: rows.map((i) => passed[i]), y: rows.map((i) => Math.abs(voltage![i])) };
}

export const stripping: Role<"stripping"> = {
  title: "Lithium inventory",
  together: false,
  needs: ["area"],
  beside: ({ after }) => (after === undefined ? [] : [["after", after]]),
  shows: () => ["stripping capacity", "lithium loss"],
  run: async ({ entry, sample, files: [file], id }, bench) => {
    const cutoff =
      entry.cutoff === undefined ? undefined : readMeasured(entry.cutoff, "V", "cutoff", "1V").value;
    const voltage = { ...potentialRole, optional: cutoff === undefined };
    const notes: string[] = [];
    const curves: TrendSeries[] = [];
    const capacityOf = (path: string): Quantity => {
      const read = columnsOf(bench, path, [timeRole, currentRole, voltage], entry.columns);
      notes.push(...read.notes);
      const [time, current, potential] = read.columns;
      const trace = { time: time!, current: current!, ...(potential && { voltage: potential }) };
      if (potential) curves.push(chargeCurve(path, trace, plain(sample.sizes.area!)));
      return strippingCapacity(
        { trace, area: sample.sizes.area!, ...(cutoff !== undefined && { cutoff }) },
        { confidence: bench.confidence },
      );
    };
    const before = capacityOf(file);
    const drawn = (): Made["figures"] =>
      curves.length === 0
        ? []
        : [
            {
              svg: trendPlot(curves, {
                xLabel: "Q (mAh·cm⁻²)",
                yLabel: "|U|",
                unit: "V",
                scale: "log",
                id: `${id}strip`,
              }),
              caption: "Voltage over the stripped charge.",
            },
          ];
    if (entry.after === undefined) {
      return findingOf({ quantities: [before], figures: drawn(), notes, model: "", files: [file] });
    }
    const after = capacityOf(entry.after);
    // The area is the same in both: its error cancels
    const [Q0, Q1] = [before, after].map(({ inputs, value, stderr }) => {
      const share = inputs.find(({ symbol }) => symbol === "∫|I|dt")?.share ?? 1;
      return { value, stderr: stderr * Math.sqrt(share) };
    });
    const loss = lithiumLoss({ before: Q0, after: Q1 }, { confidence: bench.confidence });
    const first = findingOf(
      { quantities: [before, after, loss], figures: drawn(), notes, model: "", files: [file, entry.after] },
      3,
    );
    return {
      ...first,
      numbers: first.numbers.map((number, k) =>
        k === 0
          ? { ...number, files: [file] }
          : k === 1
            ? { ...number, name: "stripping capacity, after", files: [entry.after!] }
            : number,
      ),
    };
  },
};
