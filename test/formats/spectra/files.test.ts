import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FormatError } from "../../../src/formats/formatError.ts";
import { readSpectrum } from "../../../src/formats/spectra/index.ts";
import { describeShared, shared } from "../../shared.ts";

/** Scans, points of the first one, its axis and its unit: as the headers of the files state them. */
const STATED: Readonly<
  Record<string, readonly [format: string, scans: number, points: number, axis: string, unit: string]>
> = {
  "bruker_brml/datalab__TiOF.brml": ["bruker-brml", 1, 2469, "two-theta", "counts"],
  "bruker_brml/xrd-analysis__test.brml": ["bruker-brml", 1, 2443, "two-theta", "counts"],
  "ftir_txt/datalab__2024-10-10_FeSO4_ref.asp": ["resolutions-pro-asp", 1, 1932, "wavenumber", ""],
  "galactic_spc/biologic-converter__4d_map.spc": ["galactic-spc", 121, 313, "wavenumber", ""],
  "galactic_spc/spc-parser__NDR0002.SPC": ["galactic-spc", 1, 4069, "raman-shift", ""],
  "galactic_spc/spc-parser__NMR_SPC.SPC": ["galactic-spc", 1, 32768, "other", ""],
  "galactic_spc/spc-parser__m_evenz.spc": ["galactic-spc", 32, 171, "wavelength", ""],
  "galactic_spc/spc-parser__m_xyxy.spc": ["galactic-spc", 512, 8, "other", ""],
  "galactic_spc/spc-parser__nir.spc": ["galactic-spc", 20, 700, "wavelength", ""],
  "galactic_spc/spc-parser__resolutionPro.spc": ["galactic-spc", 1, 1557, "wavenumber", ""],
  "galactic_spc/spc-parser__s_xy.spc": ["galactic-spc", 1, 512, "other", ""],
  "jcamp_dx/jcampconverter__13c.jcamp": ["jcamp-dx", 1, 65536, "other", ""],
  "jcamp_dx/jcampconverter__ISAS_MS3.DX": ["jcamp-dx", 3, 18, "other", ""],
  "jcamp_dx/jcampconverter__jcamp-256.jdx": ["jcamp-dx", 2, 256, "other", ""],
  "jcamp_dx/jcampconverter__mass_ACD.jdx": ["jcamp-dx", 1, 180, "other", ""],
  "jcamp_dx/jcampconverter__pa_01_01.jdx": ["jcamp-dx", 1, 5288, "other", ""],
  "jcamp_dx/jcampconverter__uv.jdx": ["jcamp-dx", 2, 911, "wavelength", ""],
  "phi_spe/pynxtools-xps__SnO2_10nm.spe": ["phi", 1, 1751, "binding", "counts/s"],
  "raman_txt/datalab__labspec_raman_example.txt": ["labspec-text", 1, 341, "raman-shift", "counts"],
  "raw_xrd/datalab__TiO2.raw": ["bruker-raw", 1, 1647, "two-theta", "counts"],
  "renishaw_wdf/datalab__raman_example.wdf": ["renishaw-wdf", 1, 1011, "raman-shift", "counts"],
  "rigaku_rasx/datalab__JO_KL_16_ZF_3_60deg_0.02step_12degpermin_001.rasx": [
    "rigaku-rasx",
    1,
    2851,
    "two-theta",
    "counts",
  ],
  "rigaku_rasx/nomad-measurements__RSM_111_sdd=350.rasx": ["rigaku-rasx", 401, 301, "two-theta", "counts"],
  "scienta_ibw/pynxtools-xps__Ag_0001Ag__001.ibw": ["igor-ibw", 1, 361, "binding", "a.u."],
  "scienta_ibw/pynxtools-xps__Cu-HHTP_0001Cu-HHTP__001.ibw": ["igor-ibw", 1, 1221, "binding", "a.u."],
  "vamas_vms/pynxtools-xps__FeO_analyzed.vms": ["vamas", 1, 1121, "kinetic", "counts"],
  "vamas_vms/pynxtools-xps__irregular.vms": ["vamas", 1, 1351, "kinetic", "counts"],
  "vamas_vms/vamas__ARXPS.vms": ["vamas", 15, 201, "kinetic", "counts"],
  "vamas_vms/vamas__multiplex.vms": ["vamas", 3, 1206, "kinetic", "counts"],
  "vamas_vms/vamas__single_sample.vms": ["vamas", 9, 1206, "kinetic", "counts"],
  "vamas_vms/xps-analysis__auger.vms": ["vamas", 4, 2981, "kinetic", "counts"],
  "vamas_vms/xps-analysis__pegCASA.vms": ["vamas", 4, 1151, "binding", "counts"],
  "xps_text_exports/pynxtools-xps__Ag_0001.txt": ["scienta-text", 1, 361, "binding", ""],
  "xps_text_exports/pynxtools-xps__FeO_analyzed_lineshapes_cols.txt": [
    "casaxps-text",
    1,
    1121,
    "binding",
    "counts",
  ],
  "xps_text_exports/pynxtools-xps__In-situ_PBTTT_XPS_SPECS.xml": ["specs-xml", 2, 1403, "kinetic", "counts"],
  "xrdml/datalab__Scan_C1.xrdml": ["xrdml", 1, 7181, "two-theta", "counts"],
  "xrdml/nomad-measurements__m82762_rc1mm_1_16dg_src_slit_phi-101_3dg_-420_mesh_long.xrdml": [
    "xrdml",
    101,
    255,
    "two-theta",
    "counts",
  ],
  "xy/datalab__example_evadiffract.xy": ["delimited", 1, 28, "two-theta", ""],
  "xy/pynxtools-xps__MgFe2O4_with_transmission_function.xy": ["specs-xy", 116, 1351, "binding", "counts/s"],
  "xye/datalab__example_bmb.xye": ["delimited", 1, 575, "two-theta", ""],
  "xye/datalab__example_mythen.xye": ["delimited", 1, 74, "other", ""],
};

/** Only the header, in a file with the name of VAMAS. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  "vamas_vms/pynxtools-xps__phi.vms":
    /expected spectra below the PHI header, found only the header, of 4 regions/,
};

describeShared("real files of XPS, XRD, FTIR and Raman", () => {
  const root = shared("data/spectra");
  const files = readdirSync(root).flatMap((folder) =>
    readdirSync(`${root}/${folder}`).map((name) => `${folder}/${name}`),
  );

  test.each(files)("%s", (path) => {
    const bytes = readFileSync(`${root}/${path}`);
    if (REFUSED[path] !== undefined) {
      expect(() => readSpectrum(bytes, path)).toThrow(REFUSED[path]);
      expect(() => readSpectrum(bytes, path)).toThrow(FormatError);
      return;
    }
    const { scans, format } = readSpectrum(bytes, path);
    expect(new Set(scans.map(({ name }) => name)).size).toBe(scans.length);
    for (const { x, y, sigma, transmission, curves } of scans) {
      for (const values of [y, sigma, transmission, ...(curves ?? []).map((curve) => curve.y)]) {
        if (values !== undefined) expect(values.length).toBe(x.length);
      }
      expect(x.every(Number.isFinite) && y.every(Number.isFinite)).toBe(true);
      if (path.includes("m_xyxy") || path.includes("ISAS") || path.includes("jcampconverter")) continue;
      const sign = Math.sign(x[x.length - 1] - x[0]);
      expect(x.every((value, i) => i === 0 || (value - x[i - 1]) * sign > 0)).toBe(true);
    }
    const stated = STATED[path];
    if (stated !== undefined) {
      const [first] = scans;
      expect([format, scans.length, first.x.length, first.axis, first.yUnit]).toEqual([...stated]);
    }
  });

  test("JCAMP-DX: greatest and least ordinate are those that the header states", () => {
    const uv = readSpectrum(readFileSync(`${root}/jcamp_dx/jcampconverter__uv.jdx`), "uv.jdx").scans[0];
    expect([Math.min(...uv.y), Math.max(...uv.y)]).toEqual([-0.362050056458, 0.56627702713]);
    const pamoic = readSpectrum(readFileSync(`${root}/jcamp_dx/jcampconverter__pa_01_01.jdx`), "pa.jdx")
      .scans[0];
    // the factor has ten digits
    expect(Math.abs(Math.max(...pamoic.y) / 1505971 - 1)).toBeLessThan(1e-6);
    expect(Math.abs(Math.min(...pamoic.y) / -10576 - 1)).toBeLessThan(1e-3);
    const [real, imaginary] = readSpectrum(
      readFileSync(`${root}/jcamp_dx/jcampconverter__jcamp-256.jdx`),
      "256.jdx",
    ).scans;
    const close = (value: number, stated: number): void =>
      expect(Math.abs(value / stated - 1)).toBeLessThan(2e-3);
    close(Math.max(...real.y), 433736768);
    close(Math.min(...real.y), -15700537);
    close(real.y[255], -1399156);
    close(Math.max(...imaginary.y), 278146528);
    close(Math.min(...imaginary.y), -247169120);
    close(imaginary.y[255], -17922304);
  });

  test("no compressed line of the JCAMP-DX files fails its check ordinate", () => {
    for (const path of files.filter((one) => one.startsWith("jcamp_dx/"))) {
      const { warnings } = readSpectrum(readFileSync(`${root}/${path}`), path);
      expect(warnings.filter((text) => /check|missing: |abscissa/.test(text))).toEqual([]);
    }
  });
});
