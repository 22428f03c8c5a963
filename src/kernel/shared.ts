import type { KernelBuild } from "./build.ts";
import { Kernel } from "./kernel.ts";

const kernels = new Map<KernelBuild | undefined, Promise<Kernel>>();

/** One kernel per build for all work of the calling thread that is over before anything else can run. */
export function sharedKernel(build: KernelBuild | undefined): Promise<Kernel> {
  let kernel = kernels.get(build);
  if (!kernel) {
    kernel = Kernel.load(build);
    kernels.set(build, kernel);
    // a failed download may be tried again
    kernel.catch(() => kernels.delete(build));
  }
  return kernel;
}
