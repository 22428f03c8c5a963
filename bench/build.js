/**
 * The built package beside this folder: which files the bench needs of it, and whether they are there.
 *
 * @import { KernelBuild, KernelModule } from "../dist/index.js"
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The builds that are shipped, fastest first.
 *
 * @satisfies {readonly KernelBuild[]}
 */
export const builds = /** @type {const} */ (["simd", "scalar", "js"]);

/** What each build consists of. @satisfies {readonly KernelModule[]} */
export const modules = /** @type {const} */ (["kernel", "curves", "series"]);

/** The file of a module of a build. @param {typeof builds[number]} build @param {typeof modules[number]} [module] */
export const fileOf = (build, module = "kernel") =>
  fileURLToPath(
    new URL(`../build/${build === "js" ? `${module}.js` : `${module}.${build}.wasm`}`, import.meta.url),
  );

/** Files of the package and of the kernels that do not exist; none when `npm run build` was run. */
export function missingFiles() {
  return [
    fileURLToPath(new URL("../dist/index.js", import.meta.url)),
    ...builds.flatMap((build) => modules.map((module) => fileOf(build, module))),
  ].filter((file) => !existsSync(file));
}
