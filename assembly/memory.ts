// The arena: one bump pointer over linear memory. A job is copied in at the base, its workspace follows, and the next
// job starts again at the base: nothing is ever freed one by one.

let top: usize = 0;

/** Everything allocated after this is forgotten. */
export function rewind(): void {
  top = (__heap_base + 63) & ~63;
}

/** Forgets what was allocated from this address on. */
export function release(to: usize): void {
  top = to;
}

/** `bytes` of memory on a 64-byte boundary, not cleared; 0 when the engine gives no more. */
export function allocate(bytes: usize): usize {
  const at = top;
  const end = (at + bytes + 63) & ~63;
  if (end < at) return 0;
  const pages = <i32>((end + 0xffff) >>> 16);
  const have = memory.size();
  if (pages > have && memory.grow(pages - have) < 0) return 0;
  top = end;
  return at;
}

/** `count` doubles. */
export function doubles(count: i32): usize {
  return allocate((<usize>count) << 3);
}

export function get(p: usize, i: i32): f64 {
  return load<f64>(p + ((<usize>i) << 3));
}

export function put(p: usize, i: i32, value: f64): void {
  store<f64>(p + ((<usize>i) << 3), value);
}
