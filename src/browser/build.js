// The files for pages without a bundler: build/browser holds all that they need, whole and minified, with names that do not change.
// Usage: node src/browser/build.js, after the kernels were built.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { licencesOf } from "../../vendor/licences.js";

const src = join(import.meta.dirname, "..");
const top = join(src, "..");
const out = join(top, "build/browser");
const kernels = ["kernel", "curves", "series"].flatMap((module) => [
  `${module}.simd.wasm`,
  `${module}.scalar.wasm`,
]);

/** Entry points by the names of their files. */
const entries = {
  interphase: "index.ts",
  fit: "browser/fit.ts",
  elements: "elements/index.ts",
  figures: "report/figures.ts",
  worker: "workers/worker.ts",
};

/** `#platform` and `#bytes` as a page has them, and the kernels beside the scripts. @type {import("esbuild").Plugin} */
const standalone = {
  name: "standalone",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#platform$/ }, () => ({
      path: join(src, "workers/standalone.ts"),
      sideEffects: false,
    }));
    onResolve({ filter: /^#bytes$/ }, () => ({
      path: join(src, "kernel/bytes.browser.ts"),
      sideEffects: false,
    }));
    onLoad({ filter: /[\\/]kernel[\\/]kernel\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll(/"\.\.\/\.\.\/build\/(\w+\.\w+\.wasm)"/g, '"./$1"'),
      loader: "ts",
    }));
  },
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const { metafile } = await build({
  entryPoints: Object.entries(entries).map(([name, source]) => ({ in: join(src, source), out: name })),
  outdir: out,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  chunkNames: "[name]-[hash]",
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
  plugins: [standalone],
});
writeFileSync(
  join(out, "licences.txt"),
  [licencesOf(metafile), readFileSync(join(top, "build/accessDatabase.licences.txt"), "utf8")].join("\n"),
);
for (const kernel of kernels) copyFileSync(join(top, "build", kernel), join(out, kernel));
