import type { Spectrum } from "../impedance/spectrum.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { Circuit } from "../program/circuit.ts";
import { circuitOf } from "../program/syntax.ts";
import { type Engine, openEngine } from "../workers/engine.ts";
import { prepareBatch } from "./batch.ts";
import type { BatchOptions, FitOptions } from "./options.ts";
import { OptionError } from "./plan.ts";
import { type FitResult, StopReason } from "./result.ts";

/** Fits with one engine that stays open. Close it when done. */
export interface Fitter {
  readonly kernel: KernelBuild;
  /** The kernel and its workers, for other analyses. */
  readonly engine: Engine;
  /** Fits one spectrum in the calling thread. @throws OptionError for data that cannot be fitted. */
  fit(circuit: string | Circuit, spectrum: Spectrum, options?: FitOptions): Promise<FitResult>;
  /** Fits many spectra; results in the order of the spectra. One that cannot be fitted has a failed result that says why. */
  fitMany(
    circuit: string | Circuit,
    spectra: readonly Spectrum[],
    options?: BatchOptions,
  ): Promise<FitResult[]>;
  /** The same, each result as soon as it is there: `[index, result]`. */
  stream(
    circuit: string | Circuit,
    spectra: readonly Spectrum[],
    options?: BatchOptions,
  ): AsyncGenerator<[index: number, result: FitResult], void, undefined>;
  /** Ends the workers; no handle stays open. Batches under way reject with a PoolError, which their callers must expect. */
  close(): Promise<void>;
}

/**
 * Opens a fitter: loads a build of the kernel once.
 * @throws Error when the named build cannot be loaded.
 */
export async function openFitter(options: { kernel?: KernelBuild } = {}): Promise<Fitter> {
  return fitterOf(await openEngine(options));
}

/** A fitter that works with this engine; closing the one closes the other. */
export function fitterOf(engine: Engine): Fitter {
  let closed = false;
  const fitMany: Fitter["fitMany"] = async (circuit, spectra, options = {}) => {
    if (closed) throw new Error("fitter: it was closed; open another one");
    options.signal?.throwIfAborted();
    return engine.run(
      prepareBatch(circuitOf(circuit, options.elements), spectra, options, engine.build),
      options,
    );
  };
  return {
    kernel: engine.build,
    engine,
    fit: async (circuit, spectrum, fitOptions) => {
      const [result] = await fitMany(circuit, [spectrum], { ...fitOptions, workers: 0 });
      if (result.reason === StopReason.InvalidData) throw new OptionError(result.message);
      return result;
    },
    fitMany,
    stream: (circuit, spectra, batchOptions) => streamOf(fitMany, circuit, spectra, batchOptions ?? {}),
    close: () => {
      closed = true;
      return engine.close();
    },
  };
}

async function* streamOf(
  fitMany: Fitter["fitMany"],
  circuit: string | Circuit,
  spectra: readonly Spectrum[],
  options: BatchOptions,
): AsyncGenerator<[number, FitResult], void, undefined> {
  const ready: [number, FitResult][] = [];
  let wake: () => void = () => {};
  let ended = false;
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const running = fitMany(circuit, spectra, {
    ...options,
    signal,
    onResult: (result, index) => {
      options.onResult?.(result, index);
      ready.push([index, result]);
      wake();
    },
  }).finally(() => {
    ended = true;
    wake();
  });
  running.catch(() => {}); // awaited below, unless the consumer leaves
  try {
    while (true) {
      while (ready.length > 0) yield ready.shift()!;
      if (ended) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (ready.length > 0 || ended) resolve();
      });
    }
    await running;
  } finally {
    stop.abort(new Error("stream: its consumer left"));
  }
}
