/**
 * A campaign of four papers on the command line: cold, unchanged, and with one file changed; wall time of the whole process.
 *
 * @import { Report, Settings } from "./section.js"
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ecLabImpedance } from "../dist/examples/instrument.js";
import { simulateAgeing } from "../dist/impedance/ageing.js";
import { writeCampaign } from "./campaignFolder.js";
import { alignedTable, median } from "./clock.js";

const program = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const meter = pathToFileURL(fileURLToPath(new URL("./processUse.js", import.meta.url))).href;

/** @param {readonly string[]} args @returns {Promise<{ seconds: number, megabytes: number, cpu: number, code: number | null, stdout: string, stderr: string }>} */
function measured(args) {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", meter, program, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      const used = /\nused ([\d.]+) MB ([\d.]+) s/.exec(stderr);
      resolve({
        seconds: (performance.now() - began) / 1000,
        megabytes: Number(used?.[1]),
        cpu: Number(used?.[2]),
        code,
        stdout,
        stderr,
      });
    });
  });
}

/** @param {Settings} settings @returns {Promise<Report>} */
export async function benchCampaign({ quick, rounds, seed }) {
  const folder = mkdtempSync(join(tmpdir(), "interphase-campaign-"));
  try {
    const { file, ...held } = await writeCampaign(folder, seed);
    const out = join(folder, "results");
    const kinds = /** @type {const} */ (["cold", "unchanged", "one file changed"]);
    /** @type {Record<string, { seconds: number, megabytes: number, cpu: number, kept: number, jobs: number }[]>} */
    const runs = Object.fromEntries(kinds.map((kind) => [kind, []]));
    let numbers = 0;
    for (let round = 0; round < (quick ? 1 : Math.min(rounds, 3)); round++) {
      rmSync(out, { recursive: true, force: true });
      for (const kind of kinds) {
        if (kind === "one file changed") {
          const spectra = simulateAgeing({ cells: 1, cycles: 125, seed: 1000 + round });
          writeFileSync(
            join(folder, "004/cycled/cell-1.mpt"),
            ecLabImpedance(spectra.map(({ spectrum, cycle }) => ({ ...spectrum, facts: { cycle } }))),
          );
        }
        const { seconds, megabytes, cpu, code, stdout, stderr } = await measured([
          "campaign",
          file,
          "--out",
          out,
          "--json",
        ]);
        if (code !== 0) throw new Error(`the campaign ended with exit code ${code}:\n${stderr}`);
        const document = JSON.parse(stdout);
        numbers = document.numbers.length;
        runs[kind].push({
          seconds,
          megabytes,
          cpu,
          kept: document.summary.kept,
          jobs: document.summary.jobs,
        });
      }
    }
    for (const [kind, expected] of /** @type {const} */ ([
      ["cold", 0],
      ["unchanged", 0],
      ["one file changed", 1],
    ])) {
      for (const { kept, jobs } of runs[kind]) {
        const wanted = kind === "cold" ? 0 : jobs - expected;
        if (kept !== wanted)
          throw new Error(`${kind}: ${kept} of ${jobs} pieces of work were kept, not ${wanted}`);
      }
    }
    const report = statSync(join(out, "report.html")).size;
    const rows = kinds.map((kind) => {
      const seconds = runs[kind].map((one) => one.seconds);
      return {
        kind,
        median: median(seconds),
        most: Math.max(...seconds),
        cpu: median(runs[kind].map((one) => one.cpu)),
        megabytes: Math.max(...runs[kind].map((one) => one.megabytes)),
        kept: runs[kind][0].kept,
        jobs: runs[kind][0].jobs,
      };
    });
    const count = (/** @type {number} */ n) => n.toLocaleString("en");
    const what = `${count(held.files)} files, ${count(held.spectra)} spectra, ${count(held.rows)} cycler rows, ${(held.bytes / 1e6).toFixed(0)} MB`;
    const enough = held.files >= 60 && held.spectra >= 2000 && held.rows >= 1e6;
    const [cold, unchanged, changed] = rows;
    const seconds = (/** @type {{ median: number, most: number }} */ { median: middle, most }) =>
      `${middle.toFixed(1)} s (slowest ${most.toFixed(1)} s)`;
    return {
      text: `campaign: ${what}; ${count(numbers)} numbers, report of ${(report / 1e6).toFixed(1)} MB; wall time of the process, ${runs.cold.length} runs\n\n${alignedTable(
        ["run", "median s", "slowest s", "s of the cores", "resident MB", "kept"],
        rows.map((row) => [
          row.kind,
          row.median.toFixed(2),
          row.most.toFixed(2),
          row.cpu.toFixed(2),
          row.megabytes.toFixed(0),
          `${row.kept} of ${row.jobs}`,
        ]),
      )}`,
      json: { ...held, numbers, reportBytes: report, runs: rows },
      requirements: [
        {
          what: `campaign of 4 papers, cold: ${what}`,
          must: "≥ 60 files, 2,000 spectra, 10⁶ rows; ≤ 60 s",
          measured: `${seconds(cold)}, ${cold.megabytes.toFixed(0)} MB`,
          pass: enough && cold.most <= 60,
          anchors: "–",
        },
        {
          what: "the same when nothing has changed",
          must: "≤ 3 s",
          measured: seconds(unchanged),
          pass: enough && unchanged.most <= 3,
          anchors: "–",
        },
        {
          what: "the same when one file has changed",
          must: "–",
          measured: seconds(changed),
          pass: null,
          anchors: "–",
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
