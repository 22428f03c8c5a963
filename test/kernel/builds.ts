import type { KernelBuild, KernelModule } from "../../src/kernel/build.ts";
import { Kernel } from "../../src/kernel/kernel.ts";

/** Every build of the one kernel source; what a test states holds in each. */
export const builds: readonly KernelBuild[] = ["simd", "scalar", "js", "debug"];

const kernels = new Map<string, Promise<Kernel>>();

/** A module of a build, loaded once per test file. */
export function kernelOf(build: KernelBuild, of: KernelModule = "kernel"): Promise<Kernel> {
  const key = `${of}.${build}`;
  let kernel = kernels.get(key);
  if (!kernel) {
    kernel = Kernel.load(build, of);
    kernels.set(key, kernel);
  }
  return kernel;
}
