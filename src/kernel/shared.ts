import type { KernelBuild, KernelModule } from "./build.ts";
import { Kernel } from "./kernel.ts";

const kernels = new Map<string, Promise<Kernel>>();

/** One kernel per build and module for all work of the calling thread that is over before anything else can run. */
export function sharedKernel(build: KernelBuild | undefined, of: KernelModule = "kernel"): Promise<Kernel> {
  const key = `${of}.${build}`;
  let kernel = kernels.get(key);
  if (!kernel) {
    kernel = Kernel.load(build, of);
    kernels.set(key, kernel);
    // a failed download may be tried again
    kernel.catch(() => kernels.delete(key));
  }
  return kernel;
}
