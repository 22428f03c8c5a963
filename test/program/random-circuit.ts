import type { Circuit, Element, ParameterSetting } from "../../src/program/circuit.ts";
import type { ParameterKind } from "../../src/program/element.ts";
import { elementKinds } from "../../src/program/element.ts";

/** Uniform numbers in [0, 1) from a seed (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A circuit in normal form with elements of the whole catalogue, labels of every kind and, when asked, settings of every kind. */
export function randomCircuit(random: () => number, withSettings: boolean): Circuit {
  const labels = new Set<string>();
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];

  const label = (type: string): string => {
    for (;;) {
      const number = String(Math.floor(random() * 30));
      const tail = pick([
        number,
        number,
        number,
        `_${number}`,
        `_${pick(["ct", "SEI", "dl_2", "R5", "_", `${type}1`])}`,
      ]);
      if (labels.has(type + tail)) continue;
      labels.add(type + tail);
      return type + tail;
    }
  };

  const element = (): Element => {
    const kind = pick(elementKinds);
    const settings: Record<string, ParameterSetting> = {};
    if (withSettings)
      for (const parameter of kind.parameters)
        if (random() < 0.5) {
          const setting = randomSetting(random, parameter);
          if (Object.keys(setting).length > 0) settings[parameter.symbol] = setting;
        }
    const said = Object.keys(settings).length > 0;
    return { kind: "element", type: kind.type, label: label(kind.type), ...(said && { settings }) };
  };

  const group = (kind: "series" | "parallel", depth: number): Circuit => {
    const other = kind === "series" ? "parallel" : "series";
    const member = (): Circuit => (depth > 0 && random() < 0.4 ? group(other, depth - 1) : element());
    return { kind, children: Array.from({ length: 2 + Math.floor(random() * 3) }, member) };
  };

  return random() < 0.1 ? element() : group(pick(["series", "parallel"]), 5);
}

/** Only what a text can say: limits in order, the value within them, "fixed" with a value. */
function randomSetting(random: () => number, kind: ParameterKind): ParameterSetting {
  const setting: { value?: number; fixed?: boolean; lower?: number; upper?: number } = {};
  const limits: number[] =
    kind.scale === "log"
      ? [
          -Infinity,
          -(10 ** (random() * 6 - 3)),
          0,
          10 ** (random() * 20 - 15),
          10 ** (random() * 6 + 6),
          Infinity,
        ]
      : [-Infinity, 0, random() * 0.4, 0.6 + random() * 0.4, 1, Infinity];
  if (random() < 0.4) setting.lower = limits[Math.floor(random() * 4)];
  if (random() < 0.4)
    setting.upper = limits.filter((limit) => limit > (setting.lower ?? kind.lower))[
      0 + Math.floor(random() * 2)
    ];
  const lower = setting.lower ?? kind.lower;
  const upper = setting.upper ?? kind.upper;
  if (random() < 0.8) {
    const least = Number.isFinite(lower) ? lower : -1;
    const most = Number.isFinite(upper) ? upper : least + 10 ** (random() * 8 - 4);
    setting.value = Math.min(upper, Math.max(lower, least + (most - least) * (0.01 + 0.98 * random())));
    // 1/2 is what holds the exponent of a Warburg element: the case at which its two forms meet.
    if (kind.fixed !== undefined && random() < 0.3 && lower <= kind.fixed && upper >= kind.fixed)
      setting.value = kind.fixed;
    if (random() < 0.3) setting.fixed = true;
  }
  if (kind.fixed !== undefined && setting.fixed === undefined) setting.fixed = false;
  return setting;
}
