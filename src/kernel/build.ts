/** The builds of the one kernel source. "js" is the scalar build translated to JavaScript. */
export type KernelBuild = "simd" | "scalar" | "js" | "debug";
