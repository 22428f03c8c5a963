import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { readOrdinates } from "../../../src/formats/spectra/asdf.ts";
import { casaComponents, readSpectrum, type SpectrumOptions } from "../../../src/formats/spectra/index.ts";
import {
  type Measurement,
  onBindingEnergy,
  poissonSigma,
  type Scan,
} from "../../../src/spectra/measurement.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, options?: SpectrumOptions): Measurement =>
  readSpectrum(encode(text), "file", options);
const one = (text: string, options?: SpectrumOptions): Scan => read(text, options).scans[0];

describe("JCAMP-DX", () => {
  // The example of McDonald and Wilks, Appl. Spectrosc. 42 (1988) 151.
  const values = [1, 2, 3, 3, 2, 1, 0, -1, -2, -3];
  test.each([
    ["AFFN", "0 1 2 3 3 2 1 0 -1 -2 -3"],
    ["PAC", "0+1+2+3+3+2+1+0-1-2-3"],
    ["SQZ", "0ABCCBA@abc"],
    ["DIF", "0A JJ%jjjjjj".replace(" ", "")],
    ["DIF behind a plain number", "0 1JJ%jjjjjj"],
    ["DIFDUP", "0AJT%jX"],
  ])("%s", (_, line) => {
    expect([...readOrdinates([line]).values]).toEqual(values);
  });

  test("the check ordinate of a DIF line is no point, and a wrong one is told", () => {
    expect([...readOrdinates(["0AJJ", "3CJ"]).values]).toEqual([1, 2, 3, 4]);
    const wrong = readOrdinates(["0AJJ", "3DJ"]);
    expect(wrong.failed).toEqual([1]);
    const text = `##TITLE=a\n##JCAMP-DX=4.24\n##DATA TYPE=INFRARED SPECTRUM\n##XUNITS=1/CM\n##YUNITS=TRANSMITTANCE\n##XFACTOR=1\n##YFACTOR=0.5\n##FIRSTX=0\n##LASTX=3\n##NPOINTS=4\n##XYDATA=(X++(Y..Y))\n0AJJ\n3DJ\n##END=\n`;
    expect(read(text).warnings).toEqual([
      "file, line 11: 1 line fails its check ordinate (line 13); the file is damaged there",
    ]);
    const good = one(text.replace("3DJ", "3CJ"));
    expect([good.axis, good.yLabel, [...good.x], [...good.y]]).toEqual([
      "wavenumber",
      "Transmittance",
      [0, 1, 2, 3],
      [0.5, 1, 1.5, 2],
    ]);
  });

  test("E is an exponent in plain tables and the digit 5 in compressed ones", () => {
    expect([...readOrdinates(["0 1E1 2.5E-1"]).values]).toEqual([10, 0.25]);
    expect([...readOrdinates(["0 1E1B2"]).values]).toEqual([1, 51, 22]);
  });
});

describe("CasaXPS in VAMAS comments", () => {
  const comments = [
    "Casa Info Follows",
    "Calib M = 281.17 A = 284.8 BE ADD",
    "CASA region (*S 2p*) (*Shirley*) 1320.6 1328.6 1.68 2 1 -3 0 0 0 0 (*S 2p*) 32.06 0 1.68",
    "CASA comp (*S 2p3/2*) (*GL(30)*) Area 1000 1e-020 1e+006 -1 1 MFWHM 1.2 0.5 2 -1 1 Position 1325.1 1324 1326 -1 1 RSF 1.11 MASS 32.06 INDEX -1 (*S 2p*) CONST (**) UNCORRECTEDRSF 1.11",
    "CASA comp (*S 2p1/2*) (*GL(30)*) Area 511 1e-020 1e+006 0 0.511 MFWHM 1.2 0.5 2 0 1 Position 1323.94 1322 1325 0 -1.16 RSF 0.567 MASS 32.06 INDEX -1 (*S 2p*) CONST (**) UNCORRECTEDRSF 0.567",
  ];
  test("positions, limits and offsets turn to binding energy; ties keep component and factor", () => {
    const fit = casaComponents(comments, 1486.6)!;
    expect(fit.axis).toBe("binding");
    expect(fit.calibrations).toEqual([{ measured: 281.17, aligned: 284.8, note: "BE ADD" }]);
    const [a, b] = fit.components;
    expect([a.name, a.shape, a.rsf, a.tag, a.area]).toEqual([
      "S 2p3/2",
      "GL(30)",
      1.11,
      "S 2p",
      { value: 1000, lower: 1e-20, upper: 1e6 },
    ]);
    expect(a.position.value).toBeCloseTo(161.5, 9);
    expect([a.position.lower, a.position.upper].map((value) => Number(value!.toFixed(9)))).toEqual([
      160.6, 162.6,
    ]);
    expect(b.position.tie).toEqual({ component: 0, factor: 1.16 });
    expect(b.position.value - a.position.value).toBeCloseTo(1.16, 9);
    expect(b.area.tie).toEqual({ component: 0, factor: 0.511 });
    const [region] = fit.regions;
    expect([region.start, region.end].map((value) => Number(value.toFixed(9)))).toEqual([158, 166]);
    // the offset at low kinetic energy belongs to the end of high binding energy
    expect([region.startOffset, region.endOffset, region.averaging]).toEqual([-3, 1, 2]);
  });
  test("without photon energy they stay kinetic; without lines there is no fit", () => {
    expect(casaComponents(comments)!.components[0].position).toEqual({
      value: 1325.1,
      lower: 1324,
      upper: 1326,
    });
    expect(casaComponents(["Casa Info Follows", "0"])).toBeUndefined();
  });
});

describe("energies and counts", () => {
  const scan: Scan = {
    axis: "kinetic",
    xLabel: "",
    xUnit: "eV",
    x: Float64Array.of(1000, 1001),
    yLabel: "",
    yUnit: "counts/s",
    y: Float64Array.of(8, 0),
    dwell: 0.5,
    sweeps: 4,
  };
  test("σ of rates is √(rate·time)/time", () => {
    expect([...poissonSigma(scan)!]).toEqual([2, 0.5]);
    expect([...poissonSigma({ ...scan, yUnit: "counts", y: Float64Array.of(9, 0) })!]).toEqual([3, 1]);
    expect(poissonSigma({ ...scan, yUnit: "" })).toBeUndefined();
  });
  test("a kinetic axis without photon energy cannot turn", () => {
    expect(() => onBindingEnergy(scan)).toThrow(/photon energy is not known/);
    expect([...onBindingEnergy(scan, 1486.6).x].map((x) => Number(x.toFixed(9)))).toEqual([486.6, 485.6]);
  });
});

describe("VAMAS", () => {
  const head = (mode: string): string[] => [
    "VAMAS Surface Chemical Analysis Standard Data Transfer Format 1988 May 4",
    "a",
    "b",
    "c",
    "d",
    "0",
    "NORM",
    mode,
    "1",
    "0",
    "0",
    "0",
    "0",
    "0",
    "1",
  ];
  const block = (axis: string[], many: string[], ordinates: string[]): string[] => [
    "C 1s",
    "s",
    "2024",
    "5",
    "6",
    "7",
    "8",
    "9",
    "0",
    "0",
    "XPS",
    "Al",
    "1486.6",
    "0",
    "0",
    "0",
    "0",
    "0",
    "FAT",
    "20",
    "0",
    "4.5",
    "0",
    "0",
    "0",
    "0",
    "0",
    "C",
    "1s",
    "-1",
    ...axis,
    ...many,
    "pulse counting",
    "0.1",
    "3",
    "0",
    "0",
    "0",
    "0",
    "0",
    ...ordinates,
  ];
  const regular = [
    ...head("REGULAR"),
    ...block(
      ["Kinetic Energy", "eV", "1200", "0.5"],
      ["1", "Intensity", "d"],
      ["3", "10", "30", "10", "30", "20"],
    ),
  ];
  test("REGULAR", () => {
    const scan = one(regular.join("\r\n"));
    expect([
      scan.name,
      scan.axis,
      [...scan.x],
      [...scan.y],
      scan.dwell,
      scan.sweeps,
      scan.photonEnergy,
    ]).toEqual(["C 1s", "kinetic", [1200, 1200.5, 1201], [10, 30, 20], 0.1, 3, 1486.6]);
    expect(scan.facts).toMatchObject({
      technique: "XPS",
      sample: "s",
      pass_energy_electronvolt: 20,
      start_time: "2024-05-06T07:08:09",
    });
  });
  test("IRREGULAR takes the abscissa from the first corresponding variable", () => {
    const lines = [
      ...head("IRREGULAR"),
      ...block(
        [],
        ["2", "Binding Energy", "eV", "Intensity", "d"],
        ["4", "0", "1", "0", "1", "290", "5", "288.7", "6"],
      ),
    ];
    const scan = one(lines.join("\n"));
    expect([scan.axis, [...scan.x], [...scan.y]]).toEqual(["binding", [290, 288.7], [5, 6]]);
  });
  test("sentences name the line", () => {
    expect(() => read(regular.slice(0, -1).join("\n"))).toThrow(
      /expected 3 ordinates in the block "C 1s", found 2 lines to the end of the file/,
    );
    expect(() => read(regular.with(12, "x").join("\n"))).toThrow(
      /^file, line 13: expected .*, found "x"; the file seems cut off or edited/,
    );
    expect(() => read(regular.with(7, "MAPPING").join("\n"))).toThrow(
      /REGULAR or IRREGULAR, found "MAPPING"; export the spectra of the map/,
    );
  });
});

describe("XRD", () => {
  test("UXD: intensities in lines, pairs, several ranges", () => {
    const text =
      "; C:\\x.raw\n_FILEVERSION=2\n_SAMPLE='LPSCl'\n_WL1=1.540600\n_DRIVE='COUPLED'\n_STEPTIME=2.000000\n_STEPSIZE=0.020000\n_START=10.000000\n_COUNTS\n 1 2 3\n 4\n; range 2\n_DRIVE='COUPLED'\n_2THETACPS\n20 5\n20.1 6\n";
    const [a, b] = read(text).scans;
    expect([[...a.x].map((x) => Number(x.toFixed(9))), [...a.y], a.yUnit, a.dwell, a.wavelength]).toEqual([
      [10, 10.02, 10.04, 10.06],
      [1, 2, 3, 4],
      "counts",
      2,
      1.5406,
    ]);
    expect([[...b.x], [...b.y], b.yUnit]).toEqual([[20, 20.1], [5, 6], "counts/s"]);
  });
  const rows = "10.00 100 1.0000\n10.02 50 2.5000\n";
  test("Rigaku .ras and .rasx: the attenuator multiplies", () => {
    const ras = `*RAS_DATA_START\n*RAS_HEADER_START\n*FILE_SAMPLE "Li3N"\n*HW_XG_WAVE_LENGTH_ALPHA1 "1.540593"\n*MEAS_DATA_COUNT "2"\n*MEAS_SCAN_AXIS_X "TwoThetaTheta"\n*MEAS_SCAN_SPEED "1.2"\n*MEAS_SCAN_SPEED_UNIT "deg/min"\n*MEAS_SCAN_STEP "0.02"\n*MEAS_SCAN_UNIT_Y "counts"\n*RAS_HEADER_END\n*RAS_INT_START\n${rows}*RAS_INT_END\n*RAS_DATA_END\n`;
    const scan = one(ras);
    expect([[...scan.x], [...scan.y], scan.axis, scan.yUnit, scan.wavelength]).toEqual([
      [10, 10.02],
      [100, 125],
      "two-theta",
      "counts",
      1.540593,
    ]);
    expect(scan.dwell).toBeCloseTo(1, 12);
    expect(read(ras).warnings).toEqual([]);
    expect(read(ras.replace('COUNT "2"', 'COUNT "3"')).warnings).toEqual([
      "file, line 12: 3 points are stated, 2 were found",
    ]);
    const rasx = zipSync({ "Data0/Profile0.txt": encode(`\ufeff${rows.replaceAll(" ", "\t")}`) });
    expect([...readSpectrum(rasx, "file").scans[0].y]).toEqual([100, 125]);
    expect(() => readSpectrum(rasx.subarray(0, rasx.length - 30), "file")).toThrow(
      /breaks off or is damaged/,
    );
    expect(() => readSpectrum(zipSync({ "xl/workbook.xml": encode("<a/>") }), "file")).toThrow(
      /found an Excel workbook/,
    );
  });
  test("XRDML: counts are multiplied by the attenuation, intensities hold it already; positions by list or by ends", () => {
    const xml = (element: string): string =>
      `<?xml version="1.0"?><xrdMeasurements xmlns="u"><xrdMeasurement><scan scanAxis="Gonio"><dataPoints><positions axis="2Theta" unit="deg"><startPosition>10</startPosition><endPosition>11</endPosition></positions><beamAttenuationFactors>1 2 4</beamAttenuationFactors><commonCountingTime unit="seconds">5</commonCountingTime><${element} unit="counts">7 8 9</${element}></dataPoints></scan></xrdMeasurement></xrdMeasurements>`;
    expect([...one(xml("counts")).y]).toEqual([7, 16, 36]);
    expect([...one(xml("intensities")).y]).toEqual([7, 8, 9]);
    expect([...one(xml("counts")).x]).toEqual([10, 10.5, 11]);
    expect(() => read(xml("counts").slice(0, -60))).toThrow(
      /expected well-formed XML, found .*; the file seems cut off/,
    );
  });
});

describe("SPECS XML", () => {
  test("each detector reads its energies; their sum is the spectrum at the energies of the scan", () => {
    // intensity is linear in energy, so interpolation between places is exact
    const [head, tail, points, step, pass, first] = [5, 4, 6, 0.5, 20, 900];
    const shifts = [-0.09, 0, 0.11];
    const intensity = (energy: number): number => 100 + 3 * (energy - first);
    const counts: number[] = [];
    // the detector at shift s sees, while the analyser stands at E, electrons of E + s·pass
    for (let k = -head; k < points + tail; k++)
      for (const shift of shifts) counts.push(intensity(first + k * step + shift * pass));
    const value = (type: string, name: string, content: string | number): string =>
      `<${type} name="${name}">${content}</${type}>`;
    const detectors = shifts.map((shift) => `<struct>${value("double", "shift", shift)}</struct>`).join("");
    const xml = `<?xml version="1.0"?><any><sequence type_id="IDL:specs.de/Serializer/RegionGroupSeq:1.0"><struct type_name="RegionGroup">${value("string", "name", "g")}<sequence name="regions"><struct type_name="RegionData">${value("string", "name", "r")}<struct name="region"><struct name="scan_mode">${value("string", "name", "FixedAnalyzerTransmission")}</struct>${value("ulong", "curves_per_scan", 1)}${value("ulong", "values_per_curve", points)}${value("double", "scan_delta", step)}${value("double", "kinetic_energy", first)}${value("double", "pass_energy", pass)}</struct>${value("ulong", "mcd_head", head)}${value("ulong", "mcd_tail", tail)}<struct name="analyzer_info"><sequence name="detectors">${detectors}</sequence></struct><sequence name="cycles"><struct><sequence name="scans" length="1"><struct><sequence name="counts"><ulong>${counts.join("\n")}</ulong></sequence></struct></sequence></struct></sequence></struct></sequence></struct></sequence></any>`;
    const scan = one(xml);
    expect(scan.x.length).toBe(points);
    scan.y.forEach((y, i) => {
      expect(y).toBeCloseTo(shifts.length * intensity(scan.x[i]), 9);
    });
  });
});

describe("Galactic .spc", () => {
  const build = (version: number, little: boolean): Uint8Array => {
    const bytes = new Uint8Array(512 + 32 + 12);
    const view = new DataView(bytes.buffer);
    bytes[1] = version;
    view.setInt8(3, 4);
    view.setUint32(4, 3, little);
    view.setFloat64(8, 4000, little);
    view.setFloat64(16, 3998, little);
    view.setUint32(24, 1, little);
    bytes[28] = 1;
    bytes[29] = 128;
    // y = n·2^(4−32)
    [1, -2, 3].forEach((n, i) => {
      view.setInt32(544 + 4 * i, n * 2 ** 27, little);
    });
    return bytes;
  };
  test.each([
    ["little-endian", 0x4b, true],
    ["big-endian", 0x4c, false],
  ])("new format, %s", (_, version, little) => {
    const [scan] = readSpectrum(build(version, little), "file").scans;
    expect([scan.axis, scan.yLabel, [...scan.x], [...scan.y]]).toEqual([
      "wavenumber",
      "Transmittance",
      [4000, 3999, 3998],
      [0.5, -1, 1.5],
    ]);
  });
  test("old format: words of an integer the other way round", () => {
    const bytes = new Uint8Array(256 + 12);
    const view = new DataView(bytes.buffer);
    bytes[1] = 0x4d;
    view.setInt16(2, 4, true);
    view.setFloat32(4, 3, true);
    view.setFloat32(8, 500, true);
    view.setFloat32(12, 502, true);
    bytes[16] = 1;
    bytes[17] = 2;
    [1, -2, 3].forEach((n, i) => {
      view.setInt16(256 + 4 * i, (n * 2 ** 27) >> 16, true);
      view.setUint16(258 + 4 * i, (n * 2 ** 27) & 0xffff, true);
    });
    const [scan] = readSpectrum(bytes, "file").scans;
    expect([[...scan.x], [...scan.y], scan.yLabel]).toEqual([[500, 501, 502], [0.5, -1, 1.5], "Absorbance"]);
  });
});

describe("LabSpec", () => {
  test("a map: places in front, one spectrum a row", () => {
    const text =
      "#Acq. time (s)=\t2\n#Accumulations=\t3\n#Laser=\t532nm\n#AxisUnit[0]=\tCnt\n#AxisUnit[1]=\t1/cm\n\t\t100\t101\t102\n1\t5\t7\t8\t9\n2\t5\t10\t11\t12\n";
    const { scans } = read(text);
    expect(scans.length).toBe(2);
    expect([[...scans[1].x], [...scans[1].y], scans[1].facts]).toMatchObject([
      [100, 101, 102],
      [10, 11, 12],
      { "x/µm": 5, "y/µm": 2 },
    ]);
    expect([scans[0].axis, scans[0].dwell, scans[0].sweeps, scans[0].wavelength]).toEqual([
      "raman-shift",
      2,
      3,
      5320,
    ]);
  });
});

describe("text tables", () => {
  test.each([
    ["Wavenumber (cm-1),%T\n4000,98.5\n3998,98.4\n3996,98.3\n", "wavenumber", "Transmittance", "%"],
    ["cm-1\tAbsorbance\n4000\t0.01\n3998\t0.02\n3996\t0.03\n", "wavenumber", "Absorbance", ""],
    [
      "Raman shift/cm^-1;Intensity (counts)\n100,5;12,5\n101,5;13,5\n102,5;14,5\n",
      "raman-shift",
      "Intensity",
      "counts",
    ],
    ["# 2Theta Counts\n10 5\n10.1 6\n10.2 7\n", "two-theta", "Intensity", "counts"],
    ["Binding Energy (eV),CPS\n290,5\n289,6\n288,7\n", "binding", "Intensity", "counts/s"],
    ["K.E.\tCounts\n1200\t5\n1201\t6\n1202\t7\n", "kinetic", "Intensity", "counts"],
  ])("%j", (text, axis, yLabel, yUnit) => {
    const { scans, warnings } = read(text);
    expect([scans.length, scans[0].axis, scans[0].yLabel, scans[0].yUnit, scans[0].x.length]).toEqual([
      1,
      axis,
      yLabel,
      yUnit,
      3,
    ]);
    expect(warnings).toEqual([]);
  });

  test("decimal commas", () => {
    expect([...one("x;y\n1,5;2,5\n1,6;2,75\n1,7;3\n", { axis: "two-theta" }).y]).toEqual([2.5, 2.75, 3]);
  });

  test("a third column is the deviation only when it behaves like one", () => {
    const rows = Array.from({ length: 20 }, (_, i) => 100 + 7 * ((i * i) % 11));
    const counted = rows.map((y, i) => `${10 + i} ${y} ${Math.sqrt(y)}`).join("\n");
    expect([...one(counted).sigma!].map((sigma) => Number((sigma ** 2).toFixed(6)))).toEqual(rows);
    const other = rows.map((y, i) => `${10 + i} ${y} ${i + 1}`).join("\n");
    expect(read(other).scans.length).toBe(2);
    expect(read(other).scans[0].sigma).toBeUndefined();
  });

  test("named columns become scans; options choose", () => {
    const text = "2theta,before,after\n10,1,2\n11,3,4\n12,5,6\n";
    expect(read(text).scans.map(({ name, y }) => [name, ...y])).toEqual([
      ["before", 1, 3, 5],
      ["after", 2, 4, 6],
    ]);
    const chosen = read(text, { columns: { y: "after" } }).scans;
    expect(chosen.map(({ y }) => [...y])).toEqual([[2, 4, 6]]);
    expect(() => read(text, { columns: { y: "later" } })).toThrow(
      /expected the column "later", found "2theta", "before", "after"; give/,
    );
    expect(() => read(text, { columns: { y: 4 } })).toThrow(/expected the column 4/);
  });

  test("an abscissa that nothing names is told; the option names it", () => {
    expect(read("10 5\n10.1 6\n10.2 7\n").warnings[0]).toMatch(/does not say what its abscissa is/);
    const given = read("10 5\n10.1 6\n10.2 7\n", { axis: "two-theta" });
    expect([given.scans[0].axis, given.scans[0].xUnit, given.warnings]).toEqual(["two-theta", "°", []]);
  });

  test("points that are no numbers are dropped and told; an abscissa that turns is told", () => {
    const { scans, warnings } = read("2theta,counts\n10,5\n11,n/a\n12,7\n11.5,8\n");
    expect([...scans[0].x]).toEqual([10, 12, 11.5]);
    expect(warnings).toEqual([
      "file: 1 point without finite numbers dropped",
      "file: the abscissa does not run in one direction (1 step back or on the spot)",
    ]);
  });
});
