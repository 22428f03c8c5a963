import { readBytes } from "#bytes";
import { type KernelBuild, type KernelModule, kernelBuilds } from "./build.ts";

/** A build that was fetched and compiled once; it can be posted to workers as it is. */
export interface CompiledKernel {
  readonly build: KernelBuild;
  /** Default "kernel", which fits circuits. */
  readonly of?: KernelModule;
  /** Absent for the "js" build, which each worker imports. */
  readonly module?: WebAssembly.Module;
}

/** What every build exports: `assembly/index.ts`. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  openJob(bytes: number): number;
  run(job: number): number;
}

/** A function that returns a v128: valid only where SIMD is. */
const simdProbe = Uint8Array.from(
  "0061736d010000000105016000017b030201000a0a0108004100fd0ffd620b".match(/../g)!,
  (hex) => Number.parseInt(hex, 16),
);

/** Whether this engine may compile WebAssembly at all: a content security policy can forbid it. */
function hasWebAssembly(): boolean {
  return typeof WebAssembly === "object" && typeof WebAssembly.validate === "function";
}

/** The fastest build that this engine should be able to run. */
export function preferredBuild(): KernelBuild {
  if (!hasWebAssembly()) return "js";
  return WebAssembly.validate(simdProbe) ? "simd" : "scalar";
}

/**
 * Fetches and compiles a build. Without a name: the fastest that works here, down to JavaScript where WebAssembly is
 * forbidden. A build that is asked for by name is used or fails.
 * @throws Error when the named build cannot be loaded.
 */
export async function compileKernel(
  build?: KernelBuild,
  of: KernelModule = "kernel",
): Promise<CompiledKernel> {
  if (build !== undefined) {
    if (!kernelBuilds.includes(build)) {
      throw new Error(`kernel: "${build}" is not a build; the builds are ${kernelBuilds.join(", ")}`);
    }
    return compileBuild(build, of);
  }
  const preferred = preferredBuild();
  if (preferred === "js") return { build: "js", of };
  try {
    return await compileBuild(preferred, of);
  } catch (error) {
    // Only a refusal to compile means that the JavaScript build is the answer; a file that is not there would be missing for it too
    if (error instanceof WebAssembly.CompileError) return { build: "js", of };
    throw error;
  }
}

const compiled = new Map<string, Promise<CompiledKernel>>();

/** Each build is fetched and compiled once; a failure may be tried again. */
function compileBuild(build: KernelBuild, of: KernelModule): Promise<CompiledKernel> {
  const key = `${of}.${build}`;
  let pending = compiled.get(key);
  if (!pending) {
    pending = fetchAndCompile(build, of);
    compiled.set(key, pending);
    pending.catch(() => compiled.delete(key));
  }
  return pending;
}

async function fetchAndCompile(build: KernelBuild, of: KernelModule): Promise<CompiledKernel> {
  if (build === "js") return { build, of };
  if (!hasWebAssembly()) throw new Error(`kernel: build "${build}" needs WebAssembly; use build "js"`);
  return { build, of, module: await WebAssembly.compile(await readBytes(urlOf(build, of))) };
}

/**
 * Where the file of each module lies. Bundlers recognise `new URL("literal", import.meta.url)` only; the paths are the same from
 * src/kernel and from dist/kernel.
 */
const shipped: Readonly<Record<"simd" | "scalar", Readonly<Record<KernelModule, () => URL>>>> = {
  simd: {
    kernel: () => new URL("../../build/kernel.simd.wasm", import.meta.url),
    curves: () => new URL("../../build/curves.simd.wasm", import.meta.url),
    series: () => new URL("../../build/series.simd.wasm", import.meta.url),
  },
  scalar: {
    kernel: () => new URL("../../build/kernel.scalar.wasm", import.meta.url),
    curves: () => new URL("../../build/curves.scalar.wasm", import.meta.url),
    series: () => new URL("../../build/series.scalar.wasm", import.meta.url),
  },
};

function urlOf(build: KernelBuild, of: KernelModule): URL {
  if (build === "simd" || build === "scalar") return shipped[build][of]();
  const base = import.meta.url;
  return new URL(`../../build/${of}.${build}.wasm`, base);
}

/** The JavaScript build of each module, loaded where it is needed. */
const translated: Readonly<Record<KernelModule, () => Promise<{ instantiate(): Exports }>>> = {
  kernel: () => import("../../build/kernel.js"),
  curves: () => import("../../build/curves.js"),
  series: () => import("../../build/series.js"),
};

const messages: Readonly<Record<number, string>> = {
  1: 'kernel: the job is none of this module and version; circuits are for the module "kernel", formulas and lines for "curves", long series for "series"',
  2: "kernel: the job does not fit into 1 GiB of memory; use smaller chunks",
};

/** A job that is worked on in several calls. */
export interface Session {
  /**
   * Sets the first words of the job that belong to its mode, works on it, and returns those words.
   * @throws Error when it does not fit into memory, or the kernel has got another job since.
   */
  run(words: readonly number[]): Int32Array;
  /** The kernel's own memory: valid until the next call. */
  doubles(address: number, count: number): Float64Array;
}

/** First word of a job that belongs to its mode, and the double that holds the number of its session. */
const OPTION_WORD = 3;
const SESSION_DOUBLE = 31;
let sessions = 0;

/** One instance of a module of a build with its own memory. Not re-entrant; one per thread. */
export class Kernel {
  readonly build: KernelBuild;
  private readonly exports: Exports;

  private constructor(build: KernelBuild, exports: Exports) {
    this.build = build;
    this.exports = exports;
  }

  static async instantiate(compiled: CompiledKernel): Promise<Kernel> {
    if (!compiled.module) {
      const { instantiate } = await translated[compiled.of ?? "kernel"]();
      return new Kernel(compiled.build, instantiate());
    }
    const abort = (): never => {
      throw new Error("kernel: aborted");
    };
    const instance = await WebAssembly.instantiate(compiled.module, { env: { abort } });
    return new Kernel(compiled.build, instance.exports as unknown as Exports);
  }

  /** Fetches, compiles and instantiates in one step. */
  static async load(build?: KernelBuild, of?: KernelModule): Promise<Kernel> {
    return Kernel.instantiate(await compileKernel(build, of));
  }

  /**
   * Works on an encoded job block (`job.ts`) in one call and returns its results section.
   * @throws Error when the block is malformed or too large.
   */
  run(job: ArrayBuffer): ArrayBuffer {
    return this.work(job, 0, (results) => results.byteLength);
  }

  /**
   * The same for a job that finds out itself how long its results are: they have `room` bytes more than the block, and `used` tells
   * from them how many bytes of the section are to be returned.
   */
  runInto(job: ArrayBuffer, room: number, used: (results: DataView) => number): ArrayBuffer {
    return this.work(job, room, used);
  }

  private work(job: ArrayBuffer, room: number, used: (results: DataView) => number): ArrayBuffer {
    const at = this.exports.openJob(job.byteLength + room);
    if (at === 0) throw new Error(messages[2]);
    new Uint8Array(this.exports.memory.buffer, at, job.byteLength).set(new Uint8Array(job));
    const status = this.exports.run(at);
    if (status !== 0) throw new Error(messages[status] ?? `kernel: unknown status ${status}`);
    const { buffer } = this.exports.memory;
    const results = at + new Int32Array(job, 0, 32)[31];
    const bytes = used(new DataView(buffer, results, at + job.byteLength + room - results));
    return buffer.slice(results, results + bytes);
  }

  /**
   * Works on a block that is written and read where it stands, for jobs that are over in the time that copies take. What
   * `take` returns must not refer to the buffer.
   * @throws Error when the block is malformed or too large.
   */
  runInPlace<T>(
    bytes: number,
    fill: (buffer: ArrayBuffer, at: number) => void,
    take: (buffer: ArrayBuffer, at: number) => T,
  ): T {
    const at = this.exports.openJob(bytes);
    if (at === 0) throw new Error(messages[2]);
    fill(this.exports.memory.buffer, at);
    const status = this.exports.run(at);
    if (status !== 0) throw new Error(messages[status] ?? `kernel: unknown status ${status}`);
    return take(this.exports.memory.buffer, at);
  }

  /**
   * Opens a job that stays in the kernel's memory and is worked on in several calls. It ends when the kernel gets another job.
   * @throws Error when it does not fit into memory.
   */
  open(job: ArrayBuffer): Session {
    const at = this.exports.openJob(job.byteLength);
    if (at === 0) throw new Error(messages[2]);
    const number = ++sessions;
    new Float64Array(job)[SESSION_DOUBLE] = number;
    new Uint8Array(this.exports.memory.buffer, at, job.byteLength).set(new Uint8Array(job));
    const doubles = (address: number, count: number): Float64Array =>
      new Float64Array(this.exports.memory.buffer, address, count);
    return {
      doubles,
      run: (words) => {
        if (doubles(at, SESSION_DOUBLE + 1)[SESSION_DOUBLE] !== number) {
          throw new Error("kernel: another job has taken the place of this session");
        }
        new Int32Array(this.exports.memory.buffer, at, 32).set(words, OPTION_WORD);
        const status = this.exports.run(at);
        if (status !== 0) throw new Error(messages[status] ?? `kernel: unknown status ${status}`);
        return new Int32Array(this.exports.memory.buffer, at, 32).subarray(OPTION_WORD);
      },
    };
  }
}
