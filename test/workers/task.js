/**
 * A job for `task.mjs`, or its result, as bytes.
 *
 * @param {Record<string, unknown>} value
 * @returns {ArrayBuffer}
 */
export function encode(value) {
  return new TextEncoder().encode(JSON.stringify(value)).buffer;
}

/**
 * @param {ArrayBuffer} bytes
 * @returns {Record<string, any>}
 */
export function decode(bytes) {
  return JSON.parse(new TextDecoder().decode(bytes));
}

/**
 * Whether attempt number `attempt` (from 0) at job `index` kills its worker: the same answer in every thread.
 *
 * @param {number} seed
 * @param {number} index
 * @param {number} attempt
 * @param {number} rate
 */
export function diesAt(seed, index, attempt, rate) {
  let hash = (seed ^ Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(attempt + 1, 0x85ebca6b)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < rate;
}
