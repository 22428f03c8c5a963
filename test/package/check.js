import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run, told } from "../child.js";
import { checkConsumers } from "./consumers.js";

/** Files without which the package is not what the README says. */
const promised = [
  "package.json",
  "README.md",
  "LICENSE",
  "dist/index.js",
  "dist/index.d.ts",
  "dist/report/figures.js",
  "dist/report/figures.d.ts",
  "dist/cli/main.js",
  "build/kernel.simd.wasm",
  "build/kernel.scalar.wasm",
  "build/kernel.js",
  "build/curves.simd.wasm",
  "build/curves.scalar.wasm",
  "build/curves.js",
  "build/series.simd.wasm",
  "build/series.scalar.wasm",
  "build/series.js",
  "build/accessDatabase.js",
  "build/accessDatabase.licences.txt",
  "build/browser/interphase.js",
  "build/browser/fit.js",
  "build/browser/elements.js",
  "build/browser/figures.js",
  "build/browser/worker.js",
  "build/browser/kernel.simd.wasm",
  "build/browser/licences.txt",
  "dist/elements/index.js",
  "dist/elements/index.d.ts",
];

/**
 * Packs the package and uses it as strangers do. One outcome per check: `problem` is a sentence, undefined when all is well;
 * `output` is what the program that found it has printed.
 *
 * @param {string} root folder of the repository
 * @param {string} scratch an empty folder
 * @param {string | undefined} chromium path of the browser; without it the pages are not opened
 * @returns {AsyncGenerator<{ title: string, problem?: string, output?: string }>}
 */
export async function* checkPackage(root, scratch, chromium) {
  const tool = (/** @type {string} */ path) => join(root, "node_modules", path);

  yield { title: "Lock file has no download addresses", problem: lockProblem(root) };

  const packed = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", scratch], {
    seconds: 60,
    cwd: root,
    capture: true,
  });
  yield { title: "npm pack", ...told(packed) };
  if (packed.code !== 0) return;
  const [{ filename, files }] = JSON.parse(packed.stdout);
  const tarball = join(scratch, filename);
  const paths = files.map((/** @type {{ path: string }} */ file) => file.path);
  yield { title: "The tarball holds what it must and nothing else", problem: contentProblem(root, paths) };

  const publint = await run(process.execPath, [tool("publint/src/cli.js"), "--strict", tarball], {
    seconds: 60,
    capture: true,
  });
  yield { title: "publint", ...told(publint) };

  const attw = await run(
    process.execPath,
    [
      tool("@arethetypeswrong/cli/dist/index.js"),
      tarball,
      "--profile",
      "esm-only",
      "--no-definitely-typed",
      "--format",
      "ascii",
    ],
    { seconds: 60, capture: true, env: { NO_COLOR: "1", FORCE_COLOR: "0" } },
  );
  yield { title: "Are the types wrong?", ...told(attw) };

  const app = join(scratch, "app");
  cpSync(join(import.meta.dirname, "app"), app, { recursive: true });
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  const install = [
    "install",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    "--prefer-offline",
  ];
  const installed = await run("npm", [...install, tarball], { seconds: 120, cwd: app, capture: true });
  yield { title: "npm install of the tarball", ...told(installed) };
  if (installed.code !== 0) return;

  const node = await run(process.execPath, ["node.js"], { seconds: 60, cwd: app, capture: true });
  yield { title: "A Node program that uses the package", ...told(node) };

  // Not `npm exec`: under `npx -c` it inherits that call from the environment.
  const command = await run(join(app, "node_modules/.bin/interphase"), ["info"], {
    seconds: 60,
    cwd: app,
    capture: true,
  });
  yield { title: "The command `interphase info`", ...told(command) };

  for (const [resolution, module] of [
    ["bundler", "esnext"],
    ["nodenext", "nodenext"],
  ]) {
    const options = ["--strict", "--noEmit", "--target", "es2022", "--lib", "es2023,dom", "--module", module];
    const types = await run(
      process.execPath,
      [tool("typescript/bin/tsc"), ...options, "--moduleResolution", resolution, "typed.ts"],
      { seconds: 60, cwd: app, capture: true },
    );
    yield { title: `A TypeScript program (${resolution}) that uses the package`, ...told(types) };
  }

  if (node.code !== 0) return;
  yield* checkConsumers({ root, app, scratch, chromium, expected: JSON.parse(node.stdout) });
}

/** @param {string} root */
function lockProblem(root) {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const named = Object.keys(packages).filter((name) => packages[name].resolved !== undefined);
  if (named.length === 0) return undefined;
  return `${named[0]} and ${named.length - 1} more name a server — npm install --omit-lockfile-registry-resolved`;
}

/**
 * @param {string} root
 * @param {string[]} paths what `npm pack` lists
 */
function contentProblem(root, paths) {
  const present = new Set(paths);
  const missing = promised.filter((path) => !present.has(path));
  const stray = paths.filter((path) =>
    /^(test|bench|assembly|node_modules)\/|tsconfig|kernel\.mvp|\.test\./.test(path),
  );
  const lost = paths
    .filter((path) => path.endsWith(".map"))
    .flatMap((path) => lostSources(root, path).filter((source) => !present.has(source)));
  const problems = [];
  if (missing.length > 0) problems.push(`missing: ${missing.join(", ")}`);
  if (stray.length > 0) problems.push(`not for users: ${stray.join(", ")}`);
  if (lost.length > 0)
    problems.push(`source maps name files that are not packed: ${[...new Set(lost)].join(", ")}`);
  return problems.length > 0 ? `${problems.join("; ")} — see "files" in package.json` : undefined;
}

/**
 * The sources that a source map names and does not carry, as paths from the root of the package.
 *
 * @param {string} root
 * @param {string} path
 */
function lostSources(root, path) {
  if (!existsSync(join(root, path))) return [];
  /** @type {{ sources: string[], sourceRoot?: string, sourcesContent?: (string | null)[] }} */
  const map = JSON.parse(readFileSync(join(root, path), "utf8"));
  return map.sources
    .filter((_, i) => !map.sourcesContent?.[i])
    .map((source) => join(dirname(path), map.sourceRoot ?? "", source).replaceAll("\\", "/"));
}
