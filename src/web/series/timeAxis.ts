/** Axis of time: the unit that suits a window, ticks at round numbers of it, and the cursor's time. */
import { niceStep } from "../../report/axis.ts";

export interface TimeUnit {
  readonly name: "h" | "min" | "s";
  /** s of one. */
  readonly seconds: number;
  /** Whole hours that the labels leave out: so that a short window far behind needs no ten digits. */
  readonly base: number;
  /** "t (h)", "t − 1,234 h (s)". */
  readonly label: string;
}

const units = [
  { name: "h", seconds: 3600, from: 720 },
  { name: "min", seconds: 60, from: 90 },
  { name: "s", seconds: 1, from: 0 },
] as const;

/** @param span of the window, @param from its beginning, both in s */
export function timeUnit(span: number, from: number): TimeUnit {
  const { name, seconds } = units.find((unit) => span >= unit.from) ?? units[2];
  const base = name !== "h" && from >= 3600 ? Math.floor(from / 3600) : 0;
  const label = base > 0 ? `t − ${base.toLocaleString("en")} h (${name})` : `t (${name})`;
  return { name, seconds, base, label };
}

/** Times of the ticks in s. @param count most of them */
export function timeTicks(from: number, to: number, unit: TimeUnit, count: number): number[] {
  const origin = 3600 * unit.base;
  const step = stepOf((to - from) / unit.seconds, count, unit);
  const ticks: number[] = [];
  for (let k = Math.ceil((from - origin) / unit.seconds / step); ; k++) {
    const tick = origin + k * step * unit.seconds;
    if (tick > to) return ticks;
    ticks.push(tick);
  }
}

function stepOf(span: number, count: number, { name }: TimeUnit): number {
  const step = niceStep(span, count, [1, 2, 5, 10]);
  // Minutes and seconds are counted by tens, sixths and halves
  return name !== "h" && step === 20 ? 30 : step;
}

export function tickLabels(ticks: readonly number[], unit: TimeUnit): string[] {
  const values = ticks.map((tick) => (tick - 3600 * unit.base) / unit.seconds);
  const step = values.length > 1 ? values[1] - values[0] : 1;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return values.map((value) => withMinus(value.toLocaleString("en", fixed(decimals))));
}

/** A time with as many decimals as a thousandth of the window has. */
export function timeText(time: number, span: number): string {
  const unit = timeUnit(span, 0);
  const decimals = Math.max(0, Math.ceil(-Math.log10(span / unit.seconds / 1000)));
  return `${withMinus((time / unit.seconds).toLocaleString("en", fixed(decimals)))}\u00a0${unit.name}`;
}

function fixed(decimals: number): Intl.NumberFormatOptions {
  return { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
}

function withMinus(text: string): string {
  return text.replace("-", "−");
}
