import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planCampaign } from "../../src/campaign/plan.ts";
import { celsiusIn, cycleIn } from "../../src/campaign/start/guess.ts";
import { startingCampaign } from "../../src/campaign/start/index.ts";
import { examples } from "../../src/examples/index.ts";
import { ecLabImpedance } from "../../src/examples/instrument.ts";
import { bytesOf, memoryStore } from "../../src/examples/memory.ts";
import { simulateSpectrum } from "../../src/examples/spectra.ts";
import { type Fitter, openFitter } from "../../src/fit/fitter.ts";
import { Kernel } from "../../src/kernel/kernel.ts";

let fitter: Fitter;
let kernel: Kernel;
beforeAll(async () => {
  fitter = await openFitter();
  kernel = await Kernel.load(undefined, "series");
});
afterAll(() => fitter.close());

async function started(files: ReadonlyMap<string, Uint8Array>) {
  const store = memoryStore(files);
  const made = await startingCampaign([...files.keys()], { store, engine: fitter.engine, kernel }, "t");
  const campaign = JSON.parse(made.text) as {
    samples: { name: string; note?: string; files: Record<string, unknown>[] }[];
  };
  return { ...made, campaign, faults: planCampaign(made.text, store).faults ?? [] };
}

const pathsOf = ({ files }: { readonly files?: unknown }): string[] => [files].flat() as string[];

describe.each(examples)("the raw files of paper $paper without their campaign", (example) => {
  test("roles are recognised; what remains to be filled in are sizes and voltages", async () => {
    const { campaign, left, faults } = await started(await bytesOf(example.files(2)));
    const made = new Map(
      campaign.samples.flatMap(({ files }) =>
        files.flatMap((entry) => pathsOf(entry).map((path) => [path, entry.role] as const)),
      ),
    );
    for (const { files } of example.campaign.samples) {
      for (const entry of files) {
        // A tail of diffusion is impedance as long as nobody says what it is for
        const role = entry.role === "diffusion" ? "impedance" : entry.role;
        for (const path of pathsOf(entry)) expect(made.get(path), path).toBe(role);
      }
    }
    expect(left).toEqual([]);
    for (const { sentence } of faults) expect(sentence).toMatch(/it is missing, and|FILL IN/);
    for (const { name, files } of campaign.samples)
      for (const entry of files) expect(String(entry.note), name).not.toBe("");
  }, 60_000);
});

const spectrum = (seed: number, R = 100) =>
  simulateSpectrum(
    { L: 0, R: 20, arcs: [{ R, peak: 200, n: 0.9 }] },
    { from: 1e6, to: 0.1, points: 40, noise: 0.003, seed },
  );

test("temperatures in names, twins of another ending, and what has no role", async () => {
  const files = new Map(
    [
      ...[-25, 0, 25, 60].map((t, k) => [`cell/peis_${t}C.mpt`, ecLabImpedance([spectrum(k)])]),
      ["cell/alone.mpt", ecLabImpedance([spectrum(9)])],
      ["cell/alone.txt", ecLabImpedance([spectrum(9)])],
      ["cell/list.csv", "sample,date\na,today\n"],
      [
        "cell/rest.csv",
        `test_time_second,voltage_volt,current_ampere\n${Array.from({ length: 50 }, (_, k) => `${k},3.5,0`).join("\n")}\n`,
      ],
      [
        "cell/cv.csv",
        `test_time_second,voltage_volt,current_ampere\n${Array.from({ length: 400 }, (_, k) => `${k},${(0.01 * Math.abs(200 - k)).toFixed(4)},${(1e-3 * Math.sin(k / 60)).toExponential(5)}`).join("\n")}\n`,
      ],
    ].map(([path, text]) => [path, new TextEncoder().encode(text)] as const),
  );
  const { campaign, left, faults } = await started(files);
  expect(campaign.samples).toHaveLength(1);
  const [{ files: entries, note }] = campaign.samples;
  expect(entries[0]).toMatchObject({
    role: "impedance-by-temperature",
    files: [-25, 0, 25, 60].map((t) => `cell/peis_${t}C.mpt`),
    temperatures: [-25, 0, 25, 60],
    circuit: "R1-p(R2,CPE2)",
    conductivity: "R1.R",
  });
  expect(entries[1]).toMatchObject({ role: "impedance", files: "cell/alone.mpt" });
  expect(entries).toHaveLength(2);
  expect(note).toMatch(/"area".*"thickness"/);
  expect(faults.map(({ key }) => key)).toEqual(["samples[0].area", "samples[0].thickness"]);
  const said = Object.fromEntries(left.map(({ file, message }) => [file, message]));
  expect(said["cell/alone.txt"]).toMatch(/same measurement as cell\/alone\.mpt/);
  expect(said["cell/rest.csv"]).toMatch(/no role for a rest/);
  expect(said["cell/cv.csv"]).toMatch(/no role for cyclic voltammetry/);
  expect(said["cell/list.csv"]).toMatch(/recognised neither/);
});

test("numbers in names", () => {
  expect(celsiusIn("a/eis-25C.DTA")).toMatchObject({ value: 25 });
  expect(celsiusIn("a/PEIS_-25C.mpr")).toMatchObject({ value: -25 });
  expect(celsiusIn("60 °C.mpt")).toMatchObject({ value: 60 });
  expect(celsiusIn("25degC_cell.csv")).toMatchObject({ value: 25 });
  expect(celsiusIn("scan_C12.xy")).toBeUndefined();
  expect(celsiusIn("NCM811Cl.mpt")).toBeUndefined();
  expect(cycleIn("eis_cycle10.mpt")).toMatchObject({ value: 10 });
});
