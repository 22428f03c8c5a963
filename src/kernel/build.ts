/** The builds of the one kernel source. "js" is the scalar build translated to JavaScript; "debug" comes with the sources only. */
export const kernelBuilds = ["simd", "scalar", "js", "debug"] as const;
export type KernelBuild = (typeof kernelBuilds)[number];
