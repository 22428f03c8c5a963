/**
 * Neware .ndc: the files inside an .ndax, in pages of 4096 bytes behind a first one; byte 0 is the kind, byte 2 the version. Each page has at
 * byte 4 a mask with a bit for each record that is valid, and its records from byte 132 on (512 and 5 in version 2, without a mask).
 * Kind 1: points; 5: auxiliary channel; 7: steps; 18: times and charges of some of the points.
 *
 * The layouts are those that NewareNDA (© SES AI) and fastnda (© Empa), both BSD-3-Clause, found and publish.
 */
import { type NewareRecords, rangedRecords } from "./newareNda.ts";

export const NDC_POINTS = 1;
export const NDC_STEPS = 7;
export const NDC_TIMES = 18;

export interface Ndc {
  readonly kind: number;
  readonly version: number;
  readonly view: DataView;
}

export function openNdc(bytes: Uint8Array): Ndc | undefined {
  if (bytes.length < 512) return undefined;
  return {
    kind: bytes[0],
    version: bytes[2],
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  };
}

/** Places of the valid records, and their numbers counted from 1 over valid and invalid ones. */
function validRecords({ view }: Ndc, length: number): { at: number[]; number: number[] } {
  const at: number[] = [];
  const number: number[] = [];
  const perPage = Math.floor((4096 - 133) / length);
  for (let page = 1; 4096 * (page + 1) <= view.byteLength; page++) {
    for (let i = 0; i < perPage; i++) {
      const bit = view.getUint8(4096 * page + 4 + (i >> 3)) & (1 << (i & 7));
      if (bit === 0) continue;
      at.push(4096 * page + 132 + length * i);
      number.push((page - 1) * perPage + i + 1);
    }
  }
  return { at, number };
}

/** Voltage (V) and current (A) of versions 11, 14, 16 and 17. */
export function readPoints(ndc: Ndc): { number: number[]; voltage: Float64Array; current: Float64Array } {
  const { at, number } = validRecords(ndc, 8);
  // 0.1 mV and mA in the old ones
  const [volt, ampere] = ndc.version === 11 || ndc.version === 16 ? [1e4, 1e3] : [1, 1];
  return {
    number,
    voltage: Float64Array.from(at, (place) => ndc.view.getFloat32(place, true) / volt),
    current: Float64Array.from(at, (place) => ndc.view.getFloat32(place + 4, true) / ampere),
  };
}

export interface NdcTime {
  readonly stepTime: number;
  /** Seconds between points from here on. */
  readonly interval: number;
  readonly charged: number;
  readonly discharged: number;
  readonly chargedEnergy: number;
  readonly dischargedEnergy: number;
  readonly unix: number;
  readonly step: number;
}

const TIME_LENGTHS: ReadonlyMap<number, number> = new Map([
  [11, 47],
  [14, 55],
  [16, 100],
  [17, 100],
]);

/** By number of the point. */
export function readTimes(ndc: Ndc): Map<number, NdcTime> {
  const { view, version } = ndc;
  const { at } = validRecords(ndc, TIME_LENGTHS.get(version)!);
  // mA·s in the old ones, Ah in the new
  const unit = version === 11 || version === 16 ? 3.6e6 : 1;
  const times = new Map<number, NdcTime>();
  for (const place of at) {
    const number = view.getUint32(place + 41, true);
    if (number === 0 || times.has(number)) continue;
    const charge = (offset: number): number => view.getFloat32(place + offset, true) / unit;
    times.set(number, {
      stepTime: view.getUint32(place, true) / 1000,
      charged: charge(5),
      discharged: charge(9),
      chargedEnergy: charge(13),
      dischargedEnergy: charge(17),
      interval: view.getInt32(place + 29, true) / 1000,
      unix: view.getUint32(place + 33, true) + view.getUint16(place + 45, true) / 1000,
      step: view.getUint32(place + 37, true),
    });
  }
  return times;
}

/** Cycle and step of the program, by the number of the step in the order of the test. */
export function readSteps(ndc: Ndc): { cycle: number; index: number }[] {
  const { at } = validRecords(ndc, ndc.version === 16 || ndc.version === 17 ? 100 : 37);
  return at.map((place) => ({
    cycle: ndc.view.getUint32(place, true) + 1,
    index: ndc.view.getUint32(place + 4, true),
  }));
}

/** One f32 per point (versions 14 and 17). */
export function readAuxiliary(ndc: Ndc): Map<number, number> {
  const { at, number } = validRecords(ndc, 4);
  return new Map(at.map((place, i) => [number[i], ndc.view.getFloat32(place, true)]));
}

/** Complete records of versions 2 and 5. */
export function readWholeRecords(ndc: Ndc, unknownRanges: Set<number>): NewareRecords {
  const places: number[] = [];
  if (ndc.version === 2) {
    const perPage = Math.floor((512 - 5 - 1) / 94);
    for (let page = 1; 512 * (page + 1) <= ndc.view.byteLength; page++) {
      for (let i = 0; i < perPage; i++) places.push(512 * page + 5 + 94 * i + 8);
    }
  } else {
    for (const at of validRecords(ndc, 87).at) places.push(at + 1);
  }
  return rangedRecords(
    ndc.view,
    places.filter((at) => ndc.view.getUint32(at, true) > 0),
    { stepWide: false, date: 67, range: 74 },
    unknownRanges,
  );
}

/** Whether the points of this version are complete records. */
export function isWhole({ version }: Ndc): boolean {
  return version === 2 || version === 5;
}

/** Whether the points of this version need the times of another file. */
export function isSplit({ version }: Ndc): boolean {
  return TIME_LENGTHS.has(version);
}
