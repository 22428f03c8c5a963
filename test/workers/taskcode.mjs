/** A job or a result of `task.mjs` as bytes. */
export function encode(value) {
  return new TextEncoder().encode(JSON.stringify(value)).buffer;
}

export function decode(bytes) {
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Whether attempt number `attempt` at job `index` kills its worker: the same answer in every thread. */
export function diesAt(seed, index, attempt, rate) {
  let hash = (seed ^ Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(attempt + 1, 0x85ebca6b)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < rate;
}
