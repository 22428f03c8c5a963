/**
 * Zahner Thales impedance (.ism): big-endian binary. A 6-byte version, a 6-byte number of points less one, then as 8-byte
 * floats the frequencies in Hz, |Z| in Ω, phases in radian, times in seconds since 1980-01-01, then 2-byte
 * significances and strings with a 2-byte length whose letters have capitals and small letters exchanged.
 * Layout: Zahner-elektrik/Zahner-Analysis-Python (MIT), ism_import.py.
 */
import { FormatError } from "./formatError.ts";
import type { Reader, Source } from "./reader.ts";

const EPOCH_1980 = Date.UTC(1980, 0, 1);
/** Simulated spectra count their times from zero. */
const YEAR_SECONDS = 365 * 86400;

function readInteger6(view: DataView, at: number): number {
  return view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2);
}

function pointsOf(source: Source): number | undefined {
  if (source.bytes.length < 12) return undefined;
  const { bytes } = source;
  return readInteger6(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 6) + 1;
}

function hasVersion(bytes: Uint8Array): boolean {
  const version = [0x00, 0x00, 0xff, 0xff, 0xff, 0xfe];
  return version.every((byte, i) => bytes[i] === byte);
}

function hasPlausibleFrequencies(source: Source): boolean {
  const points = pointsOf(source);
  const { bytes } = source;
  if (points === undefined || points < 3 || 12 + 34 * points > bytes.length) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < points; i++) {
    const f = view.getFloat64(12 + 8 * i);
    if (!(f > 1e-9 && f < 1e10)) return false;
  }
  return true;
}

function exchangeCase(text: string): string {
  return text.replace(/\p{L}/gu, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
}

/** The strings behind the numbers: date, system, potential, current, temperature, time … as far as they can be read. */
function readStrings(bytes: Uint8Array, start: number): string[] {
  const strings: string[] = [];
  let at = start;
  while (strings.length < 6 && at + 2 <= bytes.length) {
    const length = bytes[at] * 256 + bytes[at + 1];
    if (length > 200 || at + 2 + length > bytes.length) break;
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(bytes[at + 2 + i]);
    strings.push(exchangeCase(text));
    at += 2 + length;
  }
  return strings;
}

export const zahnerIsm: Reader = {
  name: "zahner-ism",
  detect(source) {
    if (source.bytes.length < 12 || source.bytes[0] !== 0) return 0;
    return hasVersion(source.bytes)
      ? 1
      : source.text === undefined && hasPlausibleFrequencies(source)
        ? 0.6
        : 0;
  },
  read(source) {
    const { bytes, file } = source;
    const points = pointsOf(source);
    if (points === undefined || points < 1 || 12 + 34 * points > bytes.length) {
      throw new FormatError({
        file,
        expected: `${points ?? "its"} points of a Zahner file in ${points === undefined ? "more than 12" : 12 + 34 * points} bytes`,
        found: `${bytes.length} bytes`,
        cure: "the file seems cut off: copy it again from the instrument",
      });
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const column = (block: number): Float64Array =>
      Float64Array.from({ length: points }, (_, i) => view.getFloat64(12 + 8 * (block * points + i)));
    const frequency = column(0);
    const modulus = column(1);
    const phase = column(2);
    const time = column(3);
    const warnings: string[] = [];

    // Thales starts in the middle, runs up to the highest frequency, turns and measures the first points again. Its
    // own programs use the range between highest and lowest frequency only, and so do we.
    let lowest = 0;
    let highest = 0;
    for (let i = 1; i < points; i++) {
      if (frequency[i] < frequency[lowest]) lowest = i;
      if (frequency[i] > frequency[highest]) highest = i;
    }
    const from = Math.min(lowest, highest);
    const to = Math.max(lowest, highest) + 1;
    if (to - from < points) {
      warnings.push(
        `${file}: ${points - (to - from)} of ${points} points outside the sweep between the highest and the lowest frequency were left out, as Zahner's programs do (points measured before the turn)`,
      );
    }
    const sign = source.options.imaginary === "-Z''" ? -1 : 1;
    const strings = readStrings(bytes, 12 + 34 * points);
    const facts: Record<string, number | string> = {};
    if (time[0] > YEAR_SECONDS && time[0] < 200 * YEAR_SECONDS) {
      facts.start_time = new Date(EPOCH_1980 + 1000 * time[0]).toISOString().slice(0, 19);
    }
    const voltage = /^\s*(-?[\d.]+)\s*(m?)V/.exec(strings[2] ?? "");
    if (voltage !== null && strings[1] !== "Simulation") {
      facts.voltage_volt = Number(voltage[1]) * (voltage[2] === "m" ? 1e-3 : 1);
    }
    const range = (values: (i: number) => number): Float64Array =>
      Float64Array.from({ length: to - from }, (_, i) => values(from + i));
    return {
      spectra: [
        {
          frequency: range((i) => frequency[i]),
          real: range((i) => modulus[i] * Math.cos(phase[i])),
          imaginary: range((i) => sign * modulus[i] * Math.sin(phase[i])),
          row: Int32Array.from({ length: to - from }, (_, i) => from + i + 1),
          rowUnit: "point",
          facts: Object.keys(facts).length > 0 ? facts : undefined,
        },
      ],
      warnings,
    };
  },
};
