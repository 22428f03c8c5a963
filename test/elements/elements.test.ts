/** The custom elements as a page uses them: attributes, properties, events, errors, coming and going. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fit } from "../../src/api.ts";
import { BodeElement, defineElements, FitElement, NyquistElement } from "../../src/elements/index.ts";
import { simulateAgeing } from "../../src/impedance/ageing.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { pointColumns } from "../../src/report/points.ts";
import { csvOf } from "../../src/report/tableFile.ts";
import { violations } from "../axe.ts";
import { openElementSite } from "./site.js";

const circuit = "L0-R1-p(R2,CPE2)-p(R3,CPE3)";
const spectra = simulateAgeing({ cells: 1, cycles: 12, seed: 7 }).map(({ spectrum }) => spectrum);
const csv = (some: readonly Spectrum[]): string =>
  csvOf(pointColumns([{ file: "cell 1", format: "simulated", spectra: some, warnings: [] }]));
const json = (spectrum: Spectrum): string =>
  JSON.stringify({
    frequency: [...spectrum.frequency],
    real: [...spectrum.real],
    imaginary: [...spectrum.imaginary],
  });

let site: Awaited<ReturnType<typeof openElementSite>>;
beforeAll(async () => {
  site = await openElementSite({
    "one.csv": csv(spectra.slice(0, 1)),
    "all.csv": csv(spectra),
    "notes.txt": "nothing to fit",
    "page.css":
      "@media (prefers-color-scheme:dark){:root{color-scheme:dark;background:#121417;color:#e8e8e6}}",
  });
});
afterAll(() => site?.close());

/** Waits until an element shows all that it was asked for. */
const complete = (page: Page, selector: string): Promise<void> =>
  page.locator(selector).evaluate((element) => (element as FitElement).complete);

/** Events of an element from now on, as "type detail". */
async function heard(page: Page, selector: string): Promise<() => Promise<string[]>> {
  await page.locator(selector).evaluate((element) => {
    const log: string[] = [];
    (globalThis as unknown as { log: string[] }).log = log;
    for (const type of ["load", "error", "progress", "fit", "point"])
      element.addEventListener(type, (event) => {
        const { detail } = event as CustomEvent;
        const { message, spectra, results, index } = detail;
        log.push(`${type} ${message ?? results?.length ?? spectra?.length ?? index ?? ""}`.trim());
      });
  });
  return () => page.evaluate(() => (globalThis as unknown as { log: string[] }).log);
}

test("the module is imported in Node, where it defines nothing; a registry that is given gets the elements once", () => {
  const known = new Map<string, CustomElementConstructor>();
  const registry = { get: (name: string) => known.get(name), define: known.set.bind(known) };
  defineElements(registry as unknown as CustomElementRegistry);
  defineElements(registry as unknown as CustomElementRegistry);
  expect([...known]).toEqual([
    ["interphase-nyquist", NyquistElement],
    ["interphase-bode", BodeElement],
    ["interphase-fit", FitElement],
  ]);
  expect(globalThis.customElements).toBeUndefined();
});

describe("<interphase-fit>", () => {
  test("fits the file of src: the numbers of Node, in a table with errors, units and the verdict; its figure has the curve", async () => {
    const { page, complaints } = await site.show(
      `<interphase-fit circuit="${circuit}" src="one.csv"><interphase-nyquist></interphase-nyquist></interphase-fit>`,
    );
    await complete(page, "interphase-fit");
    const result = await fit(circuit, spectra[0]);
    const found = await page
      .locator("interphase-fit")
      .evaluate((element) => [...(element as FitElement).results[0].values]);
    expect(found).toEqual([...result.values]);
    const row = page.locator("interphase-fit tbody tr", { hasText: "R1.R" });
    expect(await row.textContent()).toMatch(/^R1\.R[\d.]+ ± [\d.]+\sΩ[\d.]+\s%free$/);
    expect(await page.locator("interphase-fit [part=verdict]").textContent()).toMatch(
      /^✓ converged: rms .*starts agree$/,
    );
    const curves = await page
      .locator("interphase-nyquist")
      .evaluate((element) => (element as NyquistElement).curves.map((curve) => curve?.frequency.length));
    expect(curves).toEqual([spectra[0].frequency.length + 199]);
    expect(
      await page.locator("interphase-nyquist svg.figure .s1").count(),
      "the line of the fit",
    ).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  test("events: load, progress of a batch, fit; a change of the circuit fits again, without another load", async () => {
    const { page, complaints } = await site.show(`<interphase-fit src="all.csv"></interphase-fit>`);
    await complete(page, "interphase-fit");
    const events = await heard(page, "interphase-fit");
    await page
      .locator("interphase-fit")
      .evaluate((element, text) => element.setAttribute("circuit", text), circuit);
    await complete(page, "interphase-fit");
    const first = await events();
    expect(first.filter((event) => event === "fit 12")).toHaveLength(1);
    expect(first.at(-1)).toBe("fit 12");
    expect(first.filter((event) => event === "progress").length).toBeGreaterThan(0);
    expect(first.some((event) => event.startsWith("load"))).toBe(false);
    expect(await page.locator("interphase-fit [part=summary]").textContent()).toMatch(/^12 spectra fitted: /);
    await page.locator("interphase-fit").evaluate((element) => {
      (element as FitElement).circuit = "R0-p(R1,CPE1)";
      (element as FitElement).src = "one.csv";
    });
    await complete(page, "interphase-fit");
    const then = (await events()).slice(first.length);
    expect(then, "two changes of one moment are one update").toEqual(["load 1", "fit 1"]);
    expect(complaints).toEqual([]);
  });

  test("of many spectra one is chosen, by attribute or by the list; options that are set come with it", async () => {
    const { page, complaints } = await site.show(
      `<interphase-fit circuit="${circuit}" src="all.csv" selected="3" weighting="unit"></interphase-fit>`,
    );
    await complete(page, "interphase-fit");
    const shown = () =>
      page.locator("interphase-fit tbody tr", { hasText: "R1.R" }).locator("td").first().textContent();
    const third = await shown();
    await page.getByLabel("Spectrum").selectOption({ index: 7 });
    await complete(page, "interphase-fit");
    expect(await page.locator("interphase-fit").getAttribute("selected")).toBe("7");
    expect(await shown()).not.toBe(third);
    const weighting = await page
      .locator("interphase-fit")
      .evaluate((element) => (element as FitElement).results[0].weighting);
    expect(weighting).toBe("unit");
    await page.locator("interphase-fit").evaluate((element) => {
      (element as FitElement).options = { fixed: { "R1.R": 8 } };
    });
    await complete(page, "interphase-fit");
    expect(await shown()).toMatch(/^8\s/);
    expect(await page.locator("interphase-fit tbody tr", { hasText: "R1.R" }).textContent()).toContain(
      "fixed",
    );
    expect(complaints).toEqual([]);
  });

  test.for([
    ['src="gone.csv" circuit="R0"', /^gone\.csv: the server answered 404.*; check the address in "src"$/],
    ['src="notes.txt" circuit="R0"', /^notes\.txt: /],
    ['src="one.csv"', /^no circuit is given; write it as the attribute circuit="R0-p\(R1,CPE1\)"$/],
    ['src="one.csv" circuit="R0-p(X1,CPE1)"', /unknown element "X"\n.*R0-p\(X1,CPE1\)\n\s*\^/],
    [
      'src="one.csv" circuit="R0" weighting="modulo"',
      /^weighting="modulo" is not one of unit, modulus, proportional, sigma$/,
    ],
    ['src="one.csv" circuit="R0" workers="two"', /^workers="two" is not a whole number from 0/],
  ] as const)("a mistake is a sentence in the element and an event: %s", async ([attributes, sentence]) => {
    const { page, complaints } = await site.show("<interphase-fit></interphase-fit>");
    const events = await heard(page, "interphase-fit");
    await page.locator("interphase-fit").evaluate((element, text) => {
      for (const [, name, value] of text.matchAll(/([\w-]+)="([^"]*)"/g)) element.setAttribute(name, value);
    }, attributes);
    await complete(page, "interphase-fit");
    const fault = page.locator("interphase-fit [part=error]");
    expect(await fault.textContent()).toMatch(sentence);
    expect(await fault.isVisible()).toBe(true);
    expect((await events()).filter((event) => event.startsWith("error"))).toEqual([
      `error ${await fault.textContent()}`,
    ]);
    expect(await page.locator("interphase-fit table").count()).toBe(0);
    // What the browser itself says of a 404 is no complaint of ours
    expect(complaints.filter((one) => !one.includes("404"))).toEqual([]);
    await page.locator("interphase-fit").evaluate((element, text) => {
      for (const name of ["weighting", "workers"]) element.removeAttribute(name);
      element.setAttribute("src", "one.csv");
      element.setAttribute("circuit", text);
    }, circuit);
    await complete(page, "interphase-fit");
    expect(await fault.isVisible(), "mended").toBe(false);
    // The numbers of the file before do not stand beside a new fault
    expect(await page.locator("interphase-fit table").count()).toBeGreaterThan(0);
    await page.locator("interphase-fit").evaluate((element) => element.setAttribute("workers", "two"));
    await complete(page, "interphase-fit");
    expect(await fault.isVisible()).toBe(true);
    expect(await page.locator("interphase-fit table").count(), "stale").toBe(0);
    await page.locator("interphase-fit").evaluate((element) => element.removeAttribute("workers"));
    await complete(page, "interphase-fit");
    expect(await page.locator("interphase-fit table").count()).toBe(1);
  });

  test("one that goes while it fits gives its workers back; one that comes back goes on; many share one set of workers", async () => {
    const { page, complaints } = await site.show("<div id='place'></div>");
    await page.evaluate((circuit) => {
      const place = document.querySelector("#place")!;
      for (let k = 0; k < 3; k++) {
        const element = document.createElement("interphase-fit");
        element.src = "all.csv";
        element.circuit = circuit;
        element.setAttribute("workers", "2");
        place.append(element);
      }
    }, circuit);
    await expect.poll(() => page.workers().length).toBe(2);
    await page.evaluate(async () => {
      const place = document.querySelector("#place")!;
      const elements = [...place.querySelectorAll("interphase-fit")];
      (globalThis as unknown as { elements: unknown }).elements = elements;
      for (let k = 0; k < 20; k++) {
        place.replaceChildren();
        place.append(...elements);
      }
      await Promise.all(elements.map(({ complete }) => complete));
    });
    expect(page.workers().length, "moved, not ended").toBe(2);
    expect(await page.locator("interphase-fit table").count()).toBe(3);
    await page.evaluate(() => document.querySelector("#place")!.replaceChildren());
    await expect.poll(() => page.workers().length, { timeout: 10_000 }).toBe(0);
    const events = await page.evaluate(async () => {
      const [element] = (globalThis as unknown as { elements: FitElement[] }).elements;
      const fits: number[] = [];
      element.addEventListener("fit", ({ detail }) => fits.push(detail.results.length));
      document.querySelector("#place")!.append(element);
      await element.complete;
      element.circuit = "R0-p(R1,CPE1)";
      await element.complete;
      return fits;
    });
    expect(events, "what was fitted is not fitted again by moving it").toEqual([12]);
    expect(complaints).toEqual([]);
  });
});

describe("<interphase-nyquist> and <interphase-bode>", () => {
  test("draw a script inside, with properties that were set before they were defined; an ohm is equally long on both axes", async () => {
    const { page, complaints } = await site.show(
      `<interphase-nyquist label="cell 7"><script type="application/json">${json(spectra[0])}</script></interphase-nyquist>
      <interphase-bode><script type="text/csv">${csv(spectra.slice(0, 1))}</script></interphase-bode>`,
    );
    await complete(page, "interphase-nyquist");
    await complete(page, "interphase-bode");
    const [wide, high] = await page
      .locator("interphase-nyquist .frame")
      .first()
      .evaluate((frame) => {
        const { dataset } = frame as SVGPathElement;
        const [, , width, height] = (dataset.box ?? "").split(" ").map(Number);
        const span = (text = ""): number => {
          const [, min, max] = text.split(" ").map(Number);
          return max - min;
        };
        return [width / span(dataset.x), height / span(dataset.y)];
      });
    expect(wide / high).toBeCloseTo(1, 2);
    expect(await page.getByRole("group", { name: /^Nyquist plot: cell 7; arrow keys/ }).count()).toBe(1);
    expect(await page.locator("interphase-bode .frame").count()).toBe(2);
    const before = await page.evaluate(async (one) => {
      const undefinedYet = document.createElement("interphase-later") as unknown as NyquistElement;
      undefinedYet.spectra = JSON.parse(one);
      document.body.append(undefinedYet);
      customElements.define("interphase-later", class extends (customElements.get("interphase-nyquist")!) {});
      await undefinedYet.complete;
      return undefinedYet.spectra[0].frequency instanceof Float64Array;
    }, json(spectra[0]));
    expect(before).toBe(true);
    expect(complaints).toEqual([]);
  });

  test("points are reached by keys: read in words and told to the page", async () => {
    const { page } = await site.show(
      `<interphase-nyquist><script type="application/json">${json(spectra[0])}</script></interphase-nyquist>`,
    );
    await complete(page, "interphase-nyquist");
    const events = await heard(page, "interphase-nyquist");
    await page.locator("interphase-nyquist [part=figure]").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("End");
    expect(await events()).toEqual(["point 0", `point ${spectra[0].frequency.length - 1}`]);
    expect(await page.locator("interphase-nyquist [part=readout]").textContent()).toMatch(
      /Hz {3}Z′ = .*−Z″ = .*phase/,
    );
  });

  test("a figure is as wide as its place and is drawn again when that changes", async () => {
    const { page } = await site.show(`<interphase-nyquist src="one.csv"></interphase-nyquist>`);
    await complete(page, "interphase-nyquist");
    const width = async (): Promise<number> =>
      (await page.locator("interphase-nyquist svg").boundingBox())!.width;
    const viewBox = () => page.locator("interphase-nyquist svg").getAttribute("viewBox");
    const wide = { pixels: await width(), box: await viewBox() };
    await page.setViewportSize({ width: 380, height: 800 });
    await expect.poll(viewBox).not.toBe(wide.box);
    expect(await width()).toBeLessThan(380);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(380);
  });

  test("what is no spectrum is refused with a sentence", async () => {
    const { page } = await site.show("<interphase-nyquist></interphase-nyquist>");
    const said = await page.locator("interphase-nyquist").evaluate((element) => {
      try {
        (element as NyquistElement).spectra = { frequency: 1 } as never;
        return "";
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(said).toBe(
      "spectra: a spectrum is { frequency, real, imaginary }, three arrays of numbers in Hz and Ω; give one or a list of them",
    );
  });
});

test.for(["light", "dark"] as const)(
  "axe finds nothing in %s: fit, figures, list, error",
  async (colorScheme) => {
    const { page } = await site.show(
      `<interphase-fit circuit="${circuit}" src="all.csv"><interphase-nyquist residuals></interphase-nyquist><interphase-bode></interphase-bode></interphase-fit>
    <interphase-fit circuit="R0-p(R1" src="one.csv"></interphase-fit>`,
      { colorScheme },
    );
    await complete(page, "interphase-fit >> nth=0");
    await complete(page, "interphase-fit >> nth=1");
    await complete(page, "interphase-nyquist");
    expect(await violations(page)).toEqual([]);
  },
);

describe("the page of the README", () => {
  const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
  const example = /```html\n(<!doctype html>\n[\s\S]*?)```/.exec(readme)?.[1] ?? "";

  test("is complete in under 25 lines and fits in a page", async () => {
    expect(example.trimEnd().split("\n").length).toBeLessThan(25);
    const own = await openElementSite({ "index.html": example, "cell.csv": csv(spectra.slice(0, 1)) }, "");
    try {
      const { page, complaints } = await own.visit("index.html");
      const result = await fit(/circuit="([^"]*)"/.exec(example)![1], spectra[0]);
      await expect.poll(() => page.locator("#answer").textContent()).not.toBe("");
      expect(await page.locator("#answer").textContent()).toContain(result.values[0].toPrecision(4));
      expect(await page.locator("interphase-nyquist svg").count()).toBe(1);
      expect(complaints).toEqual([]);
    } finally {
      await own.close();
    }
  });
});
