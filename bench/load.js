/**
 * Size of each build, and the time until it can fit: read, compile and instantiate in fresh processes.
 *
 * @import { Report, Settings } from "./section.js"
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { builds, fileOf } from "./build.js";
import { alignedTable, median } from "./clock.js";

const run = promisify(execFile);
const program = fileURLToPath(new URL("./loading.js", import.meta.url));

/** Sizes in bytes; compressed as a server would, gzip level 9. @param {typeof builds[number]} build */
function sizeOf(build) {
  const bytes = readFileSync(fileOf(build));
  return { bytes: bytes.length, compressed: gzipSync(bytes, { level: 9 }).length };
}

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchLoad({ rounds, quick }) {
  const processes = quick ? Math.min(3, rounds) : rounds;
  /** @type {Map<string, { compile: number, instantiate: number }[]>} */
  const times = new Map(builds.map((build) => [build, []]));
  for (let round = 0; round < processes; round++)
    for (const build of builds) {
      const { stdout } = await run(process.execPath, [program, build]);
      times.get(build)?.push(JSON.parse(stdout));
    }
  const entries = builds.map((build) => {
    const runs = times.get(build) ?? [];
    const stage = (/** @type {(run: { compile: number, instantiate: number }) => number} */ of) => {
      const milliseconds = runs.map(of);
      return { min: Math.min(...milliseconds), median: median(milliseconds) };
    };
    return {
      build,
      ...sizeOf(build),
      compile: stage(({ compile }) => compile),
      instantiate: stage(({ instantiate }) => instantiate),
      total: stage(({ compile, instantiate }) => compile + instantiate),
    };
  });
  const simd = entries[builds.indexOf("simd")];
  const both = (/** @type {{ min: number, median: number }} */ { min, median: middle }) =>
    `${min.toFixed(2)} / ${middle.toFixed(2)}`;
  return {
    text: [
      `load: ${processes} fresh processes of each build; milliseconds, min / median`,
      "",
      alignedTable(
        ["build", "bytes", "gzip -9", "read and compile", "instantiate", "together"],
        entries.map(({ build, bytes, compressed, compile, instantiate, total }) => [
          build,
          String(bytes),
          String(compressed),
          both(compile),
          both(instantiate),
          both(total),
        ]),
      ),
    ].join("\n"),
    json: { processes, milliseconds: true, builds: entries },
    requirements: [
      {
        what: "size of the simd kernel, which fits circuits, gzip",
        must: "≤ 60 kB",
        measured: `${(simd.compressed / 1000).toFixed(1)} kB`,
        pass: simd.compressed <= 60_000,
        anchors: "–",
      },
      {
        what: "size of the simd kernel of curves (loaded when formulas or lines are fitted), gzip",
        must: "–",
        measured: `${(gzipSync(readFileSync(fileOf("simd", "curves")), { level: 9 }).length / 1000).toFixed(1)} kB`,
        pass: null,
        anchors: "–",
      },
      {
        what: "size of the simd kernel of long series (loaded when one is read), gzip",
        must: "–",
        measured: `${(gzipSync(readFileSync(fileOf("simd", "series")), { level: 9 }).length / 1000).toFixed(1)} kB`,
        pass: null,
        anchors: "–",
      },
      {
        what: "simd kernel read, compiled and instantiated, fresh process",
        must: "≤ 20 ms",
        measured: `${simd.total.median.toFixed(1)} ms (min ${simd.total.min.toFixed(1)} ms), of it instantiate ${simd.instantiate.median.toFixed(1)} ms`,
        pass: simd.total.median <= 20,
        anchors: "–",
      },
    ],
  };
}
