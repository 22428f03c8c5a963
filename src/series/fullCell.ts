/** Shorts of full cells, which show in the charge that does not come back: the voltage has a sign and a shape of its own there. */
import { median } from "../fit/median.ts";
import type { Cycle } from "./cycle.ts";
import { type CellEvent, LEVEL_GAP, sameLevel, together } from "./event.ts";
import { cycleOf, type HalfCycle } from "./halfCycle.ts";

/** Cycles before that count, and the least number of them. */
const KEPT = 5;
const LEAST = 3;
/** Fall of the efficiency: at least this, and so many times its scatter. */
const LOSS = 0.02;
const LOSS_SCORE = 8;
/** More charge than before by this share is charge without end. */
const SURPLUS = 0.1;
/** A charge that ends so many volts below the others, and yet put in as much, did not come to its limit. */
const SHORT_OF_LIMIT = 0.02;
/** Efficiency below this share of the one before is a hard short, if the cell does not come back. */
const HARD = 0.5;

/** Internal shorts in the order of time. The charge half is tested; a change of current starts the comparison anew. */
export function findFullCellShorts(cycles: readonly Cycle[], halfCycles: readonly HalfCycle[]): CellEvent[] {
  const events: CellEvent[] = [];
  let good: Cycle[] = [];
  let open = false;
  // By cycle: a search through all half-cycles for each cycle grows with the square of their number
  const charges = new Map<number, HalfCycle[]>();
  for (const one of halfCycles) {
    if (one.direction !== "charge") continue;
    const own = charges.get(cycleOf(one));
    if (own) own.push(one);
    else charges.set(cycleOf(one), [one]);
  }
  const chargeOf = (cycle: Cycle): HalfCycle | undefined =>
    charges.get(cycle.cycle)?.find(({ startTime }) => startTime >= cycle.startTime);
  for (let k = 0; k < cycles.length; k++) {
    const cycle = cycles[k];
    const efficiency = cycle.dischargeCapacity / cycle.chargeCapacity;
    if (!Number.isFinite(efficiency)) continue;
    const before = good.at(-1);
    const same =
      before &&
      sameLevel(before.chargeCurrent, cycle.chargeCurrent) &&
      Math.abs(before.dischargeCurrent / cycle.dischargeCurrent - 1) <= 2 * LEVEL_GAP;
    if (before && !same) good = [];
    if (good.length < LEAST) {
      good.push(cycle);
      continue;
    }
    const efficiencies = good.map((one) => one.dischargeCapacity / one.chargeCapacity);
    const usual = median(efficiencies);
    const scatter = Math.max(
      1.4826 * median(efficiencies.map((value) => Math.abs(value - usual))),
      LOSS / LOSS_SCORE,
    );
    const loss = usual - efficiency;
    const surplus = cycle.chargeCapacity / median(good.map(({ chargeCapacity }) => chargeCapacity)) - 1;
    const half = chargeOf(cycle);
    const limit = median(good.map((one) => chargeOf(one)?.voltageMost ?? Number.NaN));
    const lacking = limit - (half?.voltageMost ?? Number.NaN);
    const stuck = lacking > SHORT_OF_LIMIT && surplus > -LOSS;
    const low = loss > LOSS_SCORE * scatter && loss > LOSS;
    if (!low && !((surplus > SURPLUS || stuck) && loss > LOSS)) {
      good = [...good, cycle].slice(-KEPT);
      open = false;
      continue;
    }
    const followers = cycles
      .slice(k + 1, k + 3)
      .map((one) => one.dischargeCapacity / one.chargeCapacity)
      .filter(Number.isFinite);
    const hard = efficiency < HARD * usual && followers.every((value) => value < HARD * usual);
    if (open && !hard) {
      events[events.length - 1] = { ...events[events.length - 1], lastCycle: cycle.cycle };
      continue;
    }
    const time = half?.startTime ?? cycle.startTime;
    events.push({
      kind: hard ? "hard-short" : "soft-short",
      cycle: cycle.cycle,
      halfCycle: half?.index ?? 0,
      time,
      lastCycle: hard ? cycles[cycles.length - 1].cycle : cycle.cycle,
      rule: [
        `${(100 * efficiency).toFixed(1)} % of the charge come back, ${(100 * usual).toFixed(1)} % before`,
        surplus > SURPLUS ? `${(100 * surplus).toFixed(0)} % more charge than before was put in` : "",
        stuck
          ? `the charge ends ${(1000 * lacking).toFixed(0)} mV below those before and put in no less`
          : "",
        hard && followers.length > 0 ? `so in the next ${followers.length}` : "",
      ]
        .filter(Boolean)
        .join("; "),
      figures: { efficiency, usual_efficiency: usual, surplus, ...(stuck && { below_limit_V: lacking }) },
      confidence: together([
        Math.min(0.8, loss / scatter / 40),
        surplus > SURPLUS ? 0.5 : 0,
        stuck ? 0.5 : 0,
        hard ? 0.3 + 0.25 * followers.length : 0,
      ]),
    });
    if (hard) break;
    open = true;
  }
  return events;
}
