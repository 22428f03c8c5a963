/** The view of series: records of cyclers read piece by piece, plotted at any zoom, with events, half-cycles and pressure. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { readSeries } from "../../src/formats/series/index.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { cyclesDocument, cyclesFile, halfCycleColumns } from "../../src/report/cyclesDocument.ts";
import { pressureDocument, pressureFile } from "../../src/report/pressureDocument.ts";
import { csvOf } from "../../src/report/tableFile.ts";
import { analyseCycling } from "../../src/series/analysis.ts";
import { analysePressure } from "../../src/series/pressure/analysis.ts";
import type { SeriesRecord } from "../../src/series/record.ts";
import { reduceSeries } from "../../src/series/reduce.ts";
import { simulatePressure, simulateTwoClocks } from "../../src/series/simulate/pressure.ts";
import { simulateSymmetric } from "../../src/series/simulate/symmetric.ts";
import { violations } from "../axe.ts";
import { openSite, strictPolicy } from "./page.js";
import { pickFiles, site, takeAway, useSite } from "./site.ts";

useSite();

const kernel = await Kernel.load(undefined, "series");

/** The record as a file in the Battery Data Format. */
async function textOf(record: SeriesRecord): Promise<string> {
  const names = record.columns.map(({ column }) => column);
  const lines = [names.join(",")];
  for await (const { rows, columns } of record.blocks) {
    for (let row = 0; row < rows; row++) lines.push(names.map((name) => columns[name]![row]).join(","));
  }
  return `${lines.join("\n")}\n`;
}

/** 111,000 rows: more than a pyramid keeps as they are. */
const symmetricText = await textOf(
  simulateSymmetric({
    halfCycles: 40,
    duration: () => 2700,
    rest: 60,
    interval: 1,
    filaments: [{ halfCycle: 30, share: 0.4, seconds: Number.POSITIVE_INFINITY, ratio: 0.05 }],
  }),
);
const pressureText = await textOf(simulatePressure({ cycles: 14, onset: 9, fall: 1.5 }));

/** What reads a file again takes a while. */
const slowly = { timeout: 15_000 };

const seriesRegion = (page: Page) => page.getByRole("region", { name: "Record against time" });
const traces = (page: Page) => page.getByRole("group", { name: /^Record against time/ });
const listed = (page: Page, name: string) => page.getByRole("listbox", { name }).getByRole("option");

async function openRecord(page: Page, name: string, text: string): Promise<void> {
  await pickFiles(page, [{ name, text }]);
  await page.locator(".series-analysis > .list .row.current", { hasText: name }).waitFor();
}

/** The window in h by its fields. */
async function windowOf(page: Page): Promise<[from: number, to: number]> {
  const of = async (end: string) =>
    Number(await page.getByRole("textbox", { name: `Window ${end}, h` }).inputValue());
  return [await of("from"), await of("to")];
}

/** Numbers of the line "Shown: …": least and greatest voltage in V. */
async function shownVoltage(page: Page): Promise<[least: number, greatest: number]> {
  const text = ((await page.locator(".window-words").textContent()) ?? "")
    .replaceAll("−", "-")
    .replaceAll("\u00a0", " ");
  const [, low, high, unit] = /voltage (\S+) … (\S+) (m?V)/.exec(text) ?? [];
  const factor = unit === "mV" ? 1e-3 : 1;
  return [Number(low) * factor, Number(high) * factor];
}

describe("an example", () => {
  test("of a symmetric cell has its critical current and its shorts, each with its rule; each is shown where it is", async () => {
    const { page, complaints } = await site.open();
    await page.getByRole("button", { name: /^A symmetric cell that shorts/ }).click();
    const events = page.getByRole("region", { name: "Events", exact: true });
    await events.waitFor();
    expect(await events.locator(".finding").textContent()).toMatch(
      /Critical current: Endures 0\.8 mA·cm⁻², fails at 0\.9 \(step 0\.1\); fixed time, 3600 s/,
    );
    const rows = await events.locator("tbody tr").allInnerTexts();
    expect(rows.length).toBe(2);
    expect(rows[0]).toMatch(/A soft short\s+9\s+17\.889.*falls by 40\s%/s);
    expect(rows[1]).toMatch(/B hard short\s+11 … 14\s+23\.1.*stays down/s);
    await events.getByRole("button", { name: /^Show A/ }).click();
    await expect.poll(async () => (await windowOf(page))[0]).toBeGreaterThan(15);
    const [from, to] = await windowOf(page);
    expect([from < 17.89, to > 17.89, to - from < 6]).toEqual([true, true, true]);
    await expect.poll(() => page.locator(".half-cycles .row.current").textContent()).toContain("9, charge");
    expect(await page.locator(".facts").innerText()).toMatch(/current density\s+0\.9000\smA·cm⁻²/);
    expect(await page.locator(".trace canvas").count()).toBe(2);
    expect(complaints).toEqual([]);
  });

  test("under a policy that forbids WebAssembly the JavaScript kernel finds the same", async () => {
    const strict = await openSite(site.folder, strictPolicy);
    try {
      const { page, complaints } = await strict.open();
      await page.getByRole("button", { name: /^A symmetric cell that shorts/ }).click();
      const events = page.getByRole("region", { name: "Events", exact: true });
      await events.waitFor({ timeout: 60_000 });
      expect(await events.locator(".finding").textContent()).toContain("Endures 0.8 mA·cm⁻², fails at 0.9");
      expect(await events.locator("tbody tr").count()).toBe(2);
      expect(await page.locator(".kernel").textContent()).toContain("JavaScript kernel");
      expect(complaints.filter((text) => !/WebAssembly|wasm/i.test(text))).toEqual([]);
    } finally {
      await strict.close();
    }
  });

  test("of a full cell under pressure has the early warning, ΔP and Δ(ΔP)/Q", async () => {
    const { page, complaints } = await site.open();
    await page.getByRole("button", { name: /^A full cell under pressure/ }).click();
    await page.getByRole("tab", { name: "Pressure" }).click();
    const panel = page.getByRole("tabpanel", { name: "Pressure" });
    expect(await panel.locator(".finding").textContent()).toMatch(
      /Warning of penetrating lithium at the end of cycle 25/,
    );
    const names = await panel
      .locator("figure")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
    expect(names.slice(0, 3)).toEqual([
      expect.stringMatching(/^Δ\(ΔP\) against cycle/),
      expect.stringMatching(/^Δ\(ΔP\)\/Q against cycle/),
      expect.stringMatching(/^ΔP against cycle/),
    ]);
    expect(await page.locator(".trace canvas").count()).toBe(3);
    expect(await page.locator(".command").textContent()).toContain("interphase pressure");
    expect(complaints).toEqual([]);
  });
});

describe("a record", () => {
  const area_cm2 = 0.785;

  async function expected(name: string) {
    const record = await readSeries(name, new TextEncoder().encode(symmetricText));
    const table = await reduceSeries(record, kernel);
    const analysis = analyseCycling(table, { area: area_cm2 / 1e4 });
    return cyclesFile({ file: name, format: record.format, remarks: record.warnings }, table, analysis, {
      area_cm2,
    });
  }

  test("gives the half-cycles of the library as CSV, Parquet and JSON, the report, and the command line", async () => {
    const { page, complaints } = await site.open();
    await openRecord(page, "cell.bdf.csv", symmetricText);
    await page.getByRole("textbox", { name: "Area, cm²" }).fill("0.785");
    await page.keyboard.press("Tab");
    await expect
      .poll(() => page.locator(".command").textContent())
      .toBe("interphase cycles cell.bdf.csv --area 0.785 --report cycles.html");
    const file = await expected("cell.bdf.csv");
    const csv = String((await takeAway(page, /^Half-cycles, CSV/)).bytes);
    expect(csv).toBe(`\ufeff${csvOf(halfCycleColumns([file]))}`);
    expect(JSON.parse(String((await takeAway(page, /^Half-cycles, JSON/)).bytes))).toEqual(
      JSON.parse(JSON.stringify(cyclesDocument([file], []))),
    );
    const { bytes } = await takeAway(page, /^Half-cycles, Parquet/);
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    });
    expect(rows.length).toBe(40);
    expect(rows[7]).toMatchObject({ index: 8, voltagePlateau_V: file.halfCycles[7].voltagePlateau_V });
    const report = String((await takeAway(page, /^Report of the cycles/)).bytes);
    expect(report).toContain("<h1>Cycling of cell.bdf.csv</h1>");
    expect(report).toContain("interphase cycles cell.bdf.csv --area 0.785 --report cycles.html");
    expect(String((await takeAway(page, /^Record as shown, SVG/)).bytes)).toMatch(/^<svg xmlns/);
    expect((await takeAway(page, /^Voltage against charge, PNG/)).bytes.subarray(1, 4).toString()).toBe(
      "PNG",
    );
    expect((await takeAway(page, /^Over the cycles, SVG/)).name).toBe("life.svg");
    expect(complaints).toEqual([]);
  });

  test("of a full cell with pressure gives the numbers of `interphase pressure`", async () => {
    const { page } = await site.open();
    await openRecord(page, "pressed.csv", pressureText);
    await page.getByRole("textbox", { name: "Active mass, g" }).fill("0.00955");
    await page.keyboard.press("Tab");
    const record = await readSeries("pressed.csv", new TextEncoder().encode(pressureText));
    const analysis = await analysePressure(record, kernel);
    const file = pressureFile({ format: record.format }, analysis, { mass_g: 0.00955 });
    await expect.poll(() => page.locator(".command").textContent()).toContain("--mass 0.00955");
    const json = JSON.parse(String((await takeAway(page, /^Pressure of the cycles, JSON/)).bytes));
    expect(json).toEqual(JSON.parse(JSON.stringify(pressureDocument([file], []))));
  });

  test("is zoomed by fields, buttons, keys, wheel and dragging down to single samples; what is shown are the samples", async () => {
    const { page, complaints } = await site.open();
    await openRecord(page, "cell.csv", symmetricText);
    const table = symmetricText
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").map(Number));
    const extremes = (from: number, to: number): [number, number] => {
      const inside = table.filter(([time]) => time >= from && time <= to).map(([, voltage]) => voltage);
      return [Math.min(...inside), Math.max(...inside)];
    };
    const within = async (from: number, to: number, digits: number): Promise<void> => {
      const [low, high] = extremes(from, to);
      await expect
        .poll(async () => Math.abs((await shownVoltage(page))[0] - low))
        .toBeLessThan(10 ** -digits);
      await expect
        .poll(async () => Math.abs((await shownVoltage(page))[1] - high))
        .toBeLessThan(10 ** -digits);
    };
    // The pyramid spans every sample; 32-bit numbers are printed with five digits
    await within(0, 1e9, 5);
    await page.getByRole("textbox", { name: "Window from, h" }).fill("10.00");
    await page.getByRole("textbox", { name: "Window to, h" }).fill("10.01");
    await page.keyboard.press("Enter");
    await expect.poll(() => windowOf(page)).toEqual([10, 10.01]);
    await within(36_000, 36_036, 4);
    // 36 samples: the axis is in seconds
    expect(await page.locator(".axis-label").textContent()).toBe("t − 10 h (s)");
    await page.getByRole("button", { name: "Zoom out" }).click();
    await expect.poll(async () => (await windowOf(page))[1] - (await windowOf(page))[0]).toBeCloseTo(0.02, 4);
    await traces(page).focus();
    await page.keyboard.press("Home");
    await expect.poll(async () => (await windowOf(page))[1]).toBeGreaterThan(30);
    const [, end] = await windowOf(page);
    await page.keyboard.press("+");
    await expect
      .poll(async () => (await windowOf(page))[1] - (await windowOf(page))[0])
      .toBeCloseTo(end / 2, 1);
    await page.keyboard.press("ArrowRight");
    await expect.poll(async () => (await windowOf(page))[0]).toBeCloseTo(end * 0.35, 1);
    const box = (await page.locator(".trace .u-over").first().boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    expect(await page.locator(".series-traces .readout").textContent()).toMatch(
      /^t 18\.\d+\sh {3}V .*V {3}I .*A$/,
    );
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -400);
    await page.keyboard.up("Control");
    await expect
      .poll(async () => (await windowOf(page))[1] - (await windowOf(page))[0])
      .toBeLessThan(end / 3);
    await page.keyboard.press("Home");
    await page.mouse.move(box.x + box.width * 0.25, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => (await windowOf(page))[0] / end).toBeCloseTo(0.25, 2);
    expect((await windowOf(page))[1] / end).toBeCloseTo(0.5, 2);
    // A click picks the half-cycle under it
    await page.mouse.click(box.x + box.width * 0.5, box.y + 60);
    const middle = 3600 * end * 0.375;
    const cycle = table.find(([time]) => time >= middle)![3];
    await expect
      .poll(() => page.locator(".half-cycles .row.current").textContent())
      .toMatch(new RegExp(`^${cycle}, `));
    // A mistake is a sentence in place
    await page.getByRole("textbox", { name: "Window from, h" }).fill("later");
    await page.keyboard.press("Enter");
    expect(await seriesRegion(page).locator(".fault").textContent()).toBe(
      "A window needs two times in hours, the first before the second.",
    );
    expect(complaints).toEqual([]);
  });

  test("follows fingers: two zoom, one moves the window", async () => {
    const { page } = await site.open({ hasTouch: true });
    await openRecord(page, "cell.csv", symmetricText);
    await expect.poll(async () => (await windowOf(page))[1]).toBeGreaterThan(30);
    const [, end] = await windowOf(page);
    const box = (await page.locator(".trace .u-over").first().boundingBox())!;
    const client = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...shares: number[]) =>
      client.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: shares.map((share, id) => ({ x: box.x + share * box.width, y: box.y + 50, id })),
      });
    await touch("touchStart", 0.4, 0.6);
    await touch("touchMove", 0.35, 0.6);
    await touch("touchMove", 0.3, 0.7);
    await touch("touchEnd");
    // The fingers are twice as far from each other
    await expect
      .poll(async () => (await windowOf(page))[1] - (await windowOf(page))[0])
      .toBeCloseTo(end / 2, 0);
    const [from] = await windowOf(page);
    await touch("touchStart", 0.5);
    await touch("touchMove", 0.45);
    await touch("touchMove", 0.3);
    await touch("touchEnd");
    await expect.poll(async () => (await windowOf(page))[0] - from).toBeGreaterThan(0.05 * end);
  });

  test("its curves are compared, sizes are undone, faults are said in place, and records are taken off the list", async () => {
    const { page } = await site.open();
    await openRecord(page, "cell.csv", symmetricText);
    await listed(page, "Half-cycles").nth(4).click();
    await listed(page, "Half-cycles")
      .nth(6)
      .click({ modifiers: ["Shift"] });
    await expect.poll(() => page.locator(".half-cycle-figure .legend").count()).toBe(3);
    await page.getByRole("tab", { name: "Over the cycles" }).click();
    // What never changes is a sentence
    await expect.poll(() => page.locator(".life svg").count()).toBe(2);
    expect(await page.locator(".life").first().innerText()).toContain("Every half-cycle passes");
    const area = page.getByRole("textbox", { name: "Area, cm²" });
    await area.fill("-2");
    await page.keyboard.press("Tab");
    expect(await page.locator(".sizes .fault").textContent()).toBe(
      '"-2" is no area; give a positive number, or nothing.',
    );
    await area.fill("2");
    await page.keyboard.press("Tab");
    await expect.poll(() => page.locator(".command").textContent()).toContain("--area 2");
    await page.keyboard.press("Control+z");
    await expect.poll(() => page.locator(".command").textContent()).not.toContain("--area");
    expect(await area.inputValue()).toBe("");
    await page.getByRole("combobox", { name: "Cell" }).selectOption("full");
    await page.getByRole("textbox", { name: "Reference cycle" }).fill("99");
    await page.keyboard.press("Tab");
    await expect
      .poll(() => page.locator(".sizes .fault").textContent())
      .toBe("cycle 99 cannot be the reference: whole cycles are 1 to 20.");
    await page.getByRole("listbox", { name: "Records" }).focus();
    await page.keyboard.press("Delete");
    await expect.poll(() => listed(page, "Records").count()).toBe(0);
    await page.keyboard.press("Control+z");
    await expect.poll(() => listed(page, "Records").count()).toBe(1);
  });

  test("takes its pressure from a logger's file, as `interphase pressure --pressure-file` does", async () => {
    const clock = { offset: 120, drift: 2e-4, interval: 7, jitter: 0.1 };
    const made = simulateTwoClocks({ cycles: 10 }, clock);
    const texts = { cycler: await textOf(made.cycler), logger: await textOf(made.logger) };
    const { page } = await site.open();
    await openRecord(page, "cell.csv", texts.cycler);
    await page.getByRole("tab", { name: "Pressure" }).click();
    const panel = page.getByRole("tabpanel", { name: "Pressure" });
    expect(await panel.textContent()).toContain("The record has no pressure");
    const give = async (name: string, text: string): Promise<void> => {
      const [chooser] = await Promise.all([
        page.waitForEvent("filechooser"),
        panel.getByRole("button", { name: /^Pressure from a logger's file/ }).click(),
      ]);
      await chooser.setFiles({ name, mimeType: "", buffer: Buffer.from(text) });
    };
    await give("notes.txt", "Tuesday");
    await expect
      .poll(() => page.locator(".sizes .fault").textContent(), slowly)
      .toMatch(/^notes\.txt: expected /);
    await give("logger.csv", texts.logger);
    await expect.poll(() => panel.textContent(), slowly).toContain("The logger's clock: offset");
    expect(await page.locator(".command").textContent()).toContain(
      "interphase pressure cell.csv --pressure-file logger.csv --report pressure.html",
    );
    expect(await page.locator(".trace canvas").count()).toBe(3);
    const bytes = (text: string) => new TextEncoder().encode(text);
    const record = await readSeries("cell.csv", bytes(texts.cycler));
    const logger = await readSeries("logger.csv", bytes(texts.logger), {
      needs: ["test_time_second", "surface_pressure_pa"],
    });
    const analysis = await analysePressure(record, kernel, { logger: { record: logger } });
    const { alignment, cycles, halfCycles } = pressureFile({ format: record.format }, analysis, {});
    expect(Math.abs((alignment?.offset_s ?? 0) - clock.offset)).toBeLessThan(5);
    const json = JSON.parse(String((await takeAway(page, /^Pressure of the cycles, JSON/)).bytes));
    expect({ alignment: json.alignment, cycles: json.cycles, halfCycles: json.halfCycles }).toEqual(
      JSON.parse(JSON.stringify({ alignment, cycles, halfCycles })),
    );
  });

  test("a session file reopens exactly", async () => {
    const { page } = await site.open();
    await openRecord(page, "cell.csv", symmetricText);
    await openRecord(page, "pressed.csv", pressureText);
    await page.getByRole("textbox", { name: "Active mass, g" }).fill("0.01");
    await page.keyboard.press("Tab");
    await listed(page, "Records").first().click();
    await page.getByRole("textbox", { name: "Window from, h" }).fill("12.5");
    await page.getByRole("textbox", { name: "Window to, h" }).fill("12.75");
    await page.keyboard.press("Enter");
    await listed(page, "Half-cycles").nth(16).click();
    await expect.poll(() => page.locator(".window-words").textContent()).toMatch(/12\.\d+/);
    const seen = async (of: Page) => ({
      window: await windowOf(of),
      words: await of.locator(".window-words").textContent(),
      facts: await of.locator(".facts").innerText(),
      command: await of.locator(".command").textContent(),
      csv: String((await takeAway(of, /^Half-cycles, CSV/)).bytes),
      pressure: String((await takeAway(of, /^Pressure of the cycles, CSV/)).bytes),
      svg: String((await takeAway(of, /^Record as shown, SVG/)).bytes).replaceAll(/id="[^"]*"|#[\w-]+/g, ""),
    });
    const before = await seen(page);
    expect(before.window[0]).toBeLessThan(12.6);
    const session = await takeAway(page, /^Session file/);
    const fresh = await site.open();
    await pickFiles(fresh.page, [{ name: session.name, text: session.bytes }]);
    await fresh.page.getByText("The session is open: 2 records.").waitFor();
    await expect.poll(() => fresh.page.locator(".window-words").textContent()).toBe(before.words);
    expect(await seen(fresh.page)).toEqual(before);
    // It goes on from there: a zoom into single samples needs what the file had
    await fresh.page.getByRole("button", { name: "Zoom in" }).click();
    await expect
      .poll(async () => (await windowOf(fresh.page))[1] - (await windowOf(fresh.page))[0])
      .toBeLessThan(0.5);
    expect(fresh.complaints).toEqual([]);
  });

  test("without a current is plotted; one whose units are missing is refused with its sentence, not misread as a spectrum", async () => {
    const { page } = await site.open();
    const rows = Array.from({ length: 300 }, (_, k) => `${k},${3 + k / 1000}`).join("\n");
    await openRecord(page, "rest.csv", `test_time_second,voltage_volt\n${rows}\n`);
    expect(await page.locator(".trace canvas").count()).toBe(1);
    expect(await page.locator(".sizes .notes").innerText()).toContain("1 remark");
    await pickFiles(page, [
      {
        name: "unitless.csv",
        text: `Cycle,Step,Test Time,Voltage,Current\n${rows.replaceAll(/^/gm, "1,1,").replaceAll(/$/gm, ",0.001")}\n`,
      },
    ]);
    const list = page.getByRole("region", { name: "Files that could not be read" });
    await list.waitFor();
    expect(await list.getByRole("listitem").allTextContents()).toEqual([
      expect.stringMatching(/^unitless\.csv.*: expected .*unit.*; /),
    ]);
    // The options of its cure stand ready and do as on the command line
    const field = list.getByRole("textbox", { name: /^Options of the command line/ });
    expect(await field.inputValue()).toBe(
      '--column "test_time_second=Test Time[s]" --column "voltage_volt=Voltage[V]" --column "current_ampere=Current[A]"',
    );
    const columns =
      '--column "test_time_second=3[s]" --column "voltage_volt=4[V]" --column "current_ampere=Current[mA]"';
    await field.fill(columns.replace("3[s]", "3[s"));
    await field.press("Enter");
    await expect.poll(() => list.getByRole("listitem").allTextContents(), slowly).not.toEqual([]);
    await field.fill(columns);
    await list.getByRole("button", { name: "Read again" }).click();
    await expect.poll(() => listed(page, "Records").allTextContents(), slowly).toContain("unitless.csv");
    expect(await list.count()).toBe(0);
    expect(await page.locator(".command").textContent()).toContain(
      'interphase cycles unitless.csv --column "test_time_second=3[s]" --column "voltage_volt=4[V]" --column "current_ampere=Current[mA]"',
    );
  });

  test("is read again with other options; the step is undone, and what is wrong with them is said", async () => {
    const { page } = await site.open();
    await openRecord(page, "cell.csv", symmetricText);
    await expect.poll(() => listed(page, "Half-cycles").first().getAttribute("aria-setsize")).toBe("40");
    const field = page.getByRole("textbox", { name: "Read with options" });
    await field.fill("--threshold none");
    await field.press("Tab");
    expect(await page.locator(".sizes .fault").textContent()).toBe(
      "--threshold none: write a positive number.",
    );
    // Above the current of the cell there is no half-cycle
    await field.fill("--threshold 1");
    await field.press("Tab");
    await expect
      .poll(() => page.locator(".sizes .summary").textContent(), slowly)
      .toContain(" 0 half-cycles");
    expect(await page.locator(".command").textContent()).toContain("--threshold 1 ");
    await page.keyboard.press("Control+z");
    await expect.poll(() => page.locator(".sizes .summary").textContent()).toContain(" 40 half-cycles");
    expect(await field.inputValue()).toBe("");
  });

  test("that is long shows how much of it has been read, and is cancelled", async () => {
    const { page } = await site.open();
    const line = "1.5,3.71234,0.00100000,1\n";
    const long = `test_time_second,voltage_volt,current_ampere,cycle_count\n${line.repeat(2_000_000)}`;
    const folder = mkdtempSync(join(tmpdir(), "interphase-series-"));
    const file = join(folder, "long.csv");
    writeFileSync(file, long);
    await page.locator('input[type="file"]').first().setInputFiles(file);
    const work = page.locator(".work");
    await expect.poll(() => work.innerText(), { timeout: 30_000, interval: 20 }).toMatch(/[\d.]+ of 50 MB/);
    await work.getByRole("button", { name: "Cancel" }).click();
    await expect
      .poll(() => page.getByRole("status").first().textContent())
      .toBe("Reading long.csv: cancelled.");
    expect(await page.locator(".work").count()).toBe(0);
    expect(await page.locator(".trace").count()).toBe(0);
    rmSync(folder, { recursive: true });
  });
});

describe("manners", () => {
  test.for(["light", "dark"] as const)(
    "axe finds nothing in the %s page",
    { timeout: 60_000 },
    async (colorScheme) => {
      const { page } = await site.open({ colorScheme });
      await page.getByRole("button", { name: /^A full cell under pressure/ }).click();
      await page.getByRole("region", { name: "Events", exact: true }).waitFor();
      for (const tab of ["Half-cycles", "Over the cycles", "Pressure"]) {
        await page.getByRole("tab", { name: tab }).click();
        expect(await violations(page), tab).toEqual([]);
      }
      await page.getByRole("textbox", { name: "Area, cm²" }).fill("none");
      await page.keyboard.press("Tab");
      expect(await violations(page), "mistake").toEqual([]);
    },
  );

  test.for([360, 1280, 2560, 3840])("at %i px nothing runs off the page sideways", async (width) => {
    const { page } = await site.open({ viewport: { width, height: 900 } });
    await page.getByRole("button", { name: /^A symmetric cell that shorts/ }).click();
    await page.getByRole("region", { name: "Events", exact: true }).waitFor();
    for (const tab of ["Half-cycles", "Over the cycles"]) {
      await page.getByRole("tab", { name: tab }).click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth), tab).toBeLessThanOrEqual(width);
    }
  });

  test("everything is done by keyboard: half-cycles, events, tabs, window", async () => {
    const { page } = await site.open();
    await page.getByRole("button", { name: /^A symmetric cell that shorts/ }).press("Enter");
    await page.getByRole("listbox", { name: "Half-cycles" }).focus();
    await page.keyboard.press("End");
    await expect.poll(() => page.locator(".facts").innerText()).toContain("28: cycle 14, discharge");
    await page.getByRole("button", { name: /^Show B/ }).press("Enter");
    await expect.poll(async () => (await windowOf(page))[0]).toBeGreaterThan(19);
    await page.getByRole("tab", { name: "Half-cycles" }).focus();
    await page.keyboard.press("ArrowRight");
    const figure = page.locator(".life .linked").first();
    await figure.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("tab", { name: "Half-cycles" }).click();
    await expect.poll(() => page.locator(".half-cycles .row.current").textContent()).toContain("2, charge");
  });
});
