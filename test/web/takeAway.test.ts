/** Tables, figures, reports and sessions that leave the impedance view. */
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { simulateAgeing } from "../../src/impedance/ageing.ts";
import { fitted } from "./page.js";
import { openExample, pickFiles, site, takeAway, useSite } from "./site.ts";

useSite();

describe("taking away", () => {
  test("tables, figures, report; what they hold", async () => {
    const { page, complaints } = await site.open();
    await openExample(page, /^An ageing cell/);
    const csv = String((await takeAway(page, /^Parameters, CSV/)).bytes);
    expect(csv.split("\r\n")[0]).toContain("R1.R (Ω),R1.R stderr (Ω),R1.R state");
    expect(csv.trim().split("\r\n").length).toBe(51);
    const { bytes } = await takeAway(page, /^Spectra, Parquet/);
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    });
    const truth = simulateAgeing({ cells: 1, cycles: 50, seed: 1 })[49].spectrum;
    expect(rows.length).toBe(50 * 70);
    expect(rows.at(-1)).toMatchObject({
      frequency_hertz: truth.frequency[69],
      real_impedance_ohm: truth.real[69],
    });
    expect(String((await takeAway(page, /^Nyquist plot, SVG/)).bytes)).toMatch(/^<svg xmlns/);
    const png = (await takeAway(page, /^Trends, PNG/)).bytes;
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    // 170 mm at 300 dpi
    expect(png.readUInt32BE(16)).toBe(Math.round((170 / 25.4) * 300));
    const report = await takeAway(page, /^Report/);
    expect(report.name).toBe("report.html");
    expect(String(report.bytes)).toContain("<h1>Impedance fit: L0-R1-p(R2,CPE2)-p(R3,CPE3)</h1>");
    expect(complaints).toEqual([]);
  });

  test("a session file reopens exactly", async () => {
    const { page } = await site.open();
    await openExample(page, /^An ageing cell/);
    await page.getByRole("textbox", { name: "R1.R, lower bound in Ω" }).fill("7.5");
    await page.keyboard.press("Tab");
    await expect
      .poll(() => page.locator(".parameters tr", { hasText: "R1.R" }).textContent())
      .toContain("at lower bound");
    await fitted(page);
    await page.getByRole("option", { name: /cycle 3 / }).click();
    const before = {
      table: await page.locator(".parameters tbody").innerText(),
      json: (await takeAway(page, /^Parameters, JSON/)).bytes,
    };
    const session = await takeAway(page, /^Session file/);
    const fresh = await site.open();
    await pickFiles(fresh.page, [{ name: session.name, text: session.bytes }]);
    await fitted(fresh.page);
    expect(await fresh.page.locator(".parameters tbody").innerText()).toBe(before.table);
    const spectra = (text: Buffer) => JSON.parse(String(text)).spectra;
    expect(spectra((await takeAway(fresh.page, /^Parameters, JSON/)).bytes)).toEqual(spectra(before.json));
    expect(await fresh.page.locator(".row.current").textContent()).toContain("cycle 3");
    await pickFiles(fresh.page, [{ name: session.name, text: "{" }]);
    await expect
      .poll(() => fresh.page.getByRole("status").textContent())
      .toContain("not a whole session file");
  });
});
