/**
 * Peaks in plain JavaScript, as one writes them by hand after SciPy's description, with typed arrays and without waste: the walk for
 * prominences, and beside it the stack of open maxima, which needs no walk.
 */

/**
 * Local maxima; plateaus count by their middle.
 *
 * @param {Float64Array} x
 * @returns {Int32Array}
 */
export function localMaxima(x) {
  const peaks = new Int32Array(x.length >> 1);
  const last = x.length - 1;
  let count = 0;
  for (let i = 1; i < last; i++) {
    if (x[i - 1] < x[i]) {
      let ahead = i + 1;
      while (ahead < last && x[ahead] === x[i]) ahead++;
      if (x[ahead] < x[i]) {
        peaks[count++] = (i + ahead - 1) >> 1;
        i = ahead;
      }
    }
  }
  return peaks.slice(0, count);
}

/** @param {Int32Array} indices @param {Float64Array} values @param {(value: number, k: number) => boolean} keep */
function select(indices, values, keep) {
  const places = new Int32Array(indices.length);
  const kept = new Float64Array(indices.length);
  let count = 0;
  for (let k = 0; k < indices.length; k++) {
    if (!keep(values[k], k)) continue;
    places[count] = indices[k];
    kept[count++] = values[k];
  }
  return { indices: places.slice(0, count), prominences: kept.slice(0, count) };
}

/**
 * Peaks of at least a prominence; each walks to both sides until something higher comes.
 *
 * @param {Float64Array} x
 * @param {number} least
 */
export function prominentByWalk(x, least) {
  const peaks = localMaxima(x);
  const prominences = new Float64Array(peaks.length);
  for (let k = 0; k < peaks.length; k++) {
    const height = x[peaks[k]];
    let left = height;
    for (let i = peaks[k]; i >= 0 && x[i] <= height; i--) if (x[i] < left) left = x[i];
    let right = height;
    for (let i = peaks[k]; i < x.length && x[i] <= height; i++) if (x[i] < right) right = x[i];
    prominences[k] = height - (left > right ? left : right);
  }
  return select(peaks, prominences, (value) => value >= least);
}

/**
 * The same with the stack of maxima that nothing higher has followed.
 *
 * @param {Float64Array} x
 * @param {number} least
 */
export function prominentByStack(x, least) {
  const peaks = localMaxima(x);
  const count = peaks.length;
  const prominences = new Float64Array(count);
  const left = new Float64Array(count);
  const right = new Float64Array(count);
  const stack = new Int32Array(count);
  let depth = 0;
  let from = 0;
  const close = () => {
    const k = stack[--depth];
    prominences[k] = x[peaks[k]] - Math.max(left[k], right[k]);
    if (depth > 0 && right[k] < right[stack[depth - 1]]) right[stack[depth - 1]] = right[k];
  };
  for (let k = 0; k < count; k++) {
    const height = x[peaks[k]];
    let low = height;
    for (let i = from; i < peaks[k]; i++) if (x[i] < low) low = x[i];
    if (depth > 0 && low < right[stack[depth - 1]]) right[stack[depth - 1]] = low;
    while (depth > 0 && x[peaks[stack[depth - 1]]] < height) {
      low = Math.min(low, left[stack[depth - 1]]);
      close();
    }
    if (depth > 0 && x[peaks[stack[depth - 1]]] === height) low = Math.min(low, left[stack[depth - 1]]);
    left[k] = low;
    right[k] = height;
    stack[depth++] = k;
    from = peaks[k];
  }
  let low = Infinity;
  for (let i = from; i < x.length; i++) if (x[i] < low) low = x[i];
  if (depth > 0 && low < right[stack[depth - 1]]) right[stack[depth - 1]] = low;
  while (depth > 0) close();
  return select(peaks, prominences, (value) => value >= least);
}

/**
 * Peaks at least so many samples from each other: the highest first, of equal ones the later.
 *
 * @param {Float64Array} x
 * @param {number} distance
 */
export function distantPeaks(x, distance) {
  const peaks = localMaxima(x);
  const order = Uint32Array.from(peaks, (_, k) => k).sort((a, b) => x[peaks[a]] - x[peaks[b]] || a - b);
  const kept = new Uint8Array(peaks.length).fill(1);
  for (let rank = order.length - 1; rank >= 0; rank--) {
    const k = order[rank];
    if (!kept[k]) continue;
    for (let j = k - 1; j >= 0 && peaks[k] - peaks[j] < distance; j--) kept[j] = 0;
    for (let j = k + 1; j < peaks.length && peaks[j] - peaks[k] < distance; j++) kept[j] = 0;
  }
  return select(peaks, new Float64Array(peaks.length), (_, k) => kept[k] === 1);
}
