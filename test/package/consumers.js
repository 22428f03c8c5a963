/** The packed package in a page: through every bundler that the README names, and without one. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, told } from "../child.js";
import { openPage } from "./page.js";
import { serve } from "./serve.js";

/** What a careful site allows; without 'wasm-unsafe-eval' there is no WebAssembly, and the JavaScript build must step in. */
const strictPolicy =
  "default-src 'self'; script-src 'self'; worker-src 'self'; connect-src 'self'; object-src 'none'";
const wasmPolicy = strictPolicy.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");

const conditions = /** @type {const} */ ([
  ["", undefined, "simd"],
  [" under a policy with 'wasm-unsafe-eval'", wasmPolicy, "simd"],
  [" under a policy that forbids WebAssembly", strictPolicy, "js"],
]);

/** SIMD rounds as in Node; the JavaScript build has other rounding. */
const tolerance = { simd: 0, js: 1e-9 };

/**
 * @typedef {object} Setting
 * @property {string} root folder of the repository
 * @property {string} app an app in which the package is installed
 * @property {string} scratch
 * @property {string | undefined} chromium
 * @property {{ values: number[] }} expected what Node has found
 */

/**
 * Builds the app by each bundler and opens it in Chromium.
 *
 * @param {Setting} setting
 * @returns {AsyncGenerator<{ title: string, problem?: string, output?: string }>}
 */
export async function* checkConsumers(setting) {
  const { root, app, scratch, chromium } = setting;
  const tool = (/** @type {string} */ path) => join(root, "node_modules", path);
  const env = { NODE_ENV: "production" };

  const vite = ["build", app, "--base", "./", "--logLevel", "warn"];
  const byVite = await run(process.execPath, [tool("vite/bin/vite.js"), ...vite], {
    seconds: 90,
    cwd: app,
    capture: true,
    env,
  });
  yield { title: "vite builds an app", ...told(byVite) };
  if (byVite.code === 0) yield* openEach("The app by vite", setting, join(app, "dist"));

  const packed = join(scratch, "webpack");
  const byWebpack = await run(process.execPath, [join(import.meta.dirname, "webpack.js"), app, packed], {
    seconds: 120,
    cwd: app,
    capture: true,
    env,
  });
  yield { title: "webpack builds an app", ...told(byWebpack) };
  if (byWebpack.code === 0) yield* openEach("The app by webpack", setting, packed);

  const bundled = withLibrary(app, join(scratch, "esbuild"));
  const library = (/** @type {string} */ name) => `./interphase/${name}.js`;
  const byEsbuild = await run(
    tool("esbuild/bin/esbuild"),
    [
      "page.js",
      "--bundle",
      "--format=esm",
      `--outdir=${bundled}`,
      ...["figures", "elements"].map((name) => `--alias:interphase/${name}=${library(name)}`),
      `--alias:interphase=${library("fit")}`,
      "--external:./interphase/*",
    ],
    { seconds: 60, cwd: app, capture: true },
  );
  yield { title: "esbuild builds an app", ...told(byEsbuild) };
  if (byEsbuild.code === 0) yield* openEach("The app by esbuild", setting, bundled);

  const whole = await run(
    tool("esbuild/bin/esbuild"),
    ["page.js", "--bundle", "--format=esm", "--splitting", `--outdir=${join(scratch, "whole")}`],
    { seconds: 60, cwd: app, capture: true },
  );
  yield { title: "esbuild resolves every import of the package", ...told(whole) };

  const plain = withLibrary(app, join(scratch, "plain"));
  copyScripts(app, plain, (name) => library(name));
  yield* openEach("The app without a bundler", setting, plain);

  if (!chromium) return;
  const mapped = withLibrary(app, join(scratch, "mapped"));
  copyScripts(app, mapped, undefined);
  const imports = {
    interphase: library("fit"),
    "interphase/figures": library("figures"),
    "interphase/elements": library("elements"),
  };
  const page = readFileSync(join(mapped, "index.html"), "utf8");
  const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  writeFileSync(join(mapped, "index.html"), page.replace("</head>", `${map}</head>`));
  yield { title: "The app with an import map", problem: await problemOf(setting, mapped, undefined, "simd") };

  const network = await serve(join(plain, "interphase"), undefined, { forAll: true });
  try {
    const remote = join(scratch, "remote");
    mkdirSync(remote);
    cpSync(join(app, "index.html"), join(remote, "index.html"));
    copyScripts(app, remote, (name) => new URL(`${name}.js`, network.url).href);
    const { origin } = new URL(network.url);
    yield {
      title: "The app with the library from another server",
      problem: await problemOf(setting, remote, undefined, "simd", origin),
    };
  } finally {
    await network.close();
  }
}

/** A folder with the page and a copy of what the package has for pages without a bundler. @param {string} app @param {string} folder */
function withLibrary(app, folder) {
  cpSync(join(app, "node_modules/interphase/build/browser"), join(folder, "interphase"), { recursive: true });
  cpSync(join(app, "index.html"), join(folder, "index.html"));
  return folder;
}

/**
 * The scripts of the app as they are, or with addresses in place of the package's names.
 *
 * @param {string} app
 * @param {string} folder
 * @param {((name: string) => string) | undefined} addressOf of a file of the library
 */
function copyScripts(app, folder, addressOf) {
  for (const name of ["page.js", "arc.js"]) {
    const script = readFileSync(join(app, name), "utf8");
    const addressed = addressOf
      ? script
          .replace('"interphase"', JSON.stringify(addressOf("fit")))
          .replace(/"interphase\/(\w+)"/g, (_, name) => JSON.stringify(addressOf(name)))
      : script;
    writeFileSync(join(folder, name), addressed);
  }
}

/** @param {string} title @param {Setting} setting @param {string} folder */
async function* openEach(title, setting, folder) {
  if (!setting.chromium) return;
  for (const [condition, policy, build] of conditions)
    yield { title: `${title}${condition}`, problem: await problemOf(setting, folder, policy, build) };
}

/**
 * @param {Setting} setting
 * @param {string} folder
 * @param {string | undefined} policy
 * @param {"simd" | "js"} build the kernel that must have been chosen
 * @param {string} [library] origin of the library, when it is another
 */
async function problemOf({ chromium, expected }, folder, policy, build, library) {
  try {
    const { kernel, values, workers } = await openPage(
      /** @type {string} */ (chromium),
      folder,
      policy,
      library,
    );
    if (kernel !== build) return `the kernel is ${kernel}, and ${build} was expected`;
    if (workers < 2) return `${workers} workers were started, and two were asked for`;
    const off = expected.values.findIndex(
      (value, i) => !(Math.abs(values[i] - value) <= tolerance[build] * Math.abs(value)),
    );
    if (off >= 0) return `number ${off + 1} is ${values[off]}, and ${expected.values[off]} in Node`;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
