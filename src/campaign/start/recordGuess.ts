/** Records over time: cycling, ladders of current, stack pressure, steps and sweeps of voltage. */
import { median } from "../../fit/median.ts";
import { readSeries } from "../../formats/series/index.ts";
import { analyseCycling } from "../../series/analysis.ts";
import type { SeriesBlock, SeriesRecord } from "../../series/record.ts";
import { reduceSeries } from "../../series/reduce.ts";
import type { Guess, Looking } from "./guess.ts";

/** Rows that are looked at. */
const LOOK = 300_000;

/** @throws Error with a sentence for a file that is no record, and for a record that no role takes */
export async function recordGuess(file: string, looking: Looking): Promise<Guess> {
  const record = await readSeries(file, looking.store.pieces(file));
  const { blocks, rows, whole } = await beginning(record);
  const column = (name: string): Float64Array => joined(blocks, name, rows);
  const voltage = column("voltage_volt");
  const current = column("current_ampere");
  const held = `${record.format}, ${extent(voltage)} V in ${whole ? "" : "the first "}${rows} rows`;
  const flows = current.filter((value) => Math.abs(value) > NOTHING);
  if (flows.length < 3) throw new Error(`${file}: ${held} without a current: there is no role for a rest`);
  const pressure = column("surface_pressure_pa").filter((value) => value > 0);
  const swing = spread(pressure);
  if (pressure.length > 0.5 * rows && swing > 1e-4 * median(pressure)) {
    return { role: "pressure", options: {}, why: `${held}, with a stack pressure` };
  }
  const sweep = sweepOf(column("test_time_second"), voltage);
  if (sweep === "back and forth" && !isStepped(flows))
    throw new Error(`${file}: ${held}, swept back and forth: there is no role for cyclic voltammetry`);
  if (sweep === "one way" && !isStepped(flows)) {
    return { role: "lsv", options: {}, why: `${held}, swept one way` };
  }
  const constant = constantVoltage(voltage, current);
  if (constant !== undefined) {
    return {
      role: "dc-polarisation",
      options: { voltage: `${Number(constant.toPrecision(3))}V` },
      why: `${held}, constant while the current falls; with impedances before and after it would be a polarisation`,
    };
  }
  const table = await reduceSeries({ ...record, blocks: replayed(blocks) }, looking.kernel);
  const { criticalCurrent } = analyseCycling(table);
  const halves = table.halfCycles.length;
  const said = `${held}, ${halves} half-${halves === 1 ? "cycle" : "cycles"}`;
  if (halves === 0) throw new Error(`${file}: ${held} without a half-cycle: there is no role for it`);
  if (table.cell === "symmetric" && criticalCurrent)
    return { role: "stepped-current", options: {}, why: `${said}, currents that rise by steps` };
  const [only] = table.halfCycles;
  const plateau = Math.abs(only.voltagePlateau);
  if (halves === 1 && plateau < PLATEAU && Math.abs(only.voltageLast) > STRIPPED * plateau)
    return strippingGuess(only.voltageLast, said);
  return { role: "cycling", options: { cell: table.cell }, why: `${said}, a ${table.cell} cell` };
}

function strippingGuess(end: number, said: string): Guess {
  return {
    role: "stripping",
    options: { cutoff: `${Number((0.9 * Math.abs(end)).toPrecision(1))}V` },
    why: `${said} that ends in a steep rise of the voltage: stripped to its end; is the cutoff right?`,
  };
}

/** A; below it nothing flows. */
const NOTHING = 1e-12;
/** Voltage at the end of a stripping over its plateau. */
const STRIPPED = 5;
/** V; an overpotential and no voltage of a cell. */
const PLATEAU = 0.5;

async function beginning(
  record: SeriesRecord,
): Promise<{ readonly blocks: SeriesBlock[]; readonly rows: number; readonly whole: boolean }> {
  const blocks: SeriesBlock[] = [];
  let rows = 0;
  for await (const block of record.blocks) {
    const columns = Object.fromEntries(
      Object.entries(block.columns).map(([name, values]) => [name, values!.slice(0, block.rows)]),
    );
    blocks.push({ ...block, columns });
    rows += block.rows;
    if (rows > LOOK) return { blocks, rows, whole: false };
  }
  return { blocks, rows, whole: true };
}

async function* replayed(blocks: readonly SeriesBlock[]): AsyncGenerator<SeriesBlock> {
  yield* blocks;
}

function joined(blocks: readonly SeriesBlock[], name: string, rows: number): Float64Array {
  const all = new Float64Array(rows).fill(Number.NaN);
  let at = 0;
  for (const block of blocks) {
    const values = (block.columns as Record<string, Float64Array | undefined>)[name];
    if (values) all.set(values, at);
    at += block.rows;
  }
  return all;
}

function extent(values: Float64Array): string {
  const known = values.filter(Number.isFinite);
  const least = known.reduce((a, b) => Math.min(a, b), Infinity);
  const most = known.reduce((a, b) => Math.max(a, b), -Infinity);
  return `${least.toPrecision(3)} to ${most.toPrecision(3)}`;
}

function spread(values: Float64Array): number {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  return values.reduce((a, b) => Math.max(a, b), -Infinity) - least;
}

/** A voltage that changes evenly with time, as only an instrument makes it. */
function sweepOf(time: Float64Array, voltage: Float64Array): "one way" | "back and forth" | undefined {
  const rates: number[] = [];
  // Over some rows, so that the step of the converter does not count
  const stride = Math.max(1, Math.floor(time.length / 400));
  for (let i = stride; i < time.length; i += stride) {
    const dt = time[i] - time[i - stride];
    if (dt > 0) rates.push((voltage[i] - voltage[i - stride]) / dt);
  }
  if (rates.length < 10) return undefined;
  const size = rates.map(Math.abs);
  const middle = median(size);
  const even = size.filter((rate) => Math.abs(rate - middle) < 0.1 * middle).length;
  if (!(middle > 0) || even < 0.8 * size.length || middle * (time[time.length - 1] - time[0]) < 0.05)
    return undefined;
  const up = rates.filter((rate) => rate > 0).length;
  return Math.min(up, rates.length - up) > 0.05 * rates.length ? "back and forth" : "one way";
}

/** Whether the current has one size, as in galvanostatic work, and does not run through all values. */
function isStepped(flows: Float64Array): boolean {
  const sizes = flows.map(Math.abs).sort();
  const at = (share: number): number => sizes[Math.floor(share * (sizes.length - 1))];
  return at(0.9) - at(0.1) < 0.2 * at(0.5);
}

/** V that an instrument holds while a current of one sign falls; undefined where it does not. */
function constantVoltage(voltage: Float64Array, current: Float64Array): number | undefined {
  const middle = median(voltage);
  if (!(Math.abs(middle) > 1e-4)) return undefined;
  const on = Array.from(voltage.keys()).filter(
    (i) => Math.abs(voltage[i] - middle) < 0.02 * Math.abs(middle),
  );
  if (on.length < 0.95 * voltage.length || on.length < 20) return undefined;
  const sizes = on.map((i) => Math.abs(current[i]));
  const [first, last] = [median(sizes.slice(0, 5)), median(sizes.slice(-5))];
  const falls = last < 0.9 * first;
  const sign = Math.sign(current[on[on.length >> 1]]);
  const oneWay = on.filter((i) => current[i] * sign >= -0.05 * first).length > 0.9 * on.length;
  return falls && oneWay ? middle : undefined;
}
