/**
 * Igor binary waves (.ibw), version 5, of either byte order, as Scienta's SES writes them: 64 bytes of sizes, a wave header of 320 bytes, the
 * values, then note and units as text. The first dimension is the energy; further ones are slices, one scan each.
 * The 16-bit words of both headers add up to zero.
 *
 * Source: WaveMetrics, Technical Note 3, "Igor Binary Format".
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError } from "../formatError.ts";
import { splitLines } from "../text.ts";
import { nameAbscissa } from "./abscissa.ts";
import { BytesView } from "./bytesView.ts";
import { evenly, type SpectrumReader } from "./reader.ts";
import { sesFacts, sesKeys, sesPhotonEnergy } from "./scientaText.ts";

const HEADER = 384;
const CURE = "load the wave in Igor Pro and save it again as Igor binary, or export it as text";

/** Bytes of one number, by the type of the wave. */
const WIDTHS: Readonly<Record<number, number>> = { 2: 4, 4: 8, 8: 1, 16: 2, 32: 4 };

function isLittle(bytes: Uint8Array): boolean | undefined {
  if (bytes.length < HEADER) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER);
  for (const little of [true, false]) {
    if (view.getInt16(0, little) !== 5) continue;
    let sum = 0;
    for (let at = 0; at < HEADER; at += 2) sum = (sum + view.getInt16(at, little)) & 0xffff;
    if (sum === 0) return little;
  }
  return undefined;
}

function reader(view: BytesView, type: number): (at: number) => number {
  const unsigned = (type & 0x40) !== 0;
  switch (type & 0x3e) {
    case 2:
      return (at) => view.f32(at);
    case 4:
      return (at) => view.f64(at);
    case 8:
      return unsigned ? (at) => view.u8(at) : (at) => view.i8(at);
    case 16:
      return unsigned ? (at) => view.u16(at) : (at) => view.i16(at);
    default:
      return unsigned ? (at) => view.u32(at) : (at) => view.i32(at);
  }
}

export const igorBinary: SpectrumReader = {
  name: "igor-ibw",
  detect: ({ bytes }) => (isLittle(bytes) === undefined ? 0 : 1),
  read({ bytes, file, options }) {
    const view = new BytesView(bytes, file, isLittle(bytes));
    const type = view.u16(80);
    const width = WIDTHS[type & 0x3e];
    if (width === undefined || (type & 1) !== 0) {
      throw new FormatError({
        file,
        expected: "an Igor wave of real numbers",
        found: (type & 1) !== 0 ? "complex numbers" : `the type ${type}`,
        cure: CURE,
      });
    }
    const points = view.u32(76);
    const [rows, columns, layers] = [0, 4, 8].map((k) => view.u32(132 + k));
    const slices = Math.max(1, columns) * Math.max(1, layers);
    if (rows === 0 || points !== rows * slices) {
      throw new FormatError({
        file,
        expected: "a wave of one to three dimensions",
        found: `${points} values for ${rows} × ${columns} × ${layers}`,
        cure: CURE,
      });
    }
    view.need(HEADER, points * width, `${points} values`);
    const [formula, note, dataUnit, dimensionUnit] = [8, 12, 16, 20].map((at) => view.u32(at));
    const notesAt = HEADER + points * width + formula;
    const keys = sesKeys(splitLines(view.text(notesAt, note)));
    const unitsAt = notesAt + note;
    const [, yLabel, yUnit] = /^(.*?)\s*(?:\[(.*)\])?$/.exec(view.text(unitsAt, dataUnit))!;
    const short = view.text(216, 4);
    const [, xLabel, xUnit] = /^(.*?)\s*(?:\[(.*)\])?$/.exec(
      dimensionUnit > 0 ? view.text(unitsAt + dataUnit, dimensionUnit) : short,
    )!;
    const valueAt = reader(view, type);
    const x = evenly(view.f64(0xb4), view.f64(0x94), rows);
    const name = keys.get("region name") ?? view.text(92, 32);
    const photonEnergy = options.photonEnergy ?? sesPhotonEnergy(keys);
    const scans = Array.from({ length: slices }, (_, slice): Scan => {
      const from = HEADER + slice * rows * width;
      return {
        name: slices > 1 ? `${name}, slice ${slice + 1}` : name,
        ...nameAbscissa(xLabel, xUnit ?? ""),
        x,
        yLabel: yLabel || "Intensity",
        yUnit: yUnit ?? "",
        y: Float64Array.from({ length: rows }, (__, i) => valueAt(from + i * width)),
        ...(photonEnergy === undefined ? {} : { photonEnergy }),
        facts: sesFacts(keys),
      };
    });
    return { scans, warnings: [] };
  },
};
