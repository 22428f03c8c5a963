/** The entry of every worker, in Node and in browsers: a kernel of its own, jobs in, results out. */
import type { CompiledKernel } from "../kernel/kernel.ts";
import { Kernel } from "../kernel/kernel.ts";
import { parentEndpoint, serve } from "./endpoint.ts";

serve(async (compiled: CompiledKernel) => {
  const kernel = await Kernel.instantiate(compiled);
  return (job) => kernel.run(job);
}, parentEndpoint());
