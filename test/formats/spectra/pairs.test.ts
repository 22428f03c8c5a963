import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readSpectrum } from "../../../src/formats/spectra/index.ts";
import { type Measurement, onBindingEnergy, type Scan } from "../../../src/spectra/measurement.ts";
import { describeShared, shared } from "../../shared.ts";

const read = (path: string): Measurement => readSpectrum(readFileSync(shared(`data/spectra/${path}`)), path);

function expectEqual(a: Float64Array, b: Float64Array, tolerance: (value: number) => number): void {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) {
    if (!(Math.abs(a[i] - b[i]) <= tolerance(b[i]))) throw new Error(`value ${i}: ${a[i]} against ${b[i]}`);
  }
}

const exact = (): number => 0;
const rounded =
  (digits: number) =>
  (value: number): number =>
    0.5001 * 10 ** (Math.floor(Math.log10(Math.abs(value) || 1)) + 1 - digits);

function highest({ x, y }: Scan): number {
  let at = 0;
  for (let i = 1; i < y.length; i++) if (y[i] > y[at]) at = i;
  return x[at];
}

describeShared("two files of one measurement", () => {
  test("Bruker .brml and the JCAMP-DX that another program made of it are equal", () => {
    const [a] = read("bruker_brml/xrd-analysis__test.brml").scans;
    const [b] = read("jcamp_dx/xrd-analysis__test.jdx").scans;
    expectEqual(a.x, b.x, exact);
    expectEqual(a.y, b.y, exact);
    expect([a.axis, b.axis, a.yUnit, b.yUnit]).toEqual(["two-theta", "two-theta", "counts", "counts"]);
  });

  test("Scienta .ibw and .txt agree to a unit of the 15th digit of the text", () => {
    const [binary] = read("scienta_ibw/pynxtools-xps__Ag_0001Ag__001.ibw").scans;
    const [text] = read("xps_text_exports/pynxtools-xps__Ag_0001.txt").scans;
    expectEqual(binary.x, text.x, () => 1e-11);
    expectEqual(binary.y, text.y, (value) => 2 * rounded(15)(value));
    expect(binary.facts).toEqual(text.facts);
    expect([binary.axis, text.axis]).toEqual(["binding", "binding"]);
  });

  test("JCAMP-DX in fixed and in squeezed form are equal", () => {
    const [fixed] = read("jcamp_dx/jcampconverter__jcamp-fix.dx").scans;
    const [squeezed] = read("jcamp_dx/jcampconverter__1_jcamp-squeezed.dx").scans;
    expectEqual(fixed.x, squeezed.x, exact);
    expectEqual(fixed.y, squeezed.y, exact);
  });

  test("irregular VAMAS and SPECS .xy agree to the six digits of VAMAS: E_B = hν − E_kin", () => {
    const vamas = onBindingEnergy(read("vamas_vms/pynxtools-xps__irregular.vms").scans[0]);
    const [xy] = read("xy/pynxtools-xps__MgFe2O4_with_transmission_function.xy").scans;
    expectEqual(vamas.x, xy.x, () => 1e-9);
    expectEqual(vamas.y, xy.y, rounded(6));
    expectEqual(vamas.transmission!, xy.transmission!, rounded(6));
    expect([vamas.axis, vamas.xLabel, xy.axis]).toEqual(["binding", "Binding energy", "binding"]);
  });

  test("irregular VAMAS and the text export of CasaXPS agree, with the components on the axis of binding energy", () => {
    const vamas = onBindingEnergy(read("vamas_vms/pynxtools-xps__FeO_analyzed.vms").scans[0]);
    const [text] = read("xps_text_exports/pynxtools-xps__FeO_analyzed_lineshapes_cols.txt").scans;
    expectEqual(vamas.x, text.x, () => 1e-4);
    expectEqual(vamas.y, text.y, exact);
    expect(vamas.dwell! * vamas.sweeps!).toBe(text.dwell);
    expect(vamas.fit!.axis).toBe("binding");
    expect(vamas.fit!.components.length).toBe(4);
    vamas.fit!.components.forEach((stored, k) => {
      const printed = text.fit!.components[k];
      expect(stored.name).toBe(printed.name);
      expect(stored.shape).toBe(printed.shape);
      for (const key of ["position", "fwhm", "area"] as const) {
        expect(
          Math.abs(stored[key].value - printed[key].value),
          `${key} of component ${k}`,
        ).toBeLessThanOrEqual(0.0051);
      }
      expect(stored.position.lower).toBeLessThanOrEqual(stored.position.value + 1e-9);
      expect(stored.position.upper).toBeGreaterThanOrEqual(stored.position.value - 1e-9);
    });
    expect(vamas.fit!.regions[0]).toMatchObject({ name: "Fe 2p", background: "U 3 Tougaard", rsf: 16.42 });
  });

  test("the curves of CasaXPS: envelope = background + components; symmetric ones have position, width and area as stated", () => {
    const [{ x, curves, fit, dwell }] = read(
      "xps_text_exports/pynxtools-xps__FeO_analyzed_lineshapes_cols.txt",
    ).scans;
    const of = (kind: string): Float64Array[] => curves!.filter((one) => one.kind === kind).map(({ y }) => y);
    const [background] = of("background");
    const [envelope] = of("envelope");
    const components = of("component");
    expect(components.length).toBe(4);
    for (let i = 0; i < x.length; i++) {
      const sum = components.reduce((all, y) => all + y[i] - background[i], background[i]);
      expect(Math.abs(sum - envelope[i])).toBeLessThan(0.05);
    }
    for (const k of [1, 3]) {
      const { position, fwhm, area, shape } = fit!.components[k];
      expect(shape).toBe("SGL(30)");
      const above = components[k].map((y, i) => y - background[i]);
      const top = Math.max(...above);
      expect(Math.abs(x[above.indexOf(top)] - position.value)).toBeLessThanOrEqual(0.05);
      const inside = x.filter((_, i) => above[i] >= top / 2);
      expect(Math.abs(Math.max(...inside) - Math.min(...inside) - fwhm.value)).toBeLessThanOrEqual(0.11);
      // Lorentzian tails leave the window, so a few percent are missing
      const sum = (above.reduce((all, y) => all + y, 0) * 0.05) / dwell!;
      expect(sum / area.value).toBeGreaterThan(0.93);
      expect(sum / area.value).toBeLessThan(1.0001);
    }
  });

  test("regions of CasaXPS are kinetic also in a block with binding energies: they hold the lines that they are named for", () => {
    for (const scan of read("vamas_vms/xps-analysis__pegCASA.vms").scans) {
      expect(scan.axis).toBe("binding");
      for (const { start, end } of scan.fit?.regions ?? []) {
        expect(start).toBeLessThan(highest(scan));
        expect(end).toBeGreaterThan(highest(scan));
      }
    }
  });
});

describeShared("what physics says about files without a partner", () => {
  test("PHI .spe: intensity × time is a whole number of counts; Sn 3d₅⁄₂ of SnO₂ is the highest line", () => {
    const [scan] = read("phi_spe/pynxtools-xps__SnO2_10nm.spe").scans;
    expect([scan.x.length, scan.x[0], scan.yUnit]).toEqual([1751, 1400, "counts/s"]);
    expect(scan.x[1750]).toBeCloseTo(0, 9);
    for (const rate of scan.y)
      expect(Math.abs(rate * scan.dwell! - Math.round(rate * scan.dwell!))).toBeLessThan(0.005);
    expect(Math.abs(highest(scan) - 486.5)).toBeLessThan(1.5);
  });

  test("Bruker RAW4.00: the two strongest lines are (110) and (211) of rutile by Bragg's law", () => {
    const [scan] = read("raw_xrd/datalab__TiO2.raw").scans;
    const twoTheta = (d: number): number => (360 / Math.PI) * Math.asin(scan.wavelength! / (2 * d));
    expect(Math.abs(highest(scan) - twoTheta(3.247))).toBeLessThan(0.25);
    const beyond = scan.x.findIndex((x) => x > 40);
    const upper = { ...scan, x: scan.x.slice(beyond), y: scan.y.slice(beyond) };
    expect(Math.abs(highest(upper) - twoTheta(1.6874))).toBeLessThan(0.25);
    expect(scan.wavelength).toBe(1.5406);
  });

  test("SPECS .xml: C 1s stands at one binding energy in the survey and in its own region", () => {
    const { scans } = read("xps_text_exports/pynxtools-xps__In-situ_PBTTT_XPS_SPECS.xml");
    const energies = scans.map((scan) => highest(onBindingEnergy(scan)));
    expect(scans.map(({ x }) => x.length)).toEqual([1403, 201]);
    expect(Math.abs(energies[0] - energies[1])).toBeLessThanOrEqual(0.5);
    expect(Math.abs(energies[1] - 284.5)).toBeLessThan(1);
  });

  test("Renishaw .wdf: the laser is a helium-neon laser", () => {
    const [scan] = read("renishaw_wdf/datalab__raman_example.wdf").scans;
    expect(Math.abs(scan.wavelength! - 6328)).toBeLessThan(0.5);
    expect([scan.axis, scan.x.length]).toEqual(["raman-shift", 1011]);
  });

  test("Galactic .spc: an exponent 0 of a subfile is its own, so the growth of the signal slows down evenly from subfile to subfile", () => {
    const { scans } = read("galactic_spc/spc-parser__m_evenz.spc");
    const growth = scans.slice(0, 6).map(({ y }) => Math.log(Math.max(...y)));
    const steps = growth.slice(1).map((value, k) => value - growth[k]);
    for (let k = 1; k < steps.length; k++) expect(steps[k]).toBeLessThan(steps[k - 1]);
  });
});
