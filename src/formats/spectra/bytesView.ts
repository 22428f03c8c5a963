/** Numbers and texts at places of a binary file, with the sentence for a place behind its end. */
import { FormatError } from "../formatError.ts";

export class BytesView {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly isLittle: boolean;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, file: string, isLittle = true) {
    this.bytes = bytes;
    this.file = file;
    this.isLittle = isLittle;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  /** @throws FormatError when the file does not hold `length` bytes from `at` on */
  need(at: number, length: number, what: string): void {
    if (at >= 0 && length >= 0 && at + length <= this.bytes.length) return;
    throw new FormatError({
      file: this.file,
      expected: `${what} in the bytes ${at} to ${at + length}`,
      found: `a file of ${this.bytes.length} bytes`,
      cure: "the file seems cut off or damaged: copy it again from the instrument",
    });
  }

  #checked(at: number, length: number): number {
    this.need(at, length, "a number");
    return at;
  }

  u8(at: number): number {
    return this.#view.getUint8(this.#checked(at, 1));
  }
  i8(at: number): number {
    return this.#view.getInt8(this.#checked(at, 1));
  }
  u16(at: number): number {
    return this.#view.getUint16(this.#checked(at, 2), this.isLittle);
  }
  i16(at: number): number {
    return this.#view.getInt16(this.#checked(at, 2), this.isLittle);
  }
  u32(at: number): number {
    return this.#view.getUint32(this.#checked(at, 4), this.isLittle);
  }
  i32(at: number): number {
    return this.#view.getInt32(this.#checked(at, 4), this.isLittle);
  }
  f32(at: number): number {
    return this.#view.getFloat32(this.#checked(at, 4), this.isLittle);
  }
  f64(at: number): number {
    return this.#view.getFloat64(this.#checked(at, 8), this.isLittle);
  }
  /** As a number; above 2⁵³ it is not exact, which no size of a file reaches. */
  u64(at: number): number {
    return Number(this.#view.getBigUint64(this.#checked(at, 8), this.isLittle));
  }

  f32s(at: number, count: number): Float64Array {
    this.need(at, 4 * count, `${count} values`);
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = this.#view.getFloat32(at + 4 * i, this.isLittle);
    return values;
  }

  f64s(at: number, count: number): Float64Array {
    this.need(at, 8 * count, `${count} values`);
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = this.#view.getFloat64(at + 8 * i, this.isLittle);
    return values;
  }

  /** Text of at most `length` bytes, which a zero ends; UTF-8 where it is valid, else windows-1252. */
  text(at: number, length: number): string {
    const end = Math.min(at + length, this.bytes.length);
    let stop = at;
    while (stop < end && this.bytes[stop] !== 0) stop++;
    const part = this.bytes.subarray(at, stop);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(part).trim();
    } catch {
      return new TextDecoder("windows-1252").decode(part).trim();
    }
  }
}
