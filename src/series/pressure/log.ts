/** What a pressure sensor wrote, in fixed memory: every sample up to some two millions, means of neighbours beyond. */

/** Samples in the order of time, or means of equally many; all arrays have equal lengths. */
export interface PressureLog {
  /** s on the clock of the logger. */
  readonly time: Float64Array;
  /** Pa */
  readonly pressure: Float64Array;
  /** °C; NaN where none was measured. */
  readonly temperature: Float64Array;
  /** Samples per entry. */
  readonly stride: number;
  /** Rows of the file, those without a finite time or pressure, and those whose time is not after the one before. */
  readonly rows: number;
  readonly skipped: number;
  readonly backward: number;
}

export interface PressureLogBuilder {
  add(rows: number, time: Float64Array, pressure: Float64Array, temperature?: Float64Array): void;
  log(): PressureLog;
}

/** @param most entries: beyond them neighbours are joined, so at least half as many remain */
export function openPressureLog(most = 1 << 21): PressureLogBuilder {
  let [time, pressure, temperature, warm] = planes(Math.min(most, 1 << 14));
  let length = 0;
  let stride = 1;
  /** Samples in the entry that is open, and those of them with a temperature. */
  let filled = 0;
  let rows = 0;
  let skipped = 0;
  let backward = 0;
  let last = Number.NEGATIVE_INFINITY;

  const grow = (): void => {
    const wider = planes(Math.min(most, 2 * time.length));
    for (const [k, plane] of [time, pressure, temperature, warm].entries()) wider[k].set(plane);
    [time, pressure, temperature, warm] = wider;
  };
  /** Entries are sums while they are built: of `stride` samples, so that neighbours add. */
  const join = (): void => {
    length >>= 1;
    for (let k = 0; k < length; k++) {
      for (const plane of [time, pressure, temperature, warm]) plane[k] = plane[2 * k] + plane[2 * k + 1];
    }
    stride *= 2;
  };

  return {
    add: (count, times, pressures, temperatures) => {
      for (let row = 0; row < count; row++) {
        const t = times[row];
        const p = pressures[row];
        if (!Number.isFinite(t) || !Number.isFinite(p)) {
          skipped++;
          continue;
        }
        if (!(t > last)) {
          backward++;
          continue;
        }
        last = t;
        if (filled === 0) {
          if (length === most) join();
          else if (length === time.length) grow();
          time[length] = 0;
          pressure[length] = 0;
          temperature[length] = 0;
          warm[length] = 0;
          length++;
        }
        const at = length - 1;
        time[at] += t;
        pressure[at] += p;
        const celsius = temperatures === undefined ? Number.NaN : temperatures[row];
        if (Number.isFinite(celsius)) {
          temperature[at] += celsius;
          warm[at]++;
        }
        filled = (filled + 1) % stride;
      }
      rows += count;
    },
    log: () => {
      const whole = filled === 0 ? length : length - 1;
      const mean = (sums: Float64Array): Float64Array => {
        const values = sums.slice(0, whole);
        for (let k = 0; k < whole; k++) values[k] /= stride;
        return values;
      };
      const celsius = temperature.slice(0, whole);
      for (let k = 0; k < whole; k++) celsius[k] /= warm[k] || Number.NaN;
      return {
        time: mean(time),
        pressure: mean(pressure),
        temperature: celsius,
        stride,
        rows,
        skipped,
        backward,
      };
    },
  };
}

function planes(length: number): [Float64Array, Float64Array, Float64Array, Float64Array] {
  return [
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
  ];
}

/** The first entry whose time is at or after t. */
export function firstAt(time: Float64Array, t: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time[middle] < t) low = middle + 1;
    else high = middle;
  }
  return low;
}
