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

/** The file of a build. @param {typeof builds[number]} build */
export const fileOf = (build) =>
  fileURLToPath(
    new URL(`../build/${build === "js" ? "kernel.js" : `kernel.${build}.wasm`}`, import.meta.url),
  );

/** Files of the package and of the kernels that do not exist; none when `npm run build` was run. */
export function missingFiles() {
  return [fileURLToPath(new URL("../dist/index.js", import.meta.url)), ...builds.map(fileOf)].filter(
    (file) => !existsSync(file),
  );
}
