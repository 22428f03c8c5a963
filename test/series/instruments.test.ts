import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FormatError, readSeries, type SeriesOptions } from "../../src/formats/series/index.ts";
import type { SeriesRecord } from "../../src/series/record.ts";
import { describeShared, shared } from "../shared.ts";

interface Whole {
  readonly record: SeriesRecord;
  readonly rows: number;
  readonly columns: Record<string, Float64Array>;
}

async function readAll(path: string, options: SeriesOptions = {}): Promise<Whole> {
  const record = await readSeries(
    path,
    new Uint8Array(readFileSync(shared(`data/cycling/${path}`))),
    options,
  );
  const columns: Record<string, number[]> = Object.fromEntries(
    record.columns.map(({ column }) => [column, []]),
  );
  let rows = 0;
  for await (const block of record.blocks) {
    for (const name of Object.keys(columns))
      for (const value of block.columns[name]!) columns[name].push(value);
    rows += block.rows;
  }
  return {
    record,
    rows,
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)]),
    ),
  };
}

/** Format and rows, as the files state them; or a part of the refusal. */
const expected: Readonly<Record<string, readonly [format: string, rows: number] | string>> = {
  "arbin_csv/PyProBE__sample_data_arbin.csv": ["arbin-csv", 13],
  "arbin_res/cellpy__20160805_test001_45_cc_01.res": ["arbin-res", 10261],
  "arbin_res/navani__arbin_example.res": ["arbin-res", 2150],
  "basytec_txt/PyProBE__sample_data_basytec.txt": ["basytec", 74],
  "bdf_csv/battery-data-format__DLR__LiGrHydra0b__20230131__POCV__25degC__Basytec.bdf.csv": [
    "bdf-csv",
    39193,
  ],
  "bdf_csv/battery-data-format__SINTEF__G20M7-202512-Gru6mV__20251228__C30__25degC__Neware.bdf.csv": [
    "bdf-csv",
    17587,
  ],
  "bdf_csv/battery-data-format__SINTEF__SLPBA842124HV__2024-10-23__Rate_25degC__Neware__Time_Bug.bdf.csv": [
    "bdf-csv",
    13086,
  ],
  "bdf_csv/datalab__arbin_example.bdf.csv": ["bdf-csv", 2150],
  "biologic_mpr/aurora-cycler-manager__250116_kigr_gen6_01_01_GCPL_CD8.mpr": ["biologic-mpr", 392],
  "biologic_mpr/aurora-cycler-manager__PEIS.mpr": ["biologic-mpr", 244],
  "biologic_mpr/aurora-cycler-manager__commercial_cell_001__1753283786_C01.mpr": ["biologic-mpr", 215],
  "biologic_mpr/aurora-cycler-manager__commercial_cell_009__1761925606_C13.mpr": ["biologic-mpr", 6],
  "biologic_mpr/aurora-cycler-manager__test_C01.mpr": ["biologic-mpr", 18001],
  "biologic_mpr/battery-data-format__MB-0.mpr": ["biologic-mpr", 2],
  "biologic_mpr/battery-data-format__PEIS-0.mpr": ["biologic-mpr", 60],
  "biologic_mpr/biologic-converter__cp.mpr": ["biologic-mpr", 121],
  "biologic_mpr/biologic-converter__jdb11-1.mpr": ["biologic-mpr", 46102],
  "biologic_mpr/biologic-converter__lsv.mpr": ["biologic-mpr", 1186],
  "biologic_mpr/biologic-converter__test.mpr": ["biologic-mpr", 4501],
  "biologic_mpr/biologic-converter__zir.mpr": ["biologic-mpr", 1],
  "biologic_mpr/datalab__jdb11-1_e1_s3_squidTest_data_C15.mpr": ["biologic-mpr", 32917],
  "biologic_mpr/navani__00_test_02_MB_C01.mpr": ["biologic-mpr", 11],
  "biologic_mpr/navani__00_test_04_MB_C01.mpr": ["biologic-mpr", 1501],
  "biologic_mpt/PyProBE__Sample_data_biologic_no_header.mpt": ["biologic-mpt", 13],
  "biologic_mpt/biologic-converter__cp.mpt": ["biologic-mpt", 121],
  "biologic_mpt/biologic-converter__geis.mpt": ["biologic-mpt", 2528],
  "biologic_mpt/biologic-converter__mb.mpt": ["biologic-mpt", 1588],
  "biologic_mpt/biologic-converter__ocv.mpt": ["biologic-mpt", 602],
  "biologic_mpt/biologic-converter__test.mpt": ["biologic-mpt", 4501],
  "biologic_mpt/biologic-converter__zir.mpt": ["biologic-mpt", 1],
  "biologic_mpt/impedance.py__exampleDataBioLogic_MissingFreq.mpt": "a name for every column",
  "biologic_mpt/ixdat__Pt_poly_cv_CUT.mpt": ["biologic-mpt", 223],
  "biologic_pairs/biologic-converter__src___tests___data_all_ca_ca.mpr": ["biologic-mpr", 721],
  "biologic_pairs/biologic-converter__src___tests___data_all_ca_ca.mpt": ["biologic-mpt", 721],
  "biologic_pairs/biologic-converter__src___tests___data_all_cv_cv.mpr": ["biologic-mpr", 5103],
  "biologic_pairs/biologic-converter__src___tests___data_all_cv_cv.mpt": ["biologic-mpt", 5103],
  "biologic_pairs/biologic-converter__src___tests___data_all_ocv_ocv.mpr": ["biologic-mpr", 602],
  "biologic_pairs/biologic-converter__src___tests___data_all_ocv_ocv.mpt": ["biologic-mpt", 602],
  "biologic_pairs/biologic-converter__src___tests___data_all_wait_wait.mpr": 'technique "Wait"',
  "biologic_pairs/biologic-converter__src___tests___data_all_wait_wait.mpt": "expected rows of numbers",
  "biologic_txt/PyBOP__T-cell_pOCV_data.txt": ["biologic-mpt", 9740],
  "biologic_txt/PyProBE__Sample_data_biologic_03_MB_CA1.txt": ["biologic-mpt", 1404],
  "biologic_txt/PyProBE__Sample_data_biologic_timestamped.txt": ["biologic-mpt", 8],
  "land_csv/battery-data-format__SINTEF__LiGrR2032__2024-04-30__25degC__Landt.csv": ["land", 25162],
  "maccor_txt/PyProBE__sample_data_maccor.csv": '--column "voltage_volt=Voltage[V]"',
  "maccor_txt/cellpy__maccor_002.txt": ["maccor", 7446],
  "neware_csv/cellpy__neware_uio.csv": ["neware-csv", 9065],
  "neware_nda/NewareNDA__2-1-6_61[07005012].nda": ["neware-nda", 15567],
  "neware_nda/NewareNDA__new_nda_file.nda": ["neware-nda", 439],
  "neware_ndax/NewareNDA__123456789012_Unit27_Example_Data_File.ndax": ["neware-ndax", 301],
  "neware_ndax/NewareNDA__TESTCELL0001-Test_Data_Collection_Ndc17.ndax": ["neware-ndax", 80],
  "neware_ndax/NewareNDA__test_2.ndax": ["neware-ndax", 108563],
  "neware_ndax/battery-data-format__filetype14-0.ndax": ["neware-ndax", 67],
  "neware_ndax/fastnda__21_10_7_85.ndax": ["neware-ndax", 141],
  "neware_ndax/fastnda__empty.ndax": "expected records, found none",
  "neware_ndax/fastnda__nw4-120-1-6-53.ndax": ["neware-ndax", 18700],
  "neware_ndax/navani__test.ndax": ["neware-ndax", 1464],
  "neware_ndc/aurora-cycler-manager__20250128_161756_270120_0_69_33.ndc": "without their times",
  "neware_ndc/aurora-cycler-manager__20250128_161756_270120_0_69_33_log.ndc": "the log of a test",
  "neware_ndc/aurora-cycler-manager__20250128_161756_270120_0_69_33_step.ndc": "the steps of a test",
  "novonix_csv/PyProBE__sample_data_novonix.csv": ["novonix", 207],
  "pec_csv/cellpy__pec.csv": ["pec", 16255],
  "xlsx_cycler/cellpy__custom_data_002.xlsx": ["xlsx, land", 16538],
};

describeShared("every file of data/cycling", () => {
  test("is in the list", () => {
    const files = readdirSync(shared("data/cycling"), { withFileTypes: true }).flatMap((folder) =>
      folder.isDirectory()
        ? readdirSync(shared(`data/cycling/${folder.name}`)).map((name) => join(folder.name, name))
        : [],
    );
    expect(files.sort()).toEqual(Object.keys(expected).sort());
  });

  test.each(Object.entries(expected))("%s", async (path, outcome) => {
    if (typeof outcome === "string") {
      const reading = readAll(path);
      await expect(reading).rejects.toThrow(outcome);
      await expect(reading).rejects.toThrow(FormatError);
      return;
    }
    const { record, rows, columns } = await readAll(path);
    expect([record.format, rows]).toEqual(outcome);
    for (const name of ["test_time_second", "voltage_volt"]) {
      expect(columns[name].every(Number.isFinite), name).toBe(true);
    }
    // voltages of a cell, currents of a laboratory: a wrong unit is off by a thousand
    expect(columns.voltage_volt.every((value) => Math.abs(value) < 12)).toBe(true);
    expect((columns.current_ampere ?? []).every((value) => !(Math.abs(value) > 100))).toBe(true);
    // clock and date run together, where both are there; Arbin and LAND pause the one
    const { test_time_second: time, unix_time_second: unix } = columns;
    if (unix !== undefined && !/arbin|land/.test(record.format)) {
      const [spanned, passed] = [time, unix].map((values) => values[rows - 1] - values[0]);
      expect(Math.abs(spanned - passed), path).toBeLessThan(5 + 2e-3 * passed);
    }
  });

  test("Maccor without units is read with them", async () => {
    const { columns, rows } = await readAll("maccor_txt/PyProBE__sample_data_maccor.csv", {
      columns: { voltage_volt: "Voltage[V]", current_ampere: "Current[A]" },
    });
    expect(rows).toBe(15);
    expect(columns.test_time_second[14]).toBeGreaterThan(columns.test_time_second[0]);
    expect(columns.current_ampere.some((value) => value > 28)).toBe(true);
  });
});

describeShared("Gamry's direct-current techniques", () => {
  const read = (name: string): Promise<Whole> =>
    readAll(`../impedance/gamry_dta/gamry-parser__${name}_data.dta`);

  test("cyclic voltammetry in five curves, chronoamperometry: the numbers of the text", async () => {
    const { columns, rows, record } = await read("cv");
    expect([record.format, rows, record.facts.technique]).toEqual(["gamry-dta", 50, "CV"]);
    expect([columns.test_time_second[0], columns.voltage_volt[1], columns.current_ampere[2]]).toEqual([
      0.1, 0.498267, 3.79513e-9,
    ]);
    expect(columns.test_time_second.every((t, k, all) => k === 0 || t > all[k - 1])).toBe(true);
    const steps = await read("chronoa");
    expect([steps.rows, steps.columns.test_time_second[9], steps.columns.current_ampere[9]]).toEqual([
      10, 270, 3e-9,
    ]);
  });

  test("open circuit: no current, and -327.62 °C is no temperature", async () => {
    const { columns, rows } = await read("ocp");
    expect([rows, columns.current_ampere, columns.voltage_volt[0]]).toEqual([21, undefined, 0.0205436]);
    expect(columns.surface_temperature_celsius.every(Number.isNaN)).toBe(true);
  });

  test.each([
    ["eispot", "only impedance (ZCURVE)"],
    ["squarewave", "expected columns for voltage_volt"],
  ])("%s is refused: %s", async (name, sentence) => {
    await expect(read(name)).rejects.toThrow(sentence);
  });
});

describeShared("two files of one run", () => {
  const pairs = [
    ...["ca_ca", "cv_cv", "ocv_ocv"].map(
      (name) => `biologic_pairs/biologic-converter__src___tests___data_all_${name}`,
    ),
  ].map((name) => [`${name}.mpr`, `${name}.mpt`]);
  pairs.push(["biologic_mpr/biologic-converter__test.mpr", "biologic_mpt/biologic-converter__test.mpt"]);

  test.each(pairs)("BioLogic: %s is its text export, to the digits that it prints", async (binary, text) => {
    const [one, other] = [await readAll(binary), await readAll(text)];
    expect(one.rows).toBe(other.rows);
    const common = Object.keys(one.columns).filter((name) => name in other.columns);
    expect(common).toContain("test_time_second");
    for (const name of common) {
      // charges of the text come from columns of other units where the binary file has none of them
      const [a, b] = [one.columns[name], other.columns[name]];
      const scale = Math.max(...b.map(Math.abs));
      for (let row = 0; row < one.rows; row++) {
        // eight digits of a 4-byte float; sums of charges are kept in 8 bytes
        if (Math.abs(a[row] - b[row]) > 1e-7 * Math.abs(b[row]) + 1e-9 * scale) {
          throw new Error(`${name}, row ${row}: ${a[row]} and ${b[row]}`);
        }
      }
    }
  });

  test("BioLogic cp: time and current (the potentials of its text were edited)", async () => {
    const one = await readAll("biologic_mpr/biologic-converter__cp.mpr");
    const other = await readAll("biologic_mpt/biologic-converter__cp.mpt");
    for (const name of ["test_time_second", "current_ampere"]) {
      for (let row = 0; row < one.rows; row++) {
        expect(Math.abs(one.columns[name][row] / other.columns[name][row] - 1)).toBeLessThan(1e-7);
      }
    }
  });

  // datalab divided amperes by a thousand: its current is not that of the database, whose integral is the charge
  test("Arbin: the database and the Battery Data Format that datalab made of it, times and voltages", async () => {
    const one = await readAll("arbin_res/navani__arbin_example.res");
    const other = await readAll("bdf_csv/datalab__arbin_example.bdf.csv");
    for (const name of ["test_time_second", "voltage_volt"]) {
      for (let row = 0; row < one.rows; row++) {
        const [a, b] = [one.columns[name][row], other.columns[name][row]];
        if (Math.abs(a - b) > 1.2e-7 * Math.abs(b)) throw new Error(`${name}, row ${row}: ${a} and ${b}`);
      }
    }
  });
});

/** Median of |∫I dt / ΔQ − 1| over the runs of one direction. */
function chargeError({ columns, rows }: Whole, name: string): number {
  const { test_time_second: time, current_ampere: current, step_index: step } = columns;
  const charge = columns[name];
  const errors: number[] = [];
  let first = 0;
  for (let row = 1; row <= rows; row++) {
    const goesOn =
      row < rows &&
      Math.sign(current[row]) === Math.sign(current[first]) &&
      step?.[row] === step?.[first] &&
      Math.abs(charge[row]) >= Math.abs(charge[row - 1]);
    if (goesOn) continue;
    const counted = charge[row - 1] - charge[first];
    if (row - first > 20 && counted !== 0 && current[first + 1] !== 0) {
      let sum = 0;
      for (let k = first + 1; k < row; k++)
        sum += ((current[k] + current[k - 1]) * (time[k] - time[k - 1])) / 7200;
      errors.push(Math.abs(Math.abs(sum / counted) - 1));
    }
    first = row;
  }
  expect(errors.length).toBeGreaterThan(0);
  return errors.sort((a, b) => a - b)[errors.length >> 1];
}

describeShared(
  "the instrument's charge is the integral of the current, so units and zero points are right",
  () => {
    test.each([
      ["maccor_txt/cellpy__maccor_002.txt", "step_capacity_ah"],
      ["neware_csv/cellpy__neware_uio.csv", "step_capacity_ah"],
      ["neware_csv/cellpy__neware_uio.csv", "charging_capacity_ah"],
      ["neware_csv/cellpy__neware_uio.csv", "discharging_capacity_ah"],
      ["neware_ndax/NewareNDA__test_2.ndax", "charging_capacity_ah"],
      ["neware_ndax/NewareNDA__test_2.ndax", "discharging_capacity_ah"],
      ["neware_ndax/fastnda__nw4-120-1-6-53.ndax", "discharging_capacity_ah"],
      ["arbin_res/cellpy__20160805_test001_45_cc_01.res", "charging_capacity_ah"],
      ["arbin_res/cellpy__20160805_test001_45_cc_01.res", "discharging_capacity_ah"],
      ["biologic_mpr/biologic-converter__jdb11-1.mpr", "step_capacity_ah"],
      ["biologic_mpr/datalab__jdb11-1_e1_s3_squidTest_data_C15.mpr", "net_capacity_ah"],
      ["pec_csv/cellpy__pec.csv", "charging_capacity_ah"],
      ["novonix_csv/PyProBE__sample_data_novonix.csv", "net_capacity_ah"],
      ["xlsx_cycler/cellpy__custom_data_002.xlsx", "step_capacity_ah"],
    ])("%s: %s", async (path, name) => {
      expect(chargeError(await readAll(path), name)).toBeLessThan(1e-3);
    });

    test("LAND in amperes with four decimals is coarse: the sum of a 0.2 mA cell is a tenth off", async () => {
      const path = "land_csv/battery-data-format__SINTEF__LiGrR2032__2024-04-30__25degC__Landt.csv";
      expect(chargeError(await readAll(path), "discharging_capacity_ah")).toBeGreaterThan(0.05);
    });
  },
);

describeShared("damaged binary files end in a series or in a FormatError", () => {
  const files = Object.keys(expected).filter(
    (path) => /\.(mpr|nda|ndax|ndc|res|xlsx)$/.test(path) && !/test_2|custom_data|jdb11/.test(path),
  );

  test.each(files)("%s, cut off and with bytes turned", async (path) => {
    const bytes = new Uint8Array(readFileSync(shared(`data/cycling/${path}`)));
    let state = 9;
    const random = (): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return state / 0x7fffffff;
    };
    for (let k = 0; k < 6; k++) {
      const damaged = k < 3 ? bytes.slice(0, Math.floor(bytes.length * random())) : bytes.slice();
      if (k >= 3) for (let i = 0; i < 20; i++) damaged[Math.floor(damaged.length * random())] ^= 1 << (i & 7);
      try {
        const record = await readSeries(path, damaged);
        for await (const block of record.blocks) {
          for (const values of Object.values(block.columns)) expect(values!.length).toBe(block.rows);
        }
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }
  });
});
