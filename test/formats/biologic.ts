/** Writes BioLogic binary files: the modules of old and new programs, any columns. */
import type { Points } from "./truth.ts";

export interface BinaryColumn {
  readonly id: number;
  /** Bytes; 0 for a flag behind the first one. */
  readonly width: 0 | 1 | 2 | 4 | 8;
  readonly values: readonly number[];
  readonly integer?: boolean;
}

export interface BinaryPlan {
  readonly version: 2 | 3 | 10 | 11;
  readonly columns: readonly BinaryColumn[];
  readonly technique?: number;
  /** Days since 1899-12-30. */
  readonly started?: number;
  /** Rows where loops begin. */
  readonly loops?: readonly number[];
}

function ascii(text: string, length = text.length): number[] {
  return Array.from(text.padEnd(length), (letter) => letter.charCodeAt(0));
}

function little(value: number, bytes: 2 | 4): number[] {
  return Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 0xff);
}

function moduleOf(name: string, content: readonly number[], version: number, isNew: boolean): number[] {
  const length = isNew
    ? [...little(0xffffffff, 4), ...little(content.length, 4), ...little(0, 4), ...little(version, 4)]
    : [...little(content.length, 4), ...little(version, 4)];
  return [
    ...ascii("MODULE"),
    ...ascii(name, 10),
    ...ascii(name, 25),
    ...length,
    ...ascii("05/15/25"),
    ...content,
  ];
}

export function writeBinary({ version, columns, technique = 29, started, loops }: BinaryPlan): Uint8Array {
  const isNew = version >= 10;
  const rows = columns[0]?.values.length ?? 0;
  const rowsAt = { 2: 0x195, 3: 0x196, 10: 0x3ef, 11: 0x3ef }[version];
  const stride = columns.reduce((sum, { width }) => sum + width, 0);
  const data = new DataView(new ArrayBuffer(rowsAt + rows * stride));
  data.setUint32(0, rows, true);
  data.setUint8(4, columns.length);
  columns.forEach(({ id }, i) => {
    data.setUint16(5 + 2 * i, id, !isNew);
  });
  for (let row = 0; row < rows; row++) {
    let at = rowsAt + row * stride;
    for (const { width, values, integer } of columns) {
      if (width === 8) data.setFloat64(at, values[row], true);
      else if (width === 4 && integer) data.setUint32(at, values[row], true);
      else if (width === 4) data.setFloat32(at, values[row], true);
      else if (width === 2) data.setUint16(at, values[row], true);
      else if (width === 1) data.setUint8(at, values[row]);
      at += width;
    }
  }
  const modules = [
    moduleOf("VMP Set", [technique, ...Array<number>(100).fill(0)], isNew ? 10 : 0, isNew),
    moduleOf("VMP data", [...new Uint8Array(data.buffer)], version, isNew),
  ];
  if (started !== undefined) {
    const log = new DataView(new ArrayBuffer(1000));
    log.setFloat64(0x249, started, true);
    modules.push(moduleOf("VMP LOG", [...new Uint8Array(log.buffer)], isNew ? 10 : 0, isNew));
  }
  if (loops !== undefined) {
    const bounds = [...loops, rows];
    modules.push(
      moduleOf(
        "VMP loop",
        [bounds.length, ...bounds].flatMap((bound) => little(bound, 4)),
        0,
        isNew,
      ),
    );
  }
  return Uint8Array.from([...ascii("BIO-LOGIC MODULAR FILE\x1a", 48), 0, 0, 0, 0, ...modules.flat()]);
}

/** freq/Hz, Re(Z)/Ohm and -Im(Z)/Ohm of a spectrum, or of several below each other. */
export function impedanceColumns(points: Points): BinaryColumn[] {
  return [
    { id: 32, width: 4, values: points.frequency },
    { id: 37, width: 4, values: points.real },
    { id: 38, width: 4, values: points.imaginary.map((value) => -value) },
  ];
}

/** The points as 4-byte floats keep them. */
export function rounded(points: Points): Points {
  const round = (values: readonly number[]): number[] => values.map(Math.fround);
  return { frequency: round(points.frequency), real: round(points.real), imaginary: round(points.imaginary) };
}
