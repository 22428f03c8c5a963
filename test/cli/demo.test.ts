import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publishedAgeing } from "../../src/impedance/ageing.ts";
import { interphase, scratch, writeSpectra } from "./interphase.ts";

const folder = scratch();

test("the demo finds the published resistances within three standard errors, its errors are right, and its page opens offline", async () => {
  const { code, stdout } = await interphase(["demo"], { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toMatch(/1000 spectra fitted in .* spectra per second/);
  for (const { cycle, R1, arcs } of publishedAgeing) {
    const cells =
      stdout
        .split("\n")
        .find((line) => line.startsWith(`${cycle} `))
        ?.split(/\s{2,}/) ?? [];
    for (const [column, wanted] of [
      [1, R1],
      [4, arcs],
    ] as const) {
      const [mean, error] = cells[column].split(" ± ").map(Number);
      expect(Math.abs(mean - wanted)).toBeLessThan(3 * error);
      expect(Number(cells[column + 2])).toBe(wanted);
    }
  }
  // 1000 fits: the share within two standard errors has a standard deviation of 0.7 %
  const shares = [...stdout.matchAll(/([\d.]+)\s% of the fits within two/gu)].map((match) =>
    Number(match[1]),
  );
  expect(shares).toHaveLength(2);
  for (const share of shares) expect(Math.abs(share - 95.4)).toBeLessThan(3);

  const page = join(folder, "interphase-demo.html");
  expect(stdout).toContain(`Report: ${page}`);
  const html = readFileSync(page, "utf8");
  expect(html.match(/<svg/g)?.length).toBeGreaterThanOrEqual(6);
  expect(html).not.toMatch(/<script|(?:src|href)="?https?:/);
});

test("the demo of the user's files writes the report, names what it cannot read and exits with 1", async () => {
  writeSpectra(join(folder, "mine.csv"), 12);
  const { code, stdout, stderr } = await interphase(
    ["demo", "mine.csv", "absent.csv", "--report", "mine.html"],
    { cwd: folder },
  );
  expect(code).toBe(1);
  expect(stderr).toContain("absent.csv");
  expect(stdout).toContain("R2+R3");
  expect(stdout).toContain("12 spectra fitted");
  expect(existsSync(join(folder, "mine.html"))).toBe(true);
});

test("--json is the document of the fits and nothing else on stdout", async () => {
  writeSpectra(join(folder, "few.csv"), 3);
  const { code, stdout } = await interphase(["demo", "few.csv", "--report", "few.html", "--json"], {
    cwd: folder,
  });
  expect(code).toBe(0);
  const { spectra, summary } = JSON.parse(stdout) as {
    spectra: { states: string[]; covariance: number[][]; arcs: unknown[] }[];
    summary: { spectra: number };
  };
  expect(summary.spectra).toBe(3);
  for (const { states, covariance, arcs } of spectra) {
    expect(covariance).toHaveLength(states.length);
    expect(arcs.length).toBeGreaterThan(0);
  }
  expect(existsSync(join(folder, "few.html"))).toBe(true);
});
