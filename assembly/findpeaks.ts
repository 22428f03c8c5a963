// A session that finds the peaks of a series which comes in chunks of any length: the job stays in the arena between the calls, and the
// word W_PHASE says what a call is to do. Peaks come out as soon as nothing behind them can change them; the answer does not depend on
// how the series is cut.

import { blocked, openCandidates, spaced, stacked, windowed } from "./candidate";
import { FLAG_WIDTH, flagged, openCriteria, reservePlanes } from "./criteria";
import { openDistance, reserveDistance, settleDistance, undecided } from "./distance";
import { heldFrom, openBlocks, reserveBlocks, settleBlocks, waitingBlocks } from "./distanceblocks";
import { endSeries, missing, openExtrema, openPlateau, scan } from "./extrema";
import { openFlanks, reserveFlanks } from "./flanks";
import { address, W_OPTION, word } from "./job";
import { get } from "./memory";
import {
  brief,
  found,
  INDEX,
  LEFT_BASE,
  PEAK_HEIGHT,
  PEAK_X,
  RECORD,
  RIGHT_BASE,
  reserveOutput,
} from "./peakrecord";
import {
  inWindows,
  neededFrom,
  openWindow,
  reserveWindow,
  settleWindows,
  walkWidth,
  walkWindow,
} from "./peakwindow";
import { openPending, reservePending, waiting } from "./pending";
import { openMaxima, openProminence, reserveProminence } from "./prominence";
import {
  addSamples,
  axis,
  first,
  forgetSamples,
  held,
  openSamples,
  positionOf,
  reserveSamples,
  values,
} from "./samplebuffer";

const W_PHASE = W_OPTION;
/** Samples, or peaks, that the call is about. */
const W_COUNT = W_OPTION + 1;
// What a call leaves behind: where samples, their x, limits are to be written, peaks found and where their records are
const W_VALUES = W_OPTION + 3;
const W_X = W_OPTION + 4;
const W_PLANES = W_OPTION + 5;
const W_FOUND = W_OPTION + 6;
const W_RECORDS = W_OPTION + 7;
const W_MISSING = W_OPTION + 8;

const BEGIN = 0;
const RESERVE = 1;
const PUSH = 2;
const FINISH = 3;
const PLANES = 4;
/** Samples that are held without being looked at; room for peaks that the caller names; their measurement, 6 of prominences. */
const HOLD = 8;
const NAME = 5;
const MEASURE_WIDTH = 7;

/** One call of a session; false without memory. */
export function runPeaks(): bool {
  const phase = word(W_PHASE);
  const count = word(W_COUNT);
  setWord(W_FOUND, 0);
  if (phase === BEGIN) begin();
  else if (phase === RESERVE) return reserve(count);
  else if (phase === PUSH) push(count);
  else if (phase === FINISH) finish();
  else if (phase === PLANES) return tell(W_PLANES, reservePlanes(count));
  else if (phase === HOLD) addSamples(count);
  else if (phase === NAME) return tell(W_RECORDS, reserveOutput(count));
  else measureNamed(count, phase === MEASURE_WIDTH);
  setWord(W_FOUND, found);
  setWord(W_MISSING, missing);
  return true;
}

function setWord(index: i32, value: i32): void {
  store<i32>(address(index << 2), value);
}

function tell(index: i32, at: usize): bool {
  setWord(index, <i32>at);
  return at !== 0;
}

function begin(): void {
  openCriteria();
  openSamples();
  openPending();
  openCandidates();
  openDistance();
  openBlocks();
  openFlanks();
  openProminence();
  openWindow();
  openExtrema();
}

/** Room for all that so many samples can bring: a maximum for every second of them. */
function reserve(count: i32): bool {
  const more = (count >> 1) + 2;
  if (!reserveSamples(count)) return false;
  if (blocked) {
    if (!reserveBlocks(more)) return false;
  } else if (spaced && !((brief || reservePending(more)) && reserveDistance(more))) return false;
  if (stacked && !reserveProminence(more)) return false;
  if (windowed && !reserveWindow(more)) return false;
  if (stacked && flagged(FLAG_WIDTH) && !reserveFlanks(count)) return false;
  if (!tell(W_RECORDS, reserveOutput(more + unsettled()))) return false;
  setWord(W_VALUES, <i32>(values + ((<usize>held) << 3)));
  setWord(W_X, <i32>(axis + ((<usize>held) << 3)));
  return true;
}

/** Peaks that may still come out of the samples so far. */
function unsettled(): i32 {
  if (blocked) return waitingBlocks();
  if (brief) return undecided();
  if (spaced) return waiting;
  return stacked ? openMaxima() : inWindows();
}

function push(count: i32): void {
  const from = held;
  addSamples(count);
  if (held === 0) return;
  scan(from);
  const plateau = openPlateau();
  const next = plateau < 0 ? held - 1 : <i32>(plateau - first);
  if (spaced) {
    // No maximum can come before the middle of the plateau, or at the last sample once the series falls
    const before = plateau < 0 && axis === 0 ? first + <f64>held : horizon(next);
    if (blocked) settleBlocks(before, false);
    else settleDistance(before, false);
  }
  if (windowed) settleWindows(false);
  let needed = held - 2;
  if (axis !== 0) needed = min(needed, next);
  if (windowed) needed = min(needed, neededFrom(horizon(next)));
  if (blocked) needed = <i32>(heldFrom(first + <f64>min(needed, next)) - first);
  if (needed > 0) forgetSamples(needed);
}

function horizon(next: i32): f64 {
  return next >= 0 ? positionOf(next) : first + <f64>next;
}

function finish(): void {
  endSeries();
  if (blocked) settleBlocks(Infinity, true);
  else if (spaced) settleDistance(Infinity, true);
  if (windowed && held > 0) settleWindows(true);
}

/** Peaks that the caller names by their records: index, and for widths prominence and bases. All samples are held. */
function measureNamed(count: i32, width: bool): void {
  const records = <usize>word(W_RECORDS);
  for (let k = 0; k < count; k++) {
    const record = records + <usize>k * RECORD;
    const p = <i32>load<f64>(record, INDEX);
    store<f64>(record, get(values, p), PEAK_HEIGHT);
    if (axis !== 0) store<f64>(record, get(axis, p), PEAK_X);
    if (width) walkWidth(record, p, <i32>load<f64>(record, LEFT_BASE), <i32>load<f64>(record, RIGHT_BASE));
    else walkWindow(record);
  }
}
