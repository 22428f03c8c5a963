/** The builds of the one kernel source. "js" is the scalar build translated to JavaScript; "debug" comes with the sources only. */
export const kernelBuilds = ["simd", "scalar", "js", "debug"] as const;
export type KernelBuild = (typeof kernelBuilds)[number];

/** The modules of a build: "kernel" fits circuits, "curves" fits formulas and lines, "series" reads tables and works on long series. */
export const kernelModules = ["kernel", "curves", "series"] as const;
export type KernelModule = (typeof kernelModules)[number];
