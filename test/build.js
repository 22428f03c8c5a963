import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";

const kernels = ["kernel", "curves", "series"].flatMap((module) =>
  ["simd.wasm", "scalar.wasm", "debug.wasm", "js"].map((ending) => `${module}.${ending}`),
);

/**
 * Why `npm run build` must run before the tests, in words, or undefined when `dist` and `build` are newer than their sources.
 *
 * @param {string} root folder of the repository
 * @returns {string | undefined}
 */
export function whyBuild(root) {
  const sources = filesIn(join(root, "assembly"), (name) => /\.(js|ts|json)$/.test(name));
  sources.push(join(root, "asconfig.json"));
  const newestKernelSource = newest(sources);
  for (const kernel of kernels) {
    const path = join(root, "build", kernel);
    if (!existsSync(path)) return `build/${kernel} is missing`;
    if (modified(path) < newestKernelSource) return `build/${kernel} is older than assembly/`;
  }
  const bundled = [
    ["accessDatabase.js", newest(filesIn(join(root, "vendor"), (name) => name.endsWith(".js"))), "vendor/"],
    [
      "browser/interphase.js",
      Math.max(newest(packageSources(root)), newestKernelSource),
      "src/ and assembly/",
    ],
  ];
  for (const [file, source, folder] of /** @type {[string, number, string][]} */ (bundled)) {
    const path = join(root, "build", file);
    if (!existsSync(path)) return `build/${file} is missing`;
    if (modified(path) < source) return `build/${file} is older than ${folder}`;
  }
  const configuration = modified(join(root, "src/tsconfig.json"));
  for (const source of packageSources(root)) {
    const built = builtFrom(root, source);
    if (!existsSync(built)) return `${relative(root, built)} is missing`;
    if (modified(built) < Math.max(modified(source), configuration))
      return `${relative(root, built)} is older than its source`;
  }
  return undefined;
}

/**
 * Removes what an earlier build left in `dist` and has no source any more: it would be packed.
 *
 * @param {string} root folder of the repository
 * @returns {string[]} the files that were removed
 */
export function removeOrphans(root) {
  const expected = new Set(packageSources(root).map((source) => builtFrom(root, source)));
  const orphans = filesIn(join(root, "dist"), (name) => /\.(js|d\.ts)(\.map)?$/.test(name)).filter(
    (path) => !expected.has(path.replace(/\.(js|d\.ts)(\.map)?$/, ".js")),
  );
  for (const path of orphans) rmSync(path);
  return orphans.map((path) => relative(root, path));
}

/** @param {string} root */
function packageSources(root) {
  const web = join(root, "src/web");
  return filesIn(join(root, "src"), (name) => name.endsWith(".ts") && !name.endsWith(".d.ts")).filter(
    (path) => !path.startsWith(web),
  );
}

/**
 * @param {string} root
 * @param {string} source
 */
function builtFrom(root, source) {
  return join(root, "dist", relative(join(root, "src"), source).replace(/\.ts$/, ".js"));
}

/**
 * @param {string} folder
 * @param {(name: string) => boolean} wanted
 */
function filesIn(folder, wanted) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** @param {string} path */
function modified(path) {
  return statSync(path).mtimeMs;
}

/** @param {string[]} paths */
function newest(paths) {
  return Math.max(...paths.map(modified));
}
