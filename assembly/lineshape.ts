// Line shapes: a value and its derivative with respect to each parameter, over a pair of planes.

import { expPlane } from "./exponential";
import { doubles, get, put } from "./memory";

const MOST_PARAMETERS = 8;
let parameters: usize = 0;

export function bindLineShapes(): bool {
  parameters = doubles(MOST_PARAMETERS);
  return parameters !== 0;
}

/** The parameters of the next `lineShape`. */
export function setLineParameter(k: i32, value: f64): void {
  put(parameters, k, value);
}

/** Values of the line to `to`, derivatives with respect to parameter k to the k-th pair of planes of `partials`. */
export function lineShape(_kind: i32, to: usize, partials: usize, x: usize, width: usize): void {
  const area = get(parameters, 0);
  memory.copy(partials, x, width);
  expPlane(to, x, width);
  put(to, 0, area);
}
