/**
 * Columns of BioLogic's binary data: identifier, name as the text export writes it, and how a value is stored.
 *
 * Source of the entries marked "pair": binary files beside the text exports that EC-Lab made of them, compared value by value.
 * Those marked "sums" were found in binary files by their relations (Σdq is Q−Q₀, rows fill the module). The others are the list of
 * cheminfo/biologic-converter (MIT); a wrong width among them cannot pass, because the rows must fill the module.
 */
import type { Trace } from "./trace.ts";

export type StoredNumber = "f64" | "f32" | "u32" | "u16";

export interface BiologicColumnKind {
  /** As in the text export: "freq/Hz". */
  readonly name: string;
  /** A number of its own, or bits of the byte that all flags of a row share. */
  readonly stored: StoredNumber | { readonly mask: number; readonly shift: number };
}

const flag = (name: string, mask: number, shift: number): BiologicColumnKind => ({
  name,
  stored: { mask, shift },
});
const kind =
  (stored: StoredNumber) =>
  (name: string): BiologicColumnKind => ({ name, stored });
const f64 = kind("f64");
const f32 = kind("f32");
const u32 = kind("u32");
const u16 = kind("u16");

/** By identifier. */
export const BIOLOGIC_COLUMNS: ReadonlyMap<number, BiologicColumnKind> = new Map([
  // pair
  [1, flag("mode", 0x03, 0)],
  [2, flag("ox/red", 0x04, 2)],
  [3, flag("error", 0x08, 3)],
  [4, f64("time/s")],
  [6, f32("Ewe/V")],
  [8, f32("I/mA")],
  [11, f64("<I>/mA")],
  [19, f32("control/V")],
  [20, f32("control/mA")],
  [21, flag("control changes", 0x10, 4)],
  [24, f64("cycle number")],
  [31, flag("Ns changes", 0x20, 5)],
  [32, f32("freq/Hz")],
  [33, f32("|Ewe|/V")],
  [34, f32("|I|/A")],
  [35, f32("Phase(Z)/deg")],
  [36, f32("|Z|/Ohm")],
  [37, f32("Re(Z)/Ohm")],
  [38, f32("-Im(Z)/Ohm")],
  [39, u16("I Range")],
  [65, flag("counter inc.", 0x80, 7)],
  [76, f32("<I>/mA")],
  [77, f32("<Ewe>/V")],
  [123, f64("Energy charge/W.h")],
  [124, f64("Energy discharge/W.h")],
  [125, f64("Capacitance charge/µF")],
  [126, f64("Capacitance discharge/µF")],
  [131, u16("Ns")],
  [168, f32("Rcmp/Ohm")],
  [434, f32("(Q-Qo)/C")],
  [435, f32("dQ/C")],
  [441, f32("<Ece>/V")],
  [467, f64("Q charge/discharge/mA.h")],
  [468, u32("half cycle")],
  // sums
  [7, f64("dq/mA.h")],
  [13, f64("(Q-Qo)/mA.h")],
  [211, f64("Q charge/discharge/mA.h")],
  // cheminfo/biologic-converter
  [5, f32("control/V/mA")],
  [9, f32("Ece/V")],
  [16, f32("Analog IN 1/V")],
  [17, f32("Analog IN 2/V")],
  [23, f64("dQ/mA.h")],
  [70, f32("P/W")],
  [74, f64("Energy/W.h")],
  [75, f32("Analog OUT/V")],
  [78, f32("Cs-2/µF-2")],
  [96, f32("|Ece|/V")],
  [98, f32("Phase(Zce)/deg")],
  [99, f32("|Zce|/Ohm")],
  [100, f32("Re(Zce)/Ohm")],
  [101, f32("-Im(Zce)/Ohm")],
  [163, f32("|Estack|/V")],
  [169, f32("Cs/µF")],
  [172, f32("Cp/µF")],
  [173, f32("Cp-2/µF-2")],
  [174, f32("<Ewe>/V")],
  [241, f32("|E1|/V")],
  [242, f32("|E2|/V")],
  [271, f32("Phase(Z1)/deg")],
  [272, f32("Phase(Z2)/deg")],
  [301, f32("|Z1|/Ohm")],
  [302, f32("|Z2|/Ohm")],
  [331, f32("Re(Z1)/Ohm")],
  [332, f32("Re(Z2)/Ohm")],
  [361, f32("-Im(Z1)/Ohm")],
  [362, f32("-Im(Z2)/Ohm")],
  [391, f32("<E1>/V")],
  [392, f32("<E2>/V")],
  [422, f32("Phase(Zstack)/deg")],
  [423, f32("|Zstack|/Ohm")],
  [424, f32("Re(Zstack)/Ohm")],
  [425, f32("-Im(Zstack)/Ohm")],
  [426, f32("<Estack>/V")],
  [430, f32("Phase(Zwe-ce)/deg")],
  [431, f32("|Zwe-ce|/Ohm")],
  [432, f32("Re(Zwe-ce)/Ohm")],
  [433, f32("-Im(Zwe-ce)/Ohm")],
  [462, f32("Temperature/°C")],
  [469, u32("z cycle")],
  [471, f32("<Ece>/V")],
  [473, f32("THD Ewe/%")],
  [474, f32("THD I/%")],
  [476, f32("NSD Ewe/%")],
  [477, f32("NSD I/%")],
  [479, f32("NSR Ewe/%")],
  [480, f32("NSR I/%")],
  ...[2, 3, 4, 5, 6, 7].map((order) => [484 + order, f32(`|Ewe h${order}|/V`)] as const),
  ...[2, 3, 4, 5, 6, 7].map((order) => [490 + order, f32(`|I h${order}|/A`)] as const),
]);

/** Heading of the loops, which EC-Lab keeps beside the table; the first is loop 0. */
export const LOOP_HEADING = "loop number";

/** A sentence about the impedances of other electrodes (Zce, Zwe-ce, Zstack …), which are not those of the working electrode. */
export function unreadImpedances(names: readonly string[], traces: readonly Trace[]): string[] {
  const read = new Set(traces.map(({ real }) => real));
  const others = names.flatMap((name, column) => {
    const electrode = /^Re\((Z.+)\)\/Ohm$/.exec(name)?.[1];
    return electrode === undefined || read.has(column) ? [] : [electrode];
  });
  if (others.length === 0) return [];
  const first = others[0];
  return [
    `the file also holds ${others.join(", ")}, which ${others.length === 1 ? "was" : "were"} not read; the option columns reads one of them: real "Re(${first})/Ohm", imaginary "-Im(${first})/Ohm"`,
  ];
}

const WIDTHS: Readonly<Record<StoredNumber, number>> = { f64: 8, f32: 4, u32: 4, u16: 2 };

/** Where a column stands in a row. */
export interface PlacedColumn {
  readonly id: number;
  readonly name: string;
  readonly stored: BiologicColumnKind["stored"];
  /** Bytes from the beginning of the row. */
  readonly offset: number;
}

export interface RowLayout {
  readonly columns: readonly PlacedColumn[];
  /** Identifiers that are not known, and the known ones between them, whose place depends on unknown widths. */
  readonly unplaced: readonly number[];
  /** Bytes of the columns that are known. */
  readonly knownWidth: number;
}

/**
 * Places the columns of a row of `stride` bytes. The flags share one byte where the first of them stands. Columns before the first
 * unknown identifier are counted from the beginning of the row, those behind the last one from its end; so one unknown
 * column costs only itself.
 */
export function layOutRow(ids: readonly number[], stride: number): RowLayout {
  let flagAt = -1;
  const widths = ids.map((id, i) => {
    const stored = BIOLOGIC_COLUMNS.get(id)?.stored;
    if (stored === undefined) return undefined;
    if (typeof stored === "string") return WIDTHS[stored];
    if (flagAt < 0) flagAt = i;
    return flagAt === i ? 1 : 0;
  });
  const knownWidth = widths.reduce<number>((sum, width) => sum + (width ?? 0), 0);
  const offsets: (number | undefined)[] = ids.map(() => undefined);
  const last = widths.lastIndexOf(undefined);
  for (let i = ids.length - 1, end = stride; i > last; i--) {
    end -= widths[i]!;
    offsets[i] = end;
  }
  for (let i = 0, at = 0; i < ids.length && widths[i] !== undefined; i++) {
    offsets[i] = at;
    at += widths[i]!;
  }
  const columns: PlacedColumn[] = [];
  const unplaced: number[] = [];
  ids.forEach((id, i) => {
    const found = BIOLOGIC_COLUMNS.get(id);
    const shared = found !== undefined && typeof found.stored !== "string";
    const offset = shared ? offsets[flagAt] : offsets[i];
    if (found === undefined || offset === undefined) unplaced.push(id);
    else columns.push({ id, ...found, offset });
  });
  return { columns, unplaced, knownWidth };
}
