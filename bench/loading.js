/**
 * What a page or a script waits for before its first fit, once, in a process of its own: `node bench/loading.js BUILD` prints
 * milliseconds as JSON. Loading the package's modules comes before and is not counted.
 */
import { performance } from "node:perf_hooks";
import { compileKernel, Kernel } from "../dist/index.js";

const build = /** @type {import("../dist/index.js").KernelBuild} */ (process.argv[2]);
const started = performance.now();
const compiled = await compileKernel(build);
const ready = performance.now();
const kernel = await Kernel.instantiate(compiled);
const instantiated = performance.now();
if (kernel.build !== build) throw new Error(`loading: asked for ${build}, got ${kernel.build}`);
console.log(JSON.stringify({ compile: ready - started, instantiate: instantiated - ready }));
