/**
 * The built package beside this folder: which files the bench needs of it, and whether they are there.
 *
 * @import { KernelBuild } from "../dist/index.js"
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The builds that are shipped, fastest first.
 *
 * @satisfies {readonly KernelBuild[]}
 */
export const builds = /** @type {const} */ (["simd", "scalar", "js"]);

/** The file of a module of a build. @param {typeof builds[number]} build @param {"kernel" | "series"} [module] */
export const fileOf = (build, module = "kernel") =>
  fileURLToPath(
    new URL(`../build/${build === "js" ? `${module}.js` : `${module}.${build}.wasm`}`, import.meta.url),
  );

/** Files of the package and of the kernels that do not exist; none when `npm run build` was run. */
export function missingFiles() {
  return [
    fileURLToPath(new URL("../dist/index.js", import.meta.url)),
    ...builds.flatMap((build) => [fileOf(build), fileOf(build, "series")]),
  ].filter((file) => !existsSync(file));
}
