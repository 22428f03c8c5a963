/** The part of benchmark 2.1.4 that `suite.js` uses; the package ships no types. */
declare module "benchmark" {
  interface Stats {
    /** Seconds per call. */
    readonly mean: number;
    /** Relative margin of error of the mean, percent. */
    readonly rme: number;
    /** Seconds per call, one entry per sample. */
    readonly sample: readonly number[];
  }

  class Benchmark {
    constructor(name: string, fn: () => void, options?: Benchmark.Options);
    readonly name: string;
    readonly hz: number;
    readonly stats: Stats;
    readonly error?: unknown;
  }

  namespace Benchmark {
    interface Options {
      /** Least number of samples. */
      readonly minSamples?: number;
      /** Seconds that one benchmark may take. */
      readonly maxTime?: number;
      readonly async?: boolean;
    }

    class Suite {
      add(name: string, fn: () => void, options?: Options): this;
      on(
        event: "cycle" | "complete" | "error",
        listener: (event: { readonly target: Benchmark }) => void,
      ): this;
      run(options?: Options): this;
    }
  }

  export default Benchmark;
}
