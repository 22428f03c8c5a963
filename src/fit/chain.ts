import { decodeResult, encodeJob, Mode, resultStride, type SolvedSpectrum } from "../kernel/job.ts";
import type { Engine, RunOptions, Task } from "../workers/engine.ts";
import type { Preparation } from "./batch.ts";

/** The own fits of a series. */
export interface Chain {
  readonly solved: readonly SolvedSpectrum[];
  /** Per spectrum how it was reached, as `assembly/chain.ts` counts. */
  readonly routes: readonly number[];
}

/** Anchors of a short series: all of its spectra; of a long one every 25th. */
const LEAST_ANCHORS = 12;
const SPECTRA_PER_ANCHOR = 25;

const PASS_CHAIN = 0;

export type SeriesRun = Pick<RunOptions<unknown>, "signal" | "workers">;

/** Fits every spectrum from its neighbours, in one call of the kernel. */
export async function solveChain(
  engine: Engine,
  { program, plan, jobOptions, sound }: Preparation,
  run: SeriesRun,
): Promise<Chain> {
  const count = sound.length;
  if (count === 0) return { solved: [], routes: [] };
  const width = plan.variables.length;
  const anchors = Math.max(LEAST_ANCHORS, Math.ceil(count / SPECTRA_PER_ANCHOR));
  const every = Math.max(1, Math.floor(count / anchors));
  const bytes = await runOnce(engine, run, () =>
    encodeJob(program, plan.compositions, plan.variables, sound, plan.start, {
      ...jobOptions,
      mode: Mode.Series,
      extension: {
        input: Float64Array.of(PASS_CHAIN, every),
        results: count * (resultStride(width) + 1),
      },
    }),
  );
  return {
    solved: sound.map((_, i) => decodeResult(bytes, i, width)),
    routes: Array.from(new Float64Array(bytes, count * resultStride(width) * 8, count)),
  };
}

/** Runs one job: a series cannot be cut. */
export async function runOnce(
  engine: Engine,
  run: SeriesRun,
  encode: () => ArrayBuffer,
): Promise<ArrayBuffer> {
  const task: Task<ArrayBuffer> = {
    total: 1,
    places: [0],
    faulty: [],
    mostPerJob: 1,
    perWorker: Infinity,
    encode,
    decode: (results) => [results],
    lost: (_from, _to, error) => {
      throw error;
    },
  };
  const [bytes] = await engine.run(task, run);
  return bytes;
}
