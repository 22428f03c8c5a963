/**
 * Short circuits of symmetric cells. What is tested is how fast the overpotential falls, not how low it is: slow activation lowers it
 * further than many a filament does.
 */
import type { Drop } from "./drop.ts";
import { type CellEvent, placeOf, sameLevel, together } from "./event.ts";
import { cycleOf, type HalfCycle } from "./halfCycle.ts";
import { type Expectation, etaOf, openReference } from "./reference.ts";

/** Facts of the cell that sharpen the tests; SI units. */
export interface ShortOptions {
  /** Resistance that the electrolyte cannot fall below, L/(σ·A), in Ω. */
  readonly electrolyteResistance?: number;
}

/** Below this share of what is expected a plateau is shorted; it must stay so for so many half-cycles. */
const HARD = 0.5;
const PERSISTENT = 3;
/** A plateau that falls by more within one cycle has a soft short, if it is so many times its own scatter. */
const SOFT = 0.15;
const SOFT_SCORE = 6;
/** A smaller fall that stands out further. */
const SLIGHT = 0.08;
const SLIGHT_SCORE = 12;
/** A sudden change within a half-cycle, and how far it must stand out from the other differences there; a slight one stands out further. */
const SUDDEN = 0.05;
const SUDDEN_SCORE = 9;
const SLIGHT_SUDDEN = 0.035;
const SLIGHT_SUDDEN_SCORE = 12;
/** Share of a half-cycle with spikes that exceeds what is usual there by so much is a filament that flickers. */
const SPIKES = 0.05;
/** Half-cycles after which a lowered plateau is the new state. */
const SETTLED = 10;

interface Finding {
  readonly kind: "hard" | "soft";
  readonly sentence: string;
  readonly weight: number;
  readonly figures: Readonly<Record<string, number>>;
  readonly time?: number;
}

/** Hard and soft shorts in the order of time. The half-cycles must have overpotentials. */
export function findShorts(halfCycles: readonly HalfCycle[], options: ShortOptions = {}): CellEvent[] {
  const reference = openReference();
  const events: CellEvent[] = [];
  let open: { event: CellEvent; since: number; last: number } | undefined;
  let dead = false;
  halfCycles.forEach((halfCycle, k) => {
    if (dead) return;
    const expected = reference.expect(halfCycle);
    const hard = hardFindings(halfCycles, k, expected, options);
    if (hard.length > 0) {
      const event = eventOf("hard-short", halfCycle, hard);
      // A soft short that turns hard at once is the same filament
      if (open && k - open.last <= 1 && k - open.since <= 2) events.pop();
      events.push({ ...event, lastCycle: cycleOf(halfCycles[halfCycles.length - 1]) });
      open = undefined;
      dead = true;
      return;
    }
    const soft = softFindings(halfCycle, expected, k);
    if (soft.length > 0) {
      if (open && k - open.last <= 3) {
        open.last = k;
        events[events.length - 1] = { ...events[events.length - 1], lastCycle: cycleOf(halfCycle) };
      } else {
        const event = eventOf("soft-short", halfCycle, soft);
        events.push(event);
        open = { event, since: k, last: k };
      }
      if (k - open.since >= SETTLED) {
        reference.reset();
        open = undefined;
      }
      return;
    }
    reference.accept(halfCycle);
  });
  return events;
}

function eventOf(kind: CellEvent["kind"], halfCycle: HalfCycle, findings: readonly Finding[]): CellEvent {
  const time = findings.find((finding) => finding.time !== undefined)?.time;
  return {
    kind,
    ...placeOf(halfCycle, time),
    lastCycle: cycleOf(halfCycle),
    rule: findings.map(({ sentence }) => sentence).join("; "),
    figures: Object.assign({}, ...findings.map(({ figures }) => figures)),
    confidence: together(findings.map(({ weight }) => weight)),
  };
}

/** How far a plateau lies below what is expected of it, or what this current must give at least. */
function remaining(halfCycle: HalfCycle, expected: Expectation): number {
  const { last, overpotential } = expected;
  if (sameLevel(last.current, halfCycle.current)) return etaOf(halfCycle) / overpotential;
  return etaOf(halfCycle) / (etaOf(last) * Math.min(1, Math.abs(halfCycle.current / last.current)));
}

function hardFindings(
  halfCycles: readonly HalfCycle[],
  k: number,
  expected: Expectation | undefined,
  { electrolyteResistance }: ShortOptions,
): Finding[] {
  const halfCycle = halfCycles[k];
  const { drop } = halfCycle;
  const inStep =
    drop !== null && !drop.recovered && drop.after < HARD * drop.before && drop.score > SUDDEN_SCORE;
  const share = expected ? remaining(halfCycle, expected) : Number.NaN;
  const low = share < HARD;
  if (!inStep && !low) return [];
  // What η was before: of the same half-cycle when the fall is inside it and nothing else is known
  const before = expected ? etaOf(expected.last) : drop!.before;
  const beforeCurrent = Math.abs(expected?.last.current ?? halfCycle.current);
  const followers = halfCycles.slice(k + 1, k + 1 + PERSISTENT);
  const down = followers.filter(
    (one) => etaOf(one) < HARD * before * Math.min(1, Math.abs(one.current) / beforeCurrent),
  ).length;
  if (down < followers.length) return [];
  // The very end of a record shows too little, unless the fall itself was seen
  if (followers.length === 0 && !inStep) return [];
  const findings: Finding[] = [];
  if (inStep) {
    findings.push({
      kind: "hard",
      sentence: `within the half-cycle the voltage falls from ${millivolts(drop.before)} to ${millivolts(drop.after)} and stays down`,
      weight: 0.75,
      figures: { before_V: drop.before, after_V: drop.after, score: drop.score },
      time: drop.time,
    });
  }
  if (low) {
    findings.push({
      kind: "hard",
      sentence: `the plateau is ${percentOf(share)} of what the half-cycles before let expect`,
      weight: 0.7,
      figures: { remaining: share, expected_V: expected!.overpotential },
    });
  }
  if (down > 0) {
    findings.push({
      kind: "hard",
      sentence: `${down === 1 ? "the next half-cycle stays" : `the next ${down} half-cycles stay`} below half`,
      weight: [0, 0.3, 0.5, 0.8][down],
      figures: { persistent: down },
    });
  }
  const shorted = followers[0] ?? halfCycle;
  if (electrolyteResistance !== undefined) {
    const least = Math.abs(shorted.current) * electrolyteResistance;
    if (etaOf(shorted) < 0.8 * least) {
      findings.push({
        kind: "hard",
        sentence: `${millivolts(etaOf(shorted))} is less than the electrolyte alone would give (${millivolts(least)})`,
        weight: 0.8,
        figures: { electrolyte_V: least },
      });
    }
  }
  return findings;
}

function isSudden(change: Drop | null): change is Drop {
  if (change === null) return false;
  const { size, score } = change;
  return (size > SUDDEN && score > SUDDEN_SCORE) || (size > SLIGHT_SUDDEN && score > SLIGHT_SUDDEN_SCORE);
}

/** Before so many half-cycles a fall is formation. */
const FORMATION = 6;

function softFindings(halfCycle: HalfCycle, expected: Expectation | undefined, k: number): Finding[] {
  const { drop, rise } = halfCycle;
  const findings: Finding[] = [];
  if (isSudden(drop)) {
    findings.push({
      kind: "soft",
      sentence: `within the half-cycle the voltage falls by ${percentOf(drop.size)}, ${drop.score.toFixed(0)} times the scatter${drop.recovered ? ", and recovers" : ""}`,
      weight: Math.min(0.95, 0.5 + drop.score / 100),
      figures: { fall: drop.size, score: drop.score, before_V: drop.before, after_V: drop.after },
      time: drop.time,
    });
  }
  if (!expected?.same || expected.count < 3 || k < FORMATION) return findings;
  if (
    isSudden(rise) &&
    rise.before < 0.95 * expected.overpotential &&
    rise.after < 1.2 * expected.overpotential
  ) {
    findings.push({
      kind: "soft",
      sentence: `the voltage rises at once by ${percentOf(rise.size)} to what is expected, as when a filament fuses`,
      weight: Math.min(0.9, 0.4 + rise.score / 100),
      figures: { rise: rise.size, rise_score: rise.score },
    });
  }
  const fall = 1 - etaOf(halfCycle) / expected.overpotential;
  const recent = 1 - etaOf(halfCycle) / etaOf(expected.last);
  const score = fall / expected.scatter;
  const least = Math.min(fall, recent);
  if ((least > SOFT && score > SOFT_SCORE) || (least > SLIGHT && score > SLIGHT_SCORE)) {
    findings.push({
      kind: "soft",
      sentence: `the plateau falls by ${percentOf(fall)} within one cycle, ${score.toFixed(0)} times its scatter`,
      weight: Math.min(0.9, 0.4 + score / 60),
      figures: { plateau_fall: fall, plateau_score: score },
    });
  }
  const spikes = halfCycle.spikes - expected.spikes;
  if (spikes > Math.max(SPIKES, expected.spikesScatter)) {
    findings.push({
      kind: "soft",
      sentence: `spikes in ${percentOf(halfCycle.spikes)} of it, ${percentOf(expected.spikes)} before`,
      weight: Math.min(0.8, 0.3 + 2 * spikes),
      figures: { spikes: halfCycle.spikes, usual_spikes: expected.spikes },
    });
  }
  if (findings.length > 0 && halfCycle.noise > 3 * expected.noise && expected.noise > 0) {
    findings.push({
      kind: "soft",
      sentence: `the noise is ${(halfCycle.noise / expected.noise).toFixed(1)} times that before`,
      weight: 0.4,
      figures: { noise_ratio: halfCycle.noise / expected.noise },
    });
  }
  return findings;
}

function millivolts(volts: number): string {
  return `${(1000 * volts).toPrecision(3)}\u00a0mV`;
}

function percentOf(share: number): string {
  return `${(100 * share).toPrecision(2)}\u00a0%`;
}
