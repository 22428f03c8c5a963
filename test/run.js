// `npm test`: format, lint, types, build, tests in Node, tests in Chromium, the package as its users get it.
// `npm test -- WORD…`: only the test files whose path contains a word.
// The last line is always `N passed, N failed`; the exit code is 1 when anything failed.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { removeOrphans, whyBuild } from "./build.js";
import { endAll, run } from "./child.js";
import { findChromium } from "./chromium.js";
import { checkPackage } from "./package/check.js";

const root = dirname(import.meta.dirname);
const bin = (/** @type {string} */ path) => join(root, "node_modules", path);
const biome = bin("@biomejs/biome/bin/biome");
const tsc = bin("typescript/bin/tsc");
const vitest = bin("vitest/vitest.mjs");

const words = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "interphase-test-"));
const count = { passed: 0, failed: 0 };
/** How many tests were skipped, by the reason in their title. @type {Map<string, number>} */
const skipped = new Map();
/** @type {string[]} */
const sentences = [];

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    endAll();
    sentences.push(`Tests: ended by ${signal}.`);
    finish(1);
  });
}

try {
  if (words.length === 0) await everything();
  else await matching(words);
} catch (error) {
  fail(`Tests: the runner itself failed — ${error instanceof Error ? error.stack : error}`);
}
finish();

async function everything() {
  heading("Format and lint");
  await check(
    "Format and lint",
    [biome, "check", "--error-on-warnings", "."],
    60,
    "npx biome check --write .",
  );
  for (const folder of ["src", "assembly", "test", "bench", "src/web"]) {
    if (!existsSync(join(root, folder, "tsconfig.json"))) continue;
    heading(`Types of ${folder}`);
    await check(`Types of ${folder}`, [tsc, "-p", folder, "--noEmit"], 120, `npx tsc -p ${folder} --noEmit`);
  }
  const built = await build();
  await testsInNode([]);
  const chromium = chromiumPath();
  if (chromium) await testsInChromium(chromium, []);
  if (!built) return fail("Package: not checked, because the build failed.");
  for await (const { title, problem, output } of checkPackage(root, scratch, chromium)) {
    heading(title);
    if (output) process.stdout.write(`${output}\n`);
    if (problem) fail(`${title}: ${problem}.`);
    else pass();
  }
}

/** @param {string[]} filter */
async function matching(filter) {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
    .map((path) => `test/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".test.ts") && filter.some((word) => path.includes(word)));
  const inBrowser = files.filter((path) => path.startsWith("test/browser/"));
  if (files.length === 0) return fail(`Tests: no test file has ${filter.join(" or ")} in its path.`);
  await build();
  if (inBrowser.length < files.length) await testsInNode(filter);
  if (inBrowser.length > 0) {
    const chromium = chromiumPath();
    if (chromium) await testsInChromium(chromium, filter);
  }
}

/** Builds what is missing or older than its source; false when that failed. */
async function build() {
  for (const path of removeOrphans(root))
    process.stdout.write(`removed ${path}, which has no source any more\n`);
  const why = whyBuild(root);
  if (!why) return true;
  heading(`Build (${why})`);
  const { code, late } = await run("npm", ["run", "build"], { seconds: 240, cwd: root });
  const still = code === 0 ? whyBuild(root) : undefined;
  if (code === 0 && !still) {
    pass();
    return true;
  }
  fail(
    still
      ? `Build: it ran, and still ${still}.`
      : `Build: ${late ? "took too long" : "failed"} — npm run build`,
  );
  return false;
}

/** @param {string[]} filter */
async function testsInNode(filter) {
  heading(`Tests in Node ${process.versions.node}`);
  await tests("Tests in Node", "test/vitest.config.ts", filter, 900, {});
}

/**
 * @param {string} chromium
 * @param {string[]} filter
 */
async function testsInChromium(chromium, filter) {
  heading(`Tests in Chromium (${chromium})`);
  await tests("Tests in Chromium", "test/browser.config.ts", filter, 180, { CHROME_PATH: chromium });
}

/** The browser, installed if need be; without one the browser tests count as one failure. */
function chromiumPath() {
  try {
    return findChromium({ say: (line) => process.stdout.write(`${line}\n`) });
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/**
 * Runs vitest and counts its tests.
 *
 * @param {string} title
 * @param {string} config
 * @param {string[]} filter
 * @param {number} seconds
 * @param {Record<string, string>} env
 */
async function tests(title, config, filter, seconds, env) {
  const report = join(scratch, `${title.replaceAll(" ", "-")}.json`);
  const args = [
    vitest,
    "run",
    "--config",
    config,
    "--allowOnly=false",
    "--reporter=default",
    "--reporter=json",
  ];
  args.push(`--outputFile.json=${report}`, ...filter);
  const { code, late } = await run(process.execPath, args, { seconds, cwd: root, env });
  const before = count.failed;
  if (existsSync(report)) countTests(JSON.parse(readFileSync(report, "utf8")));
  if (late) fail(`${title}: ended after ${seconds} s, its time limit.`);
  else if (count.failed > before) sentences.push(`${title}: ${count.failed - before} failed, see above.`);
  else if (code !== 0) fail(`${title}: no test failed, but vitest ended with code ${code}, see above.`);
}

/**
 * @typedef {{ status: string, assertionResults: { status: string, fullName: string }[] }} TestFile
 * @param {{ testResults: TestFile[] }} report
 */
function countTests(report) {
  for (const file of report.testResults) {
    const of = (/** @type {string} */ status) =>
      file.assertionResults.filter((result) => result.status === status).length;
    count.passed += of("passed");
    for (const { status, fullName } of file.assertionResults) {
      if (status === "passed" || status === "failed") continue;
      const reason = /\(skipped: ([^)]*)\)/.exec(fullName)?.[1] ?? "no reason given";
      skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
    }
    // A file that breaks outside its tests (import, beforeAll) counts as one failure.
    count.failed += of("failed") || (file.status === "failed" ? 1 : 0);
  }
}

/**
 * One program that must end with code 0, counted as one.
 *
 * @param {string} title
 * @param {string[]} args of node
 * @param {number} seconds
 * @param {string} command what the reader may run
 */
async function check(title, args, seconds, command) {
  const { code, late } = await run(process.execPath, args, { seconds, cwd: root });
  if (code === 0) pass();
  else fail(`${title}: ${late ? `not done after ${seconds} s` : "see above"} — ${command}`);
}

/** @param {string} text */
function heading(text) {
  process.stdout.write(`\n── ${text}\n`);
}

function pass() {
  count.passed++;
  process.stdout.write("ok\n");
}

/** @param {string} sentence */
function fail(sentence) {
  count.failed++;
  sentences.push(sentence);
  process.stdout.write(`${sentence}\n`);
}

/** @param {number} [code] */
function finish(code = count.failed > 0 || count.passed === 0 ? 1 : 0) {
  rmSync(scratch, { recursive: true, force: true });
  const lines = [...sentences];
  for (const [reason, tests] of skipped) lines.push(`${tests} skipped: ${reason}.`);
  process.stdout.write(`\n${lines.map((line) => `${line}\n`).join("")}`);
  process.stdout.write(`${count.passed} passed, ${Math.max(count.failed, code)} failed\n`, () =>
    process.exit(code),
  );
}
