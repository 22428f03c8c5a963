/**
 * The modules of BioLogic's binary files (.mpr, EC-Lab and BT-Lab), little-endian. The file begins with 52 bytes
 * "BIO-LOGIC MODULAR FILE"; then module follows module: "MODULE", a short name of 10 and a long name of 25 characters, in new
 * files a greatest length (u32), the length of the content (u32), a version (u32), in new files a second version (u32) that counts
 * there, a date of 8 characters, the content. "VMP Set" holds the technique, "VMP data" the points, "VMP LOG" the start
 * time, "VMP loop" the rows where loops begin.
 *
 * "VMP data": number of points (u32), number of columns (u8), their identifiers (u16; big-endian from version 10 on), zeros up to
 * a place that depends on the version, the rows.
 *
 * Layout from the files themselves and from their text exports; compared with cheminfo/biologic-converter (MIT).
 */
import { layOutRow, type PlacedColumn, type RowLayout } from "./biologicColumns.ts";
import { FormatError, quote } from "./formatError.ts";

const MAGIC = "BIO-LOGIC MODULAR FILE";
const FIRST_MODULE = 52;
/** Bytes from the beginning of the content of "VMP data" to the first row, by version. */
const ROWS_AT: ReadonlyMap<number, number> = new Map([
  [2, 0x195],
  [3, 0x196],
  [10, 0x3ef],
  [11, 0x3ef],
]);
const BIG_ENDIAN_FROM = 10;
const START_TIME_AT = 0x249;
const CURE = "export it as text in EC-Lab or BT-Lab and give the .mpt file";

/** Techniques by the identifier with which the settings begin, as the text export names them. */
const TECHNIQUES: ReadonlyMap<number, string> = new Map([
  [4, "Galvanostatic Cycling with Potential Limitation"],
  [6, "Cyclic Voltammetry"],
  [11, "Open Circuit Voltage"],
  [24, "Chronoamperometry / Chronocoulometry"],
  [25, "Chronopotentiometry"],
  [28, "Wait"],
  [29, "Potentio Electrochemical Impedance Spectroscopy"],
  [30, "Galvano Electrochemical Impedance Spectroscopy"],
  [50, "IR compensation (PEIS)"],
  [108, "Linear Sweep Voltammetry"],
  [127, "Modulo Bat"],
]);

interface BiologicModule {
  /** "VMP data". */
  readonly name: string;
  readonly version: number;
  /** Content as far as the file holds it. */
  readonly content: DataView;
  /** Length of the content that the module states. */
  readonly length: number;
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  let text = "";
  for (let i = at; i < Math.min(at + length, bytes.length); i++) text += String.fromCharCode(bytes[i]);
  return text;
}

export function isBiologicBinary(bytes: Uint8Array): boolean {
  return textAt(bytes, 0, MAGIC.length) === MAGIC;
}

/** Modules in the order of the file; reading ends where no further module begins. */
function readModules(bytes: Uint8Array): BiologicModule[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isDate = (at: number): boolean => /^\d\d\D\d\d\D\d\d$/.test(textAt(bytes, at, 8));
  const modules: BiologicModule[] = [];
  for (let at = FIRST_MODULE; at + 65 <= bytes.length && textAt(bytes, at, 6) === "MODULE"; ) {
    const isOld = isDate(at + 49);
    const length = view.getUint32(at + (isOld ? 41 : 45), true);
    const version = view.getUint32(at + (isOld ? 45 : 53), true);
    const start = at + (isOld ? 57 : 65);
    modules.push({
      name: textAt(bytes, at + 6, 10).trimEnd(),
      version,
      content: new DataView(
        bytes.buffer,
        bytes.byteOffset + start,
        Math.max(0, Math.min(length, bytes.length - start)),
      ),
      length,
    });
    at = start + length;
  }
  return modules;
}

/** The points of a binary file; columns are decoded when they are asked for. */
export interface BiologicData {
  readonly columns: readonly PlacedColumn[];
  /** Points that the file holds completely. */
  readonly points: number;
  /** One number per point. */
  readonly values: (column: PlacedColumn) => Float64Array;
  /** Name of the technique, or "number 53". */
  readonly technique: string;
  /** Local time of the instrument, ISO 8601 without zone; undefined without a log. */
  readonly startTime: string | undefined;
  /** Rows where the loops begin, the first 0; empty when the file has one loop. */
  readonly loopStarts: readonly number[];
  /** Sentences about what was not read, without the name of the file. */
  readonly warnings: readonly string[];
}

/** @throws FormatError without a data module, with another version of it, or when its rows do not fill it */
export function readBiologicData(bytes: Uint8Array, file: string): BiologicData {
  const modules = readModules(bytes);
  const find = (name: string): BiologicModule | undefined => modules.find((one) => one.name === name);
  const data = find("VMP data");
  if (data === undefined) {
    const names = modules.map(({ name }) => quote(name));
    throw new FormatError({
      file,
      expected: 'the module "VMP data" of a BioLogic file',
      found: names.length === 0 ? "none of its modules" : `only ${names.join(", ")}`,
      cure: "the file seems cut off or damaged: copy it again from the instrument",
    });
  }
  const rowsAt = ROWS_AT.get(data.version);
  if (rowsAt === undefined) {
    throw new FormatError({
      file,
      expected: `BioLogic data of version ${[...ROWS_AT.keys()].join(", ")}`,
      found: `version ${data.version}, whose layout is not known`,
      cure: CURE,
    });
  }
  const { content } = data;
  if (content.byteLength < rowsAt) throw cutOff(file, data, rowsAt);
  const stated = content.getUint32(0, true);
  const ids = Array.from({ length: Math.min(content.getUint8(4), (rowsAt - 5) >> 1) }, (_, i) =>
    content.getUint16(5 + 2 * i, data.version < BIG_ENDIAN_FROM),
  );
  const technique = techniqueOf(find("VMP Set"));
  if (stated === 0 || ids.length === 0) {
    throw new FormatError({
      file,
      expected: "points",
      found: `none in a BioLogic file of the technique "${technique}"`,
      cure: "the measurement seems never to have begun: give another file",
    });
  }
  const stride = (data.length - rowsAt) / stated;
  const layout = layOutRow(ids, stride);
  checkRows(file, data.length - rowsAt, stated, ids, layout);

  const points = Math.min(stated, Math.floor((content.byteLength - rowsAt) / stride));
  if (points === 0) throw cutOff(file, data, rowsAt + stride);
  const warnings: string[] = [];
  if (points < stated) {
    warnings.push(
      `the file is cut off: ${points} of ${stated} points were read; copy it again from the instrument`,
    );
  }
  if (layout.unplaced.length > 0) {
    warnings.push(
      `columns with the identifiers ${layout.unplaced.join(", ")} are not known and were left out; please report them with the file`,
    );
  }
  return {
    columns: layout.columns,
    points,
    values: (column) => decode(content, rowsAt, stride, points, column),
    technique,
    startTime: startTimeOf(find("VMP LOG")),
    loopStarts: loopStartsOf(find("VMP loop"), stated),
    warnings,
  };
}

function cutOff(file: string, { length, content }: BiologicModule, least: number): FormatError {
  return new FormatError({
    file,
    expected: `at least ${least} of ${Math.max(length, least)} bytes in the module "VMP data"`,
    found: `${content.byteLength}`,
    cure: "the file seems cut off: copy it again from the instrument",
  });
}

/** Rows must fill the module: the only proof that the widths are right. */
function checkRows(
  file: string,
  bytes: number,
  points: number,
  ids: readonly number[],
  { unplaced, knownWidth }: RowLayout,
): void {
  const stride = bytes / points;
  const isWhole = Number.isInteger(stride);
  if (isWhole && (unplaced.length === 0 ? stride === knownWidth : stride >= knownWidth)) return;
  throw new FormatError({
    file,
    expected: `${points} rows of ${unplaced.length === 0 ? "" : "at least "}${knownWidth} bytes for the columns ${ids.join(", ")}`,
    found: `${bytes} bytes${isWhole && bytes > 0 ? `, ${stride} a row` : ""}`,
    cure: CURE,
  });
}

function decode(
  content: DataView,
  rowsAt: number,
  stride: number,
  points: number,
  { stored, offset }: PlacedColumn,
): Float64Array {
  const values = new Float64Array(points);
  for (let i = 0, at = rowsAt + offset; i < points; i++, at += stride) {
    values[i] =
      stored === "f64"
        ? content.getFloat64(at, true)
        : stored === "f32"
          ? content.getFloat32(at, true)
          : stored === "u32"
            ? content.getUint32(at, true)
            : stored === "u16"
              ? content.getUint16(at, true)
              : (content.getUint8(at) & stored.mask) >> stored.shift;
  }
  return values;
}

function techniqueOf(settings: BiologicModule | undefined): string {
  if (settings === undefined || settings.content.byteLength === 0) return "unknown";
  const id = settings.content.getUint8(0);
  return TECHNIQUES.get(id) ?? `number ${id}`;
}

/** Days since 1899-12-30 in local time, as OLE counts them. */
function startTimeOf(log: BiologicModule | undefined): string | undefined {
  if (log === undefined || log.content.byteLength < START_TIME_AT + 8) return undefined;
  const days = log.content.getFloat64(START_TIME_AT, true);
  // 1990 to 2100: anything else is no date
  if (!(days > 32874 && days < 73051)) return undefined;
  const milliseconds = Math.round(days * 86_400_000);
  return new Date(Date.UTC(1899, 11, 30) + milliseconds).toISOString().replace(/(\.000)?Z$/, "");
}

/** The module counts n boundaries: 0, the rows where further loops begin, and the number of points. */
function loopStartsOf(loops: BiologicModule | undefined, points: number): number[] {
  if (loops === undefined || loops.content.byteLength < 8) return [];
  const count = Math.min(loops.content.getUint32(0, true), (loops.content.byteLength - 4) >> 2);
  const bounds = Array.from({ length: count }, (_, i) => loops.content.getUint32(4 + 4 * i, true));
  const rises = bounds.every((bound, i) => (i === 0 ? bound === 0 : bound > bounds[i - 1]));
  if (count < 3 || !rises || bounds[count - 1] !== points) return [];
  return bounds.slice(0, -1);
}
