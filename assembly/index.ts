export function test(p: usize, n: usize): void {
  for (let o: usize = 0; o < n; o += LANE_BYTES) {
    const a: Vec = vload(p + o);
    vstore(p + o, vadd(a, a));
  }
}
