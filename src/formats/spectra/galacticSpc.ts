/**
 * Galactic / Thermo GRAMS .spc: new format (version byte 0x4B, little-endian, and 0x4C, big-endian) and old one (0x4D). A header of 512 bytes (old: 256), perhaps common
 * abscissas, then subfiles of 32 bytes and ordinates: floats, or integers y = n·2^(e−32) (16-bit: e−16) with the exponent e of the file or subfile.
 *
 * Source: Galactic Industries, "Universal Data Format Specification" (SPC.H).
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError } from "../formatError.ts";
import { type Abscissa, nameAbscissa, RAMAN_SHIFT, WAVENUMBER } from "./abscissa.ts";
import { BytesView } from "./bytesView.ts";
import { between, factsOf, type SpectrumReader } from "./reader.ts";

const SIXTEEN = 1;
const MULTI = 4;
const LABELS = 32;
const OWN_X = 64;
const HAS_X = 128;
const FLOATS = -128;

const other = (xLabel: string, xUnit: string): Abscissa => ({ axis: "other", xLabel, xUnit });
const X_TYPES: Readonly<Record<number, Abscissa>> = {
  1: WAVENUMBER,
  2: { axis: "wavelength", xLabel: "Wavelength", xUnit: "µm" },
  3: { axis: "wavelength", xLabel: "Wavelength", xUnit: "nm" },
  4: other("Time", "s"),
  5: other("Time", "min"),
  6: other("Frequency", "Hz"),
  7: other("Frequency", "kHz"),
  8: other("Frequency", "MHz"),
  9: other("m/z", ""),
  10: other("Chemical shift", "ppm"),
  11: other("Time", "d"),
  12: other("Time", "a"),
  13: RAMAN_SHIFT,
  14: other("Energy", "eV"),
  16: other("Diode", ""),
  17: other("Channel", ""),
  18: { axis: "angle", xLabel: "Angle", xUnit: "°" },
  19: other("Temperature", "°F"),
  20: other("Temperature", "°C"),
  21: other("Temperature", "K"),
  22: other("Data point", ""),
  23: other("Time", "ms"),
  24: other("Time", "µs"),
  25: other("Time", "ns"),
  26: other("Frequency", "GHz"),
  27: other("Length", "cm"),
  28: other("Length", "m"),
  29: other("Length", "mm"),
  30: other("Time", "h"),
};
const Y_TYPES: Readonly<Record<number, readonly [label: string, unit: string]>> = {
  1: ["Interferogram", ""],
  2: ["Absorbance", ""],
  3: ["Kubelka–Munk", ""],
  4: ["Intensity", "counts"],
  5: ["Voltage", "V"],
  6: ["Angle", "°"],
  7: ["Current", "mA"],
  8: ["Length", "mm"],
  9: ["Voltage", "mV"],
  10: ["log(1/R)", ""],
  11: ["Intensity", "%"],
  13: ["Relative intensity", ""],
  14: ["Energy", ""],
  16: ["Intensity", "dB"],
  128: ["Transmittance", ""],
  129: ["Reflectance", ""],
  131: ["Emission", ""],
};

interface Header {
  readonly size: number;
  readonly flags: number;
  readonly exponent: number;
  readonly points: number;
  readonly first: number;
  readonly last: number;
  readonly subfiles: number;
  readonly x: number;
  readonly y: number;
  readonly comment: string;
  readonly labels: string;
  readonly date: string | undefined;
  readonly isOld: boolean;
}

function readHeader(view: BytesView): Header {
  const flags = view.u8(0);
  if (view.u8(1) === 0x4d) {
    view.need(0, 256, "the header");
    return {
      size: 224,
      flags,
      exponent: view.i16(2),
      points: view.f32(4),
      first: view.f32(8),
      last: view.f32(12),
      subfiles: 1,
      x: view.u8(16),
      y: view.u8(17),
      comment: view.text(64, 130),
      labels: "",
      date: undefined,
      isOld: true,
    };
  }
  view.need(0, 512, "the header");
  const packed = view.u32(32);
  const [year, month, day] = [packed >>> 20, (packed >>> 16) & 15, (packed >>> 11) & 31];
  return {
    size: 512,
    flags,
    exponent: view.i8(3),
    points: view.u32(4),
    first: view.f64(8),
    last: view.f64(16),
    subfiles: Math.max(1, view.u32(24)),
    x: view.u8(28),
    y: view.u8(29),
    comment: view.text(88, 130),
    labels:
      (flags & LABELS) === 0
        ? ""
        : [...view.bytes.subarray(218, 248)].map((byte) => String.fromCharCode(byte)).join(""),
    date:
      year > 0 && month > 0 && day > 0
        ? `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`
        : undefined,
    isOld: false,
  };
}

function ordinates(
  view: BytesView,
  at: number,
  points: number,
  exponent: number,
  header: Header,
): { y: Float64Array; end: number } {
  const y = new Float64Array(points);
  if ((header.flags & SIXTEEN) !== 0) {
    view.need(at, 2 * points, `${points} ordinates of 2 bytes`);
    const scale = 2 ** (exponent - 16);
    for (let i = 0; i < points; i++) y[i] = view.i16(at + 2 * i) * scale;
    return { y, end: at + 2 * points };
  }
  view.need(at, 4 * points, `${points} ordinates of 4 bytes`);
  if (exponent === FLOATS && !header.isOld) return { y: view.f32s(at, points), end: at + 4 * points };
  const scale = 2 ** (exponent - 32);
  for (let i = 0; i < points; i++) {
    // the old format has the words of an integer the other way round
    const value = header.isOld
      ? (view.i16(at + 4 * i) << 16) | view.u16(at + 4 * i + 2)
      : view.i32(at + 4 * i);
    y[i] = value * scale;
  }
  return { y, end: at + 4 * points };
}

export const galacticSpc: SpectrumReader = {
  name: "galactic-spc",
  detect({ bytes, text }) {
    if (text !== undefined || bytes.length < 258) return 0;
    const [flags, version] = bytes;
    // flags that exclude each other, and known codes of the axes, keep other binaries out
    if (version === 0x4b || version === 0x4c) {
      const isX = bytes[28] <= 30 || bytes[28] === 255;
      const isY = bytes[29] <= 31 || (bytes[29] >= 128 && bytes[29] <= 131);
      return isX && isY && ((flags & OWN_X) === 0 || (flags & HAS_X) !== 0) ? 0.8 : 0;
    }
    if (version !== 0x4d) return 0;
    const points = new DataView(bytes.buffer, bytes.byteOffset).getFloat32(4, true);
    return bytes[16] <= 30 && Number.isInteger(points) && points > 0 && 256 + 2 * points <= bytes.length
      ? 0.7
      : 0;
  },
  read({ bytes, file }) {
    const view = new BytesView(bytes, file, bytes[1] !== 0x4c);
    const header = readHeader(view);
    const { flags, isOld } = header;
    const isMulti = (flags & MULTI) !== 0;
    const ownX = (flags & OWN_X) !== 0;
    const hasX = (flags & HAS_X) !== 0;
    let at = header.size;
    if (!ownX && !(Number.isInteger(header.points) && header.points > 0 && header.points < 2 ** 28)) {
      throw new FormatError({
        file,
        expected: "a number of points",
        found: String(header.points),
        cure: "the file seems damaged: copy it again",
      });
    }
    let common: Float64Array | undefined;
    if (!ownX) view.need(at, header.points * ((flags & SIXTEEN) !== 0 ? 2 : 4), `${header.points} ordinates`);
    if (!ownX) {
      common =
        hasX && !isOld ? view.f32s(at, header.points) : between(header.first, header.last, header.points);
      if (hasX && !isOld) at += 4 * header.points;
    }
    const [xName, yName] = header.labels.split("\0");
    const named = xName === undefined || xName.trim() === "" ? undefined : nameAbscissa(xName);
    const abscissa = X_TYPES[header.x] ?? named ?? other("x", "");
    const [yLabel, yUnit] = Y_TYPES[header.y] ?? [yName?.trim() || "Intensity", ""];
    const scans: Scan[] = [];
    const warnings: string[] = [];
    const facts = factsOf({
      comment: header.comment,
      date: header.date,
      instrument: isOld ? "" : view.text(45, 9),
    });
    const many = isOld && isMulti ? Number.POSITIVE_INFINITY : header.subfiles;
    for (let k = 0; k < many && (k < header.subfiles || at + 32 < bytes.length); k++) {
      try {
        view.need(at, 32, `the subfile ${k + 1}`);
        const z = view.f32(at + 4);
        const points = ownX ? view.u32(at + 16) : header.points;
        const own = view.i8(at + 1);
        // 0 is an exponent too, not a reference to that of the file
        const exponent = isMulti || ownX ? (own === 0 && isOld ? header.exponent : own) : header.exponent;
        at += 32;
        let x = common;
        if (ownX) {
          // abscissas of subfiles are stored as the ordinates are, or as floats
          x = view.f32s(at, points);
          at += 4 * points;
        }
        const { y, end } = ordinates(view, at, points, exponent, header);
        at = end;
        scans.push({
          ...(isMulti ? { name: String(k + 1) } : {}),
          ...abscissa,
          x: x!,
          yLabel,
          yUnit,
          y,
          facts: isMulti ? { ...facts, z } : facts,
        });
      } catch (error) {
        if (!(error instanceof FormatError) || scans.length === 0) throw error;
        warnings.push(
          `${error.message}; ${scans.length} of ${Number.isFinite(many) ? many : "its"} subfiles were read`,
        );
        break;
      }
    }
    return { scans, warnings };
  },
};
