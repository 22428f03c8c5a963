import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { simulateAgeing } from "../../src/impedance/ageing.ts";
import { describeShared, shared } from "../shared.ts";
import { cellCircuit, interphase, scratch, writeSpectra } from "./interphase.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);
writeSpectra(at("good.csv"), 6);
writeFileSync(at("broken.csv"), "this is a letter, not a measurement\nDear colleague,\n");

interface Document {
  circuit: string;
  kernel: string;
  parameters: string[];
  units: string[];
  spectra: {
    file: string;
    spectrum: string | null;
    status: string;
    message: string;
    values: number[];
    stderr: number[];
    rms: number;
    warnings: string[];
  }[];
  summary: { spectra: number; converged: number; failed: number; seconds: number; spectraPerSecond: number };
}

describe("interphase fit", () => {
  test("--json puts exactly one document on stdout, with the fields and the order of parameters that the circuit's text has", async () => {
    const { code, stdout } = await interphase(["fit", at("good.csv"), "--circuit", cellCircuit, "--json"]);
    const document = JSON.parse(stdout) as Document;
    expect(code).toBe(0);
    expect(Object.keys(document)).toEqual(["circuit", "kernel", "parameters", "units", "spectra", "summary"]);
    expect(document.parameters).toEqual([
      "L0.L",
      "R1.R",
      "R2.R",
      "CPE2.Q",
      "CPE2.n",
      "R3.R",
      "CPE3.Q",
      "CPE3.n",
    ]);
    expect(document.units).toHaveLength(8);
    expect(document.spectra.map(({ spectrum }) => spectrum)).toEqual(["0", "1", "2", "3", "4", "5"]);
    expect(Object.keys(document.spectra[0])).toEqual([
      "file",
      "spectrum",
      "status",
      "message",
      "values",
      "stderr",
      "states",
      "covariance",
      "correlation",
      "conditionNumber",
      "rms",
      "chi2",
      "evaluations",
      "starts",
      "agreement",
      "warnings",
      "seriesResistance",
      "arcs",
      "tails",
      "arcNotes",
      "intervals",
      "diagnostics",
    ]);
    expect(document.summary).toMatchObject({ spectra: 6, converged: 6, failed: 0 });
  });

  test("values are those that the spectra were simulated with, to five of their standard errors", async () => {
    const { stdout } = await interphase(["fit", at("good.csv"), "--circuit", cellCircuit, "--json"]);
    const { spectra } = JSON.parse(stdout) as Document;
    simulateAgeing({ cells: 1, cycles: 6 }).forEach(({ truth }, i) => {
      const { L0, R1, R2, Q2, n2, R3, Q3, n3 } = truth;
      [L0, R1, R2, Q2, n2, R3, Q3, n3].forEach((wanted, k) => {
        expect(Math.abs(spectra[i].values[k] - wanted)).toBeLessThan(5 * spectra[i].stderr[k]);
      });
      expect(spectra[i].rms).toBeGreaterThan(0.002);
      expect(spectra[i].rms).toBeLessThan(0.004);
    });
  });

  test("a broken and a missing file are named and listed as failed, the others are fitted, and the exit code is 1", async () => {
    const missing = at("missing.csv");
    const { code, stdout, stderr } = await interphase([
      "fit",
      at("broken.csv"),
      missing,
      at("good.csv"),
      "--circuit",
      cellCircuit,
      "--json",
    ]);
    const { spectra, summary } = JSON.parse(stdout) as Document;
    expect(code).toBe(1);
    expect(summary).toMatchObject({ spectra: 8, converged: 6, failed: 2 });
    const failed = spectra.filter(({ status }) => status === "failed");
    expect(
      failed
        .map(({ file, spectrum, values }) => ({ file, spectrum, values }))
        .sort((a, b) => a.file.localeCompare(b.file)),
    ).toEqual([
      { file: at("broken.csv"), spectrum: null, values: [] },
      { file: missing, spectrum: null, values: [] },
    ]);
    for (const { file, message } of failed) {
      expect(message).toContain(file);
      expect(stderr).toContain(message);
    }
  });

  test("without --json the table is on stdout, the summary on stderr, and there is no progress bar in a pipe", async () => {
    const { stdout, stderr } = await interphase(["fit", at("good.csv"), "--circuit", cellCircuit]);
    expect(stdout).toContain("R3.R (Ω)");
    expect(stdout).not.toContain("fitted in");
    expect(stderr).toMatch(/6 spectra fitted in .* 6 converged/);
    expect(stderr).not.toContain("\r");
  });

  test("a spectrum block says value ± error and unit of each parameter", async () => {
    writeSpectra(at("one.csv"), 1);
    const { stdout } = await interphase(["fit", at("one.csv"), "--circuit", cellCircuit]);
    expect(stdout).toMatch(/R1\.R\s+7\.\d+ ± 0\.0\d+\sΩ/u);
    expect(stdout).toMatch(/converged, rms 0\.\d+\s%/u);
  });

  test("--quiet with --out prints nothing but failures", async () => {
    const { code, stdout, stderr } = await interphase([
      "fit",
      at("good.csv"),
      at("broken.csv"),
      "--circuit",
      cellCircuit,
      "--out",
      at("quiet.csv"),
      "--quiet",
    ]);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).toContain("broken.csv");
  });

  test("--fix and --bound reach the fit: a fixed value has error 0, an open bound keeps the default at its other end", async () => {
    const { stdout } = await interphase([
      ...["fit", at("good.csv"), "--circuit", cellCircuit, "--json"],
      ...["--fix", "CPE2.n=0.9", "--bound", "CPE3.n=..0.8"],
    ]);
    const { parameters, spectra } = JSON.parse(stdout) as Document;
    const index = (name: string): number => parameters.indexOf(name);
    for (const { values, stderr, warnings } of spectra) {
      expect(values[index("CPE2.n")]).toBe(0.9);
      expect(stderr[index("CPE2.n")]).toBe(0);
      expect(values[index("CPE3.n")]).toBe(0.8);
      expect(warnings.join()).toContain("at a bound: CPE3.n");
    }
  });

  test("--tie reaches the fit: the tie holds exactly", async () => {
    const { stdout } = await interphase([
      ...["fit", at("good.csv"), "--circuit", cellCircuit, "--json"],
      ...["--tie", "R3.R=1.5*R2.R - 0.25"],
    ]);
    const { parameters, spectra } = JSON.parse(stdout) as Document;
    for (const { values } of spectra) {
      const [R2, R3] = ["R2.R", "R3.R"].map((name) => values[parameters.indexOf(name)]);
      expect(R3).toBeCloseTo(1.5 * R2 - 0.25, 12);
    }
  });

  test("--fmin and --fmax leave points out and say how many", async () => {
    const { stderr } = await interphase([
      "fit",
      at("one.csv"),
      "--circuit",
      cellCircuit,
      "--fmin",
      "1",
      "--fmax",
      "1e6",
    ]);
    const { frequency } = simulateAgeing({ cells: 1, cycles: 1 })[0].spectrum;
    const omitted = frequency.filter((f) => f < 1 || f > 1e6).length;
    expect(stderr).toContain(`leave out ${omitted} of 70 points`);
  });

  test("an imaginary part read with the wrong sign is forced with --imaginary: the values stay the same", async () => {
    const text = readFileSync(at("one.csv"), "utf8").split("\n");
    const flipped = text.slice(1, -1).map((line) => {
      const cells = line.split(",");
      return [...cells.slice(1, 3), -Number(cells[3])].join(",");
    });
    writeFileSync(
      at("flipped.csv"),
      `${["frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm", ...flipped].join("\n")}\n`,
    );
    const run = async (...args: string[]): Promise<number[]> =>
      (
        JSON.parse(
          (await interphase(["fit", ...args, "--circuit", cellCircuit, "--json"])).stdout,
        ) as Document
      ).spectra[0].values;
    const straight = await run(at("one.csv"));
    const forced = await run(at("flipped.csv"), "--imaginary", "-Z''");
    forced.forEach((value, k) => {
      expect(Math.abs(value / straight[k] - 1)).toBeLessThan(1e-6);
    });
  });

  test("weighting sigma leaves out spectra without standard deviations, by name", async () => {
    const { code, stdout } = await interphase([
      "fit",
      at("one.csv"),
      "--circuit",
      cellCircuit,
      "--weighting",
      "sigma",
      "--json",
    ]);
    const { spectra } = JSON.parse(stdout) as Document;
    expect(code).toBe(1);
    expect(spectra[0]).toMatchObject({ status: "failed" });
    expect(spectra[0].message).toContain("standard deviations");
  });

  test("results are the same with any number of workers", async () => {
    const run = async (workers: string): Promise<unknown> =>
      (
        JSON.parse(
          (
            await interphase([
              "fit",
              at("good.csv"),
              "--circuit",
              cellCircuit,
              "--json",
              "--workers",
              workers,
            ])
          ).stdout,
        ) as Document
      ).spectra;
    expect(await run("2")).toEqual(await run("0"));
  });

  test("files of equal names in two folders stay apart by their paths", async () => {
    for (const [name, seed] of [
      ["a", 1],
      ["b", 2],
    ] as const) {
      mkdirSync(at(name), { recursive: true });
      writeSpectra(join(folder, name, "cell.csv"), 1, seed);
    }
    const { stdout } = await interphase(["fit", "a", "b/*.csv", "--circuit", cellCircuit, "--json"], {
      cwd: folder,
    });
    const { spectra } = JSON.parse(stdout) as Document;
    expect(spectra.map(({ file }) => file)).toEqual([join("a", "cell.csv"), join("b", "cell.csv")]);
    expect(spectra[0].values).not.toEqual(spectra[1].values);
  });
});

describe("tables of results", () => {
  test("CSV, JSON and Parquet hold the same numbers to the last digit", async () => {
    const outs = ["t.csv", "t.json", "t.parquet"].map(at);
    for (const out of outs) {
      const { code } = await interphase([
        "fit",
        at("good.csv"),
        "--circuit",
        cellCircuit,
        "--out",
        out,
        "--quiet",
      ]);
      expect(code).toBe(0);
    }
    const [header, ...rows] = readFileSync(outs[0], "utf8").trimEnd().split("\r\n");
    const column = header.split(",").indexOf("R2.R (Ω)");
    const csv = rows.map((row) => Number(row.split(",")[column]));
    const { parameters, spectra } = JSON.parse(readFileSync(outs[1], "utf8")) as Document;
    const json = spectra.map(({ values }) => values[parameters.indexOf("R2.R")]);
    const bytes = readFileSync(outs[2]);
    const parquet = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    });
    expect(csv).toHaveLength(6);
    expect(json).toEqual(csv);
    expect(parquet.map((row) => row["R2.R (Ω)"])).toEqual(csv);
    expect(parquet.map((row) => row.status)).toEqual(Array(6).fill("converged"));
  });

  test("no temporary file stays behind, and an input is never overwritten", async () => {
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    const before = readFileSync(at("one.csv"), "utf8");
    const { code, stderr } = await interphase([
      "fit",
      at("one.csv"),
      "--circuit",
      cellCircuit,
      "--out",
      at("one.csv"),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain("input and as an output");
    expect(readFileSync(at("one.csv"), "utf8")).toBe(before);
  });

  test("a folder that holds the results of an earlier run does not fit them", async () => {
    mkdirSync(at("c"), { recursive: true });
    writeSpectra(join(folder, "c", "cell.csv"), 1);
    const args = ["fit", at("c"), "--circuit", cellCircuit, "--out", join(folder, "c", "results.csv")];
    expect((await interphase(args)).code).toBe(0);
    const again = await interphase([...args, "--resume"]);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain("1 spectrum was fitted before and kept");
  });

  test("the report is a page without scripts and addresses that names the circuit and every failure", async () => {
    await interphase([
      "fit",
      at("good.csv"),
      at("broken.csv"),
      "--circuit",
      cellCircuit,
      "--report",
      at("r.html"),
      "--quiet",
    ]);
    const page = readFileSync(at("r.html"), "utf8");
    expect(page).toMatch(/^<!DOCTYPE html>/);
    expect(page).toContain(cellCircuit);
    expect(page).toContain("broken.csv");
    expect(page).toContain("<svg");
    expect(page).not.toMatch(/<script|(?:src|href)="?https?:/);
  });
});

describeShared("interphase fit with real files", () => {
  test("the ion-blocking LPSCl pellet at −25 °C gives one document with a converged spectrum", async () => {
    const file = shared("data/impedance/solid-state/tutorials_data_PEIS_LPSCl_IonBlocking_-25C.txt");
    const { code, stdout } = await interphase(["fit", file, "--circuit", "p(R1,CPE1)-CPE2", "--json"]);
    const document = JSON.parse(stdout) as Document;
    expect(code).toBe(0);
    expect(document.parameters).toEqual(["R1.R", "CPE1.Q", "CPE1.n", "CPE2.Q", "CPE2.n"]);
    expect(document.spectra).toHaveLength(1);
    expect(document.spectra[0].status).not.toBe("failed");
    expect(document.spectra[0].file).toBe(file);
  });

  test("a batch over a folder of instrument files accounts for each of them", async () => {
    const data = shared("data/impedance/impedance.py");
    const { code, stdout } = await interphase([
      "fit",
      data,
      "--circuit",
      "R0-p(R1,CPE1)-p(R2,CPE2)",
      "--json",
    ]);
    const { spectra, summary } = JSON.parse(stdout) as Document;
    const named = new Set(spectra.map(({ file }) => file));
    expect([...named].sort()).toEqual(
      readdirSync(data)
        .map((name) => join(data, name))
        .sort(),
    );
    expect(spectra.every(({ status, values }) => status === "failed" || values.length === 7)).toBe(true);
    expect(summary.failed === 0 ? 0 : 1).toBe(code);
  });
});
