/** Strippings: the inventory of lithium, and its loss. */
import { lithiumLoss, strippingCapacity } from "../../cell/lithium.ts";
import { currentRole, potentialRole, timeRole } from "../../cell/measurement.ts";
import { numberOf as plain, type Quantity } from "../../cell/quantity.ts";
import { readMeasured } from "../../cell/unit.ts";
import { valueText } from "../../report/quantity.ts";
import { type TrendSeries, trendPlot } from "../../report/trend.ts";
import type { Role } from "../role.ts";
import { aloneFaults, columnsOf, findingOf, type Made } from "./quantities.ts";

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
  // The last points are those at which the voltage runs away
  const rows = Array.from(time, (_, i) => i).filter((i) => i % every === 0 || i >= time.length - every);
  return { label, x: rows.map((i) => passed[i]), y: rows.map((i) => Math.abs(voltage![i])), curve: true };
}

export const stripping: Role<"stripping"> = {
  title: "Lithium inventory",
  together: false,
  needs: ["area"],
  faults: ({ after }, { files }) => [
    ...(after === undefined ? [] : aloneFaults(files, "after")),
    ...(after !== undefined && files.includes(after)
      ? [{ key: "after", sentence: `${after} is that before, too; give the stripping after cycling` }]
      : []),
  ],
  beside: ({ after }) => (after === undefined ? [] : [["after", after]]),
  shows: () => ["stripping capacity", "lithium loss"],
  run: async ({ entry, sample, files: [file], id }, bench) => {
    const cutoff =
      entry.cutoff === undefined ? undefined : readMeasured(entry.cutoff, "V", "cutoff", "1V").value;
    const voltage = { ...potentialRole, optional: cutoff === undefined };
    const notes: string[] = [];
    const curves: TrendSeries[] = [];
    const capacityOf = async (path: string, label: string): Promise<Quantity> => {
      const read = await columnsOf(bench, path, [timeRole, currentRole, voltage], entry.columns);
      notes.push(...read.notes);
      const [time, current, potential] = read.columns;
      const trace = { time: time!, current: current!, ...(potential && { voltage: potential }) };
      if (potential) curves.push(chargeCurve(label, trace, plain(sample.sizes.area!)));
      return strippingCapacity(
        { trace, area: sample.sizes.area!, ...(cutoff !== undefined && { cutoff }) },
        { confidence: bench.confidence },
      );
    };
    const before = await capacityOf(file, "before");
    const drawn = (...capacities: readonly Quantity[]): Made["figures"] =>
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
                marks: capacities.map(({ value }, k) => ({ x: value / 36_000, label: "AB"[k] })),
              }),
              caption: `Amount |U| of the voltage against the stripped charge Q per area, measured. ${capacities.map((one, k) => `${"AB"[k]}: stripping capacity${k === 0 ? "" : " after cycling"}, ${valueText(one, one.unit)}`).join("; ")}.`,
            },
          ];
    if (entry.after === undefined) {
      return findingOf({ quantities: [before], figures: drawn(before), notes, model: "", files: [file] });
    }
    const after = await capacityOf(entry.after, "after");
    // The area is the same in both: its error cancels
    const [Q0, Q1] = [before, after].map(({ inputs, value, stderr }) => {
      const share = inputs.find(({ symbol }) => symbol === "∫|I|dt")?.share ?? 1;
      return { value, stderr: stderr * Math.sqrt(share) };
    });
    const loss = lithiumLoss({ before: Q0, after: Q1 }, { confidence: bench.confidence });
    const first = findingOf(
      {
        quantities: [before, after, loss],
        figures: drawn(before, after),
        notes,
        model: "",
        files: [file, entry.after],
      },
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
