// Widths: the length between the crossings of a level, height − prominence · relHeight, nearest to the peak on either side; between two
// samples the crossing is interpolated. As `peak_widths` of SciPy (scipy.signal), but along the axis when there is one.

import { D_REL_HEIGHT, FLAG_AXIS, flagged, meets, WIDTH } from "./criteria";
import { number } from "./job";
import {
  INDEX,
  LEFT_CROSSING,
  LEFT_X,
  PEAK_HEIGHT,
  PEAK_PROMINENCE,
  PEAK_WIDTH,
  PEAK_X,
  RIGHT_CROSSING,
  RIGHT_X,
  WIDTH_HEIGHT,
} from "./peakrecord";

/** The level of a record whose prominence is known; both crossings are put at the peak, where they stay if it is not above the level. */
export function crossingLevel(record: usize): f64 {
  const level = load<f64>(record, PEAK_HEIGHT) - load<f64>(record, PEAK_PROMINENCE) * number(D_REL_HEIGHT);
  store<f64>(record, level, WIDTH_HEIGHT);
  takeLeft(record, load<f64>(record, INDEX), load<f64>(record, PEAK_X));
  takeRight(record, load<f64>(record, INDEX), load<f64>(record, PEAK_X));
  return level;
}

export function takeLeft(record: usize, place: f64, x: f64): void {
  store<f64>(record, place, LEFT_CROSSING);
  store<f64>(record, x, LEFT_X);
}

export function takeRight(record: usize, place: f64, x: f64): void {
  store<f64>(record, place, RIGHT_CROSSING);
  store<f64>(record, x, RIGHT_X);
}

/** Writes the width between the crossings; whether it lies between its limits. */
export function widthMeets(record: usize): bool {
  const width = flagged(FLAG_AXIS)
    ? load<f64>(record, RIGHT_X) - load<f64>(record, LEFT_X)
    : load<f64>(record, RIGHT_CROSSING) - load<f64>(record, LEFT_CROSSING);
  store<f64>(record, width, PEAK_WIDTH);
  return meets(WIDTH, width, width, load<f64>(record, INDEX));
}
