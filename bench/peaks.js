/**
 * Peaks of a series of 10⁷ samples: the builds of the kernel, plain JavaScript, native C++ of the shared folder, and SciPy, in turns of the
 * same minutes; the answers must be the same to the last bit.
 *
 * @import { Requirement } from "./requirement.js"
 * @import { Report, Settings } from "./section.js"
 */
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { findPeaks } from "../dist/index.js";
import { builds } from "./build.js";
import { alignedTable, median, pairedRatio } from "./clock.js";
import { sharedFolder } from "./jobs.js";
import { distantPeaks, prominentByStack, prominentByWalk } from "./plainpeaks.js";
import { normal, permutation, uniform } from "./random.js";
import { unmeasured } from "./requirement.js";

/** What is asked: names of the rows, our options, SciPy's. */
const queries = /** @type {const} */ ([
  { name: "prominence ≥ 1", options: { prominence: 1 }, scipy: "prominence=1.0" },
  { name: "distance 50", options: { distance: 50 }, scipy: "distance=50" },
  { name: "height ≥ 1", options: { height: 1 }, scipy: "height=1.0" },
  {
    name: "height, prominence, width",
    options: { height: 1, prominence: 1, width: 5 },
    scipy: "height=1.0,prominence=1.0,width=5",
  },
  { name: "prominence, wlen 501", options: { prominence: 1, wlen: 501 }, scipy: "prominence=1.0,wlen=501" },
]);

/** @typedef {typeof queries[number]["name"]} Query */

/**
 * One contender: asked a query it returns seconds and an answer to compare.
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {(query: number) => Promise<{ seconds: number, indices: Int32Array, prominences?: Float64Array } | undefined>} ask
 *   undefined for a query that it does not know
 */

/**
 * Peaks of random height and width on a slow drift under noise, as `make_jobs.py` of the shared folder makes them.
 *
 * @param {number} count
 * @param {number} seed
 */
export function simulateTrace(count, seed) {
  const random = uniform(seed);
  const noise = normal(random);
  const x = new Float64Array(count);
  for (let k = 0; k < count / 500; k++) {
    const centre = 200 + random() * (count - 400);
    const width = 8 + 32 * random();
    const height = 1 - 3 * Math.log(1 - random());
    const from = Math.max(0, Math.floor(centre - 6 * width));
    const to = Math.min(count, Math.floor(centre + 6 * width) + 1);
    for (let i = from; i < to; i++) x[i] += height * Math.exp(-0.5 * ((i - centre) / width) ** 2);
  }
  for (let i = 0; i < count; i++) x[i] += 0.5 * Math.sin((2 * Math.PI * i) / 2.5e6) + 0.15 * noise();
  return x;
}

/** @param {Float64Array} x @param {typeof builds[number]} kernel @returns {Contender} */
const kernelContender = (x, kernel) => ({
  name: `kernel ${kernel}`,
  ask: async (query) => {
    const started = performance.now();
    const { indices, prominences } = await findPeaks(x, { ...queries[query].options, kernel });
    return { seconds: (performance.now() - started) / 1000, indices, prominences };
  },
});

/** @param {Float64Array} x @returns {Contender[]} */
function plainContenders(x) {
  /** @param {() => { indices: Int32Array, prominences: Float64Array }} work */
  const timed = async (work) => {
    const started = performance.now();
    const answer = work();
    return { seconds: (performance.now() - started) / 1000, ...answer };
  };
  return [
    {
      name: "plain JavaScript",
      ask: async (query) => {
        if (query === 0) return timed(() => prominentByWalk(x, 1));
        if (query !== 1) return undefined;
        const { seconds, indices } = await timed(() => distantPeaks(x, 50));
        return { seconds, indices };
      },
    },
    {
      name: "plain JavaScript, stack",
      ask: async (query) => (query === 0 ? timed(() => prominentByStack(x, 1)) : undefined),
    },
  ];
}

/** Answers the first two queries over and over: seconds, and the peaks into a file. */
const nativeMain = `
#define main everything
#include SOURCE
#undef main
int main(int c,char**v){
  FILE*f=fopen(v[1],"rb");fseek(f,0,SEEK_END);int n=ftell(f)/8;rewind(f);VD x(n);if(fread(x.data(),8,n,f)!=(size_t)n)return 1;fclose(f);
  int query;
  while(scanf("%d",&query)==1){
    VI pk;VD pr;VI lb,rb;double t=now();
    localmax_fast(x.data(),n,pk,-1e300);
    if(query==0){prom_stack(x.data(),n,pk,pr,&lb,&rb);size_t k=0;for(size_t i=0;i<pk.size();i++)if(pr[i]>=1){pk[k]=pk[i];pr[k]=pr[i];lb[k]=lb[i];rb[k++]=rb[i];}pk.resize(k);pr.resize(k);lb.resize(k);rb.resize(k);}
    else distsel(x.data(),pk,50);
    t=now()-t;
    f=fopen(v[2],"wb");fwrite(pk.data(),4,pk.size(),f);fclose(f);
    f=fopen(v[3],"wb");fwrite(pr.data(),8,query==0?pr.size():0,f);fclose(f);
    printf("%.9f\\n",t);fflush(stdout);
  }
}
`;

const python = `
import sys, time
import numpy as np
from scipy import __version__
from scipy.signal import find_peaks
x = np.fromfile(sys.argv[1])
print(__version__, flush=True)
for line in sys.stdin:
    options = eval("dict(" + line + ")")
    started = time.perf_counter()
    peaks, properties = find_peaks(x, **options)
    seconds = time.perf_counter() - started
    peaks.astype("<i4").tofile(sys.argv[2])
    properties.get("prominences", np.empty(0)).astype("<f8").tofile(sys.argv[3])
    print(seconds, flush=True)
`;

/**
 * A program that answers line by line with seconds, and leaves its peaks in two files.
 *
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} folder
 */
function openProgram(name, command, args, folder) {
  const files = [join(folder, `${name}.i32`), join(folder, `${name}.f64`)];
  const child = spawn(command, [...args, ...files], { stdio: ["pipe", "pipe", "ignore"] });
  const failed = new Promise((resolve) => child.once("error", () => resolve(undefined)));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () =>
    /** @type {string | undefined} */ ((await Promise.race([answers.next(), failed]))?.value);
  return {
    next,
    /** @param {string} line */
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      const seconds = Number(await next());
      const [indices, prominences] = files.map((file) => {
        const bytes = readFileSync(file);
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
      });
      return { seconds, indices: new Int32Array(indices), prominences: new Float64Array(prominences) };
    },
    close: () => child.stdin.end(),
  };
}

/** @param {string} folder @param {string} trace */
async function openNative(folder, trace) {
  const source = join(sharedFolder(), "jobs", "peaks_native.cpp");
  if (!existsSync(source)) return { skipped: "skipped: no shared folder with jobs/peaks_native.cpp" };
  const main = join(folder, "main.cpp");
  writeFileSync(main, nativeMain.replace("SOURCE", JSON.stringify(source)));
  const program = join(folder, "native");
  try {
    await promisify(execFile)("g++", ["-w", "-std=c++17", "-Ofast", "-march=native", "-o", program, main]);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT")
      return { skipped: "skipped: g++ is not installed" };
    throw error;
  }
  return { program: openProgram("native", program, [trace], folder) };
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
function same(a, b) {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchPeaks({ rounds, warmup, seed, quick }) {
  const count = quick ? 2_000_000 : 10_000_000;
  const x = simulateTrace(count, 20261122);
  const folder = mkdtempSync(join(tmpdir(), "interphase-peaks-"));
  const trace = join(folder, "trace.f64");
  writeFileSync(trace, new Uint8Array(x.buffer));
  /** @type {Contender[]} */
  const contenders = [...builds.map((build) => kernelContender(x, build)), ...plainContenders(x)];
  const native = await openNative(folder, trace);
  if (native.program) {
    const { ask } = native.program;
    contenders.push({
      name: "native C++",
      ask: async (query) => (query < 2 ? ask(String(query)) : undefined),
    });
  }
  const scipy = openProgram("scipy", "python3", ["-c", python, trace], folder);
  const version = await scipy.next();
  if (version !== undefined) {
    contenders.push({ name: `SciPy ${version}`, ask: (query) => scipy.ask(queries[query].scipy) });
  }
  try {
    const times = await takeQueries(contenders, Math.min(rounds, quick ? 5 : 9), Math.min(warmup, 1), seed);
    return report(times, count, {
      native: native.skipped,
      scipy: version === undefined ? "skipped: no python3 with SciPy" : undefined,
    });
  } finally {
    native.program?.close();
    scipy.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Every query to every contender in every round, in a new order each time; answers are compared with those of the first.
 *
 * @typedef {{ name: string, seconds: number[][], same: boolean[], found: number[] }} Times per query, then per round
 * @param {readonly Contender[]} contenders
 * @param {number} rounds
 * @param {number} warmup
 * @param {number} seed
 */
async function takeQueries(contenders, rounds, warmup, seed) {
  const random = uniform(seed);
  /** @type {Times[]} */
  const times = contenders.map(({ name }) => ({
    name,
    seconds: queries.map(() => []),
    same: queries.map(() => true),
    found: queries.map(() => 0),
  }));
  for (let query = 0; query < queries.length; query++) {
    const first = await contenders[0].ask(query);
    if (!first) throw new Error("peaks: the kernel answers every query");
    for (let round = -warmup; round < rounds; round++) {
      for (const k of permutation(contenders.length, random)) {
        const answer = await contenders[k].ask(query);
        if (!answer) continue;
        if (round >= 0) times[k].seconds[query].push(answer.seconds);
        times[k].found[query] = answer.indices.length;
        times[k].same[query] &&=
          same(answer.indices, first.indices) &&
          (!answer.prominences?.length || same(answer.prominences, first.prominences ?? []));
      }
    }
  }
  return times;
}

/**
 * @param {readonly Times[]} times
 * @param {number} count
 * @param {{ native?: string, scipy?: string }} skipped
 * @returns {Report}
 */
function report(times, count, skipped) {
  /** @param {string} name */
  const find = (name) => times.find((one) => one.name.startsWith(name));
  /** @param {number[]} seconds */
  const ns = (seconds) => (seconds.length > 0 ? ((median(seconds) / count) * 1e9).toFixed(1) : "–");
  const lines = [
    `peaks: ns per sample, ${count} samples, medians of ${times[0].seconds[0].length} rounds`,
    "",
    alignedTable(
      ["", ...queries.map(({ name }) => name)],
      [
        ...times.map(({ name, seconds }) => [name, ...seconds.map(ns)]),
        ["peaks found", ...times[0].found.map(String)],
      ],
    ),
    "",
    times.every((one) => one.same.every(Boolean))
      ? "Indices and prominences of all are the same to the last bit."
      : `Other peaks than ${times[0].name}: ${times
          .filter((one) => !one.same.every(Boolean))
          .map(
            ({ name, same: equal }) => `${name} (${queries.filter((_, q) => !equal[q]).map((q) => q.name)})`,
          )
          .join(", ")}`,
    ...Object.values(skipped).filter((reason) => reason !== undefined),
  ];
  /** @type {Requirement[]} */
  const requirements = [];
  /**
   * How many times longer another takes than a build.
   *
   * @param {string} what @param {string} must @param {number} query @param {string} other
   * @param {readonly string[]} ours @param {(ratio: number) => boolean} passes @param {string | undefined} skip
   */
  const compare = (what, must, query, other, ours, passes, skip) => {
    const anchor = find(other);
    if (!anchor) {
      requirements.push(unmeasured(what, must, skip ?? "skipped"));
      return;
    }
    const ratios = ours.map((name) => {
      const one = /** @type {Times} */ (find(name));
      return pairedRatio(anchor.seconds[query], one.seconds[query]);
    });
    const equal = anchor.same[query] && ours.every((name) => find(name)?.same[query]);
    requirements.push({
      what,
      must,
      measured: `${ours.map((name, k) => `${name.replace("kernel ", "")} ${ratios[k].toFixed(1)}×`).join(", ")}${equal ? "" : "; other peaks"}`,
      pass: equal && ratios.every(passes),
      anchors: anchor.name,
    });
  };
  const both = ["kernel simd", "kernel scalar"];
  const prominent = `peaks of ${count} samples, prominence ≥ 1`;
  compare(
    `${prominent}: faster than SciPy`,
    "≥ 6×",
    0,
    "SciPy",
    ["kernel simd"],
    (r) => r >= 6,
    skipped.scipy,
  );
  compare(
    `${prominent}: beside native C++`,
    "≥ 0.67×",
    0,
    "native",
    ["kernel simd"],
    (r) => r >= 1 / 1.5,
    skipped.native,
  );
  compare(
    `${prominent}: than a loop in JavaScript`,
    "≥ 3×",
    0,
    "plain JavaScript",
    both,
    (r) => r >= 3,
    undefined,
  );
  compare(
    `${prominent}: than the build in JavaScript`,
    "≥ 3×",
    0,
    "kernel js",
    both,
    (r) => r >= 3,
    undefined,
  );
  compare(
    `peaks of ${count} samples, distance 50: faster than SciPy`,
    "≥ 4×",
    1,
    "SciPy",
    ["kernel simd"],
    (r) => r >= 4,
    skipped.scipy,
  );
  return { text: lines.join("\n"), json: { count, times, skipped }, requirements };
}
