/** The program and what it knows, as one JSON document: the output of `info --json`. */

export interface InfoDocument {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  /** The build of the kernel that is used here, and why. */
  readonly kernel: { readonly build: string; readonly why: string };
  readonly kernels: readonly {
    readonly build: string;
    /** What it does: "kernel" fits circuits, "curves" formulas and lines, "series" works on long series. */
    readonly module: string;
    readonly bytes: number | null;
    readonly gzipBytes: number | null;
  }[];
  readonly cores: number;
  readonly workers: number;
  readonly readers: readonly string[];
  /** Formats of cyclers' files. */
  readonly seriesReaders: readonly string[];
  readonly syntaxes: readonly { readonly name: string; readonly example: string }[];
  readonly elements: readonly {
    readonly type: string;
    readonly name: string;
    readonly formula: string;
    readonly source: string;
    readonly parameters: readonly {
      readonly symbol: string;
      readonly unit: string;
      readonly lower: number;
      /** Null where there is no limit. */
      readonly upper: number | null;
      /** The value that it has unless it is freed. */
      readonly fixed: number | null;
    }[];
  }[];
}
