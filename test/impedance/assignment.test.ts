import { describe, expect, test } from "vitest";
import { assignmentLimits, assignmentOf, type Process } from "../../src/impedance/assignment.ts";

/** A cell of L/A = 1 cm⁻¹ and A = 1 cm², for which the published table is printed in F. */
const unit = { area: 1e-4, thickness: 1e-2 };
/** A pellet of 10 mm diameter and 700 µm. */
const pellet = { area: (Math.PI / 4) * 0.01 ** 2, thickness: 7e-4 };

const names = (capacitance: number, cell = unit): Process[] =>
  assignmentOf(capacitance, cell).candidates.map(({ process }) => process);

describe("limits", () => {
  test("are those of Irvine, Sinclair and West, table 1, and each has its source", () => {
    // Row of the table, its capacitances in F, and the process that must be among the candidates within the limits
    const rows: [row: string, values: number[], process: Process][] = [
      ["bulk", [1e-12], "bulk"],
      ["minor, second phase", [1.01e-11], "grain boundary"],
      ["grain boundary", [1.01e-11, 0.99e-8], "grain boundary"],
      ["surface layer", [1.01e-9, 1e-7], "interphase"],
      ["sample–electrode interface", [1.01e-7, 1e-5], "charge transfer"],
      ["electrochemical reactions", [1.01e-4], "electrode"],
    ];
    for (const [row, values, process] of rows) {
      for (const value of values) {
        const within = assignmentOf(value, unit).candidates.filter(({ centrality }) => centrality > 0);
        expect(
          within.map((one) => one.process),
          `${row} at ${value} F`,
        ).toContain(process);
      }
    }
    for (const { source, lower, upper } of assignmentLimits) {
      expect(source).toMatch(/Irvine/);
      expect(lower).toBeLessThan(upper);
    }
  });

  test("leave no capacitance between 0.1 pF and infinity without a process", () => {
    for (let exponent = -13; exponent <= 3; exponent += 0.01) {
      expect(assignmentOf(10 ** exponent * 1.0001, unit).candidates[0].centrality).toBeGreaterThan(-1e-9);
    }
  });

  test("the best process rises with the capacitance in a cell as thick as a pellet", () => {
    const order = assignmentLimits.map(({ process }) => process);
    for (const cell of [unit, pellet]) {
      let rank = 0;
      for (let exponent = -11.9; exponent <= 2; exponent += 0.01) {
        const next = order.indexOf(assignmentOf(10 ** exponent, cell).process!);
        expect(next).toBeGreaterThanOrEqual(rank);
        rank = next;
      }
      expect(rank).toBe(order.length - 1);
    }
  });
});

describe("assignment", () => {
  test("typical solid-state cells: bulk and grain boundary of an oxide pellet, interphase on lithium, double layer, electrode", () => {
    // C·L/A of 2.7e-12 and 2.7e-10 F·cm⁻¹; 0.1, 20 and 5,000 µF·cm⁻²
    const perCell = 0.785;
    for (const [capacitance, process] of [
      [3e-11, "bulk"],
      [3e-9, "grain boundary"],
      [1e-7 * perCell, "interphase"],
      [20e-6 * perCell, "charge transfer"],
      [5e-3 * perCell, "electrode"],
    ] as const) {
      expect(assignmentOf(capacitance, pellet).process).toBe(process);
    }
  });

  test("the published bulk of 10⁻¹² F and a double layer of 20 µF·cm⁻² are likely; what ranges share is not", () => {
    expect(assignmentOf(1e-12, unit)).toMatchObject({ process: "bulk", confidence: "likely", reasons: [] });
    expect(assignmentOf(2e-5, unit)).toMatchObject({ process: "charge transfer", confidence: "likely" });
    expect(names(5e-7)).toEqual(expect.arrayContaining(["interphase", "charge transfer"]));
    expect(assignmentOf(5e-7, unit).confidence).not.toBe("likely");
    const torn = assignmentOf(4.5e-7, unit);
    expect(torn.confidence).toBe("uncertain");
    expect(torn.reasons.join()).toContain("about as good");
  });

  test("thickness tells bulk from faces: the same capacitance is a bulk in a film and an interphase or boundary in a pellet", () => {
    // Lithium phosphorus oxynitride: εr = 16.6, 1 µm
    const film = { area: 1e-4, thickness: 1e-6 };
    const capacitance = (8.854e-12 * 16.6 * film.area) / film.thickness;
    expect(assignmentOf(capacitance, film).process).toBe("bulk");
    expect(
      assignmentOf(capacitance, { ...film, relativePermittivity: 16.6 }).candidates[0].centrality,
    ).toBeCloseTo(1, 4);
    expect(names(capacitance, pellet)).not.toContain("bulk");
  });

  test("scales with geometry: C·L/A for bulk and grain boundary, C/A for faces", () => {
    for (const { process, value, limits } of assignmentOf(2e-8, pellet).candidates) {
      const wanted =
        limits.scaling === "thickness" ? (2e-8 * pellet.thickness) / pellet.area : 2e-8 / pellet.area;
      expect(value / wanted, process).toBeCloseTo(1, 12);
    }
    // Two cells side by side are one of twice the area
    const twice = { ...pellet, area: 2 * pellet.area };
    expect(assignmentOf(4e-8, twice).candidates.map(({ centrality }) => centrality.toFixed(9))).toEqual(
      assignmentOf(2e-8, pellet).candidates.map(({ centrality }) => centrality.toFixed(9)),
    );
  });

  test("without geometry absolute values are used as if the cell were one of 1 cm⁻¹ and 1 cm², and this is said", () => {
    const [absolute, known] = [assignmentOf(1e-12), assignmentOf(1e-12, unit)];
    expect(absolute.candidates[0].value).toBe(known.candidates[0].value);
    expect(absolute.reasons.join()).toContain("without area and thickness");
    expect(absolute.confidence).toBe("plausible");
    // The bulk of a pellet of 1 mm and 1 cm² has ten times the capacitance of that cell: it must stay among the candidates
    expect(assignmentOf(2e-11).candidates.map(({ process }) => process)).toContain("bulk");
    expect(assignmentOf(1e-10, { area: 1e-4 }).reasons.join()).toContain("without thickness");
    // What only faces explain needs no thickness
    expect(assignmentOf(2e-5, { area: 1e-4 })).toMatchObject({ confidence: "likely", reasons: [] });
  });

  test("uses for each process the capacitance of its distribution: Brug for faces of electrodes, Hsu and Mansfeld for layers", () => {
    const { candidates } = assignmentOf({ layer: 2e-6, surface: 2e-7 }, unit);
    const value = (process: Process) => candidates.find((one) => one.process === process)!.value;
    expect(value("interphase") / 2e-2).toBeCloseTo(1, 12);
    expect(value("charge transfer") / 2e-3).toBeCloseTo(1, 12);
  });

  test("an uncertain capacitance admits more processes", () => {
    expect(names(2e-5)).toEqual(["charge transfer"]);
    const vague = assignmentOf({ layer: 2e-5, relativeError: 2 }, unit);
    expect(vague.candidates.map(({ process }) => process)).toEqual(
      expect.arrayContaining(["charge transfer", "interphase", "electrode"]),
    );
    expect(vague.confidence).toBe("plausible");
    expect(assignmentOf({ layer: 2e-5, relativeError: Number.NaN }, unit).process).toBe("charge transfer");
  });

  test("a known permittivity says where the bulk is: ε0·εr·A/L, also for a ferroelectric", () => {
    // εr = 2000: 1.8e-10 F·cm⁻¹, the row "bulk ferroelectric" of the table (10⁻¹⁰ to 10⁻⁹ F)
    const known = { ...unit, relativePermittivity: 2000 };
    expect(assignmentOf(1.8e-10, known).candidates.map(({ process }) => process)).toContain("bulk");
    expect(names(1.8e-10)).not.toContain("bulk");
    // At 1 pF no bulk of εr = 2000
    expect(assignmentOf(1e-12, known).candidates.map(({ process }) => process)).not.toContain("bulk");
    const bulk = assignmentOf(2e-10, known).candidates.find(({ process }) => process === "bulk")!;
    expect(Math.sqrt(bulk.limits.lower * bulk.limits.upper) / (8.8541878188e-12 * 2000)).toBeCloseTo(1, 12);
  });

  test("no name for what is no capacitance, and none where no process has such a one", () => {
    for (const value of [0, -1e-9, Number.NaN, Number.POSITIVE_INFINITY]) {
      const { process, candidates, confidence, reasons } = assignmentOf(value, unit);
      expect([process, candidates, confidence]).toEqual([undefined, [], "uncertain"]);
      expect(reasons).toHaveLength(1);
    }
    expect(assignmentOf(1e-16, unit).process).toBeUndefined();
    expect(assignmentOf(1e-16, unit).reasons.join()).toContain("no process has such a capacitance");
    const near = assignmentOf(7e-14, unit);
    expect(near).toMatchObject({ process: "bulk", confidence: "uncertain" });
    expect(near.reasons.join()).toContain("only near them");
  });

  test("can be asked about some processes only", () => {
    expect(assignmentOf(3e-9, unit, ["interphase", "electrode"]).process).toBe("interphase");
  });
});
