import type { KernelBuild } from "../../src/kernel/build.ts";
import { Kernel } from "../../src/kernel/kernel.ts";

/** Every build of the one kernel source; what a test states holds in each. */
export const builds: readonly KernelBuild[] = ["simd", "scalar", "js", "debug"];

const kernels = new Map<KernelBuild, Promise<Kernel>>();

/** A build, loaded once per test file. */
export function kernelOf(build: KernelBuild): Promise<Kernel> {
  let kernel = kernels.get(build);
  if (!kernel) {
    kernel = Kernel.load(build);
    kernels.set(build, kernel);
  }
  return kernel;
}
