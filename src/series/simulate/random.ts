/** Seeded random numbers of simulated records. */

export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal (Box and Muller 1958). */
  normal(): number;
  /** Standard normal from a table of 65,536 of them: for noise of single samples, five times faster. */
  noise(): number;
  between(from: number, to: number): number;
  /** Uniform in the logarithm. */
  scale(from: number, to: number): number;
}

/** mulberry32 (T. Ettinger, public domain): equal seeds give equal numbers everywhere. */
export function seeded(seed: number): Random {
  let state = (seed * 0x9e3779b1) >>> 0;
  const bits = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const uniform = (): number => bits() / 2 ** 32;
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    noise: () => {
      const drawn = bits();
      const size = normals()[drawn & 0xffff];
      return drawn & 0x10000 ? size : -size;
    },
    between: (from, to) => from + (to - from) * uniform(),
    scale: (from, to) => from * (to / from) ** uniform(),
  };
}

let table: Float64Array | undefined;

function normals(): Float64Array {
  if (!table) {
    const { normal } = seeded(20_260_101);
    table = Float64Array.from({ length: 0x10000 }, () => normal());
  }
  return table;
}
