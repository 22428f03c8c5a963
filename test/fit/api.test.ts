import { describe, expect, test } from "vitest";
import {
  differentiate,
  evaluate,
  fit,
  fitMany,
  fitStream,
  openFitter,
  parseCircuit,
  type Spectrum,
  StopReason,
  validate,
  validateMany,
} from "../../src/index.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { simulate, sweep } from "./simulate.ts";

const circuit = "R0-p(R1,CPE1)";
const truth = { "R0.R": 5, "R1.R": 40, "CPE1.Q": 1e-5, "CPE1.n": 0.9 };
const kernel = await Kernel.load();
const spectra = Array.from({ length: 60 }, (_, i) =>
  simulate(kernel, circuit, { ...truth, "R1.R": 40 + i }, sweep(1e5, 1, 30), 0.005, i + 1),
);

describe("evaluate", () => {
  test("values by name, by position, from the text and from the catalogue's definition", async () => {
    const byName = await evaluate(circuit, truth, [1, 1000]);
    expect(await evaluate(circuit, [5, 40, 1e-5, 0.9], Float64Array.of(1, 1000))).toEqual(byName);
    expect(await evaluate(circuit, Float64Array.of(5, 40, 1e-5, 0.9), [1, 1000])).toEqual(byName);
    expect(await evaluate(parseCircuit(circuit), truth, [1, 1000])).toEqual(byName);
    expect(await evaluate("R{R=5}(R{R=40}Q{Y=1e-5,n=0.9})", {}, [1, 1000])).toEqual(byName);
    expect(byName.frequency).toEqual(Float64Array.of(1, 1000));
    // R0 ‖-group by hand: Y = 1/R + Q(jω)ⁿ
    byName.frequency.forEach((f, i) => {
      const power = 1e-5 * (2 * Math.PI * f) ** 0.9;
      const [g, b] = [1 / 40 + power * Math.cos(0.45 * Math.PI), power * Math.sin(0.45 * Math.PI)];
      expect(byName.real[i]).toBeCloseTo(5 + g / (g * g + b * b), 12);
      expect(byName.imaginary[i]).toBeCloseTo(-b / (g * g + b * b), 12);
    });
    // exponents of ½ and lengths of 1 need not be said
    const held = await evaluate("Wn1", { "Wn1.Y": 0.01 }, [3]);
    expect(held).toEqual(await evaluate("Wn1", { "Wn1.Y": 0.01, "Wn1.n": 0.5 }, [3]));
  });

  test("derivatives come beside the same curve, named in the order of the text", async () => {
    const { parameters, derivatives, ...curve } = await differentiate(circuit, truth, [1, 1000]);
    expect(curve).toEqual(await evaluate(circuit, truth, [1, 1000]));
    expect(parameters).toEqual(Object.keys(truth));
    expect(derivatives).toHaveLength(4);
  });

  test("no frequencies, no points", async () => {
    expect((await evaluate(circuit, truth, [])).real).toEqual(new Float64Array(0));
  });

  test.each([
    [circuit, { "R0.R": 5 }, [1], "parameter R1.R has no value; give all of R0.R, R1.R, CPE1.Q, CPE1.n"],
    [
      circuit,
      { ...truth, "R2.R": 1 },
      [1],
      'the circuit has no parameter "R2.R"; it has R0.R, R1.R, CPE1.Q, CPE1.n',
    ],
    [circuit, [5, 40], [1], "the circuit has 4 parameters (R0.R, R1.R, CPE1.Q, CPE1.n), 2 values were given"],
    [circuit, truth, [1, 0], "frequency 2 is 0 Hz; frequencies must be above 0 and finite"],
    [circuit, truth, [Number.NaN], "frequency 1 is NaN Hz"],
    ["R0-p(R1", truth, [1], "R0-p(R1"],
  ] as [string, Record<string, number> | number[], number[], string][])(
    "%s of %o at %o Hz is refused with a sentence",
    async (text, values, frequencies, sentence) => {
      await expect(evaluate(text, values, frequencies)).rejects.toThrow(sentence);
    },
  );
});

describe("fit and fitMany", () => {
  test("a result names what it was fitted with, its parameters and their units", async () => {
    const result = await fit(circuit, { ...spectra[0], file: "a.csv", name: "loop 2" });
    expect(result).toMatchObject({
      circuit,
      weighting: "modulus",
      loss: "linear",
      parameters: ["R0.R", "R1.R", "CPE1.Q", "CPE1.n"],
      units: ["Ω", "Ω", "S·sⁿ", ""],
      file: "a.csv",
      spectrum: "loop 2",
      degreesOfFreedom: 56,
    });
    expect(["simd", "scalar", "js"]).toContain(result.kernel);
    expect((await fit(circuit, spectra[0], { kernel: "js" })).kernel).toBe("js");
  });

  test("an empty batch is an empty answer", async () => {
    expect(await fitMany(circuit, [])).toEqual([]);
  });

  test.each([0, 1, 2])(
    "%i workers: each result once, in its place; progress counts up to the total",
    async (workers) => {
      const seen = new Map<number, number>();
      const counts: number[] = [];
      const results = await fitMany(circuit, spectra, {
        workers,
        starts: 4,
        onResult: (result, index) => {
          seen.set(index, (seen.get(index) ?? 0) + 1);
          expect(Math.abs(result.values[1] - 40 - index)).toBeLessThan(3);
        },
        onProgress: (done, total) => {
          expect(total).toBe(60);
          counts.push(done);
        },
      });
      expect(results).toHaveLength(60);
      results.forEach((result, i) => {
        expect(Math.abs(result.values[1] - 40 - i)).toBeLessThan(3);
      });
      expect([...seen.keys()].sort((a, b) => a - b)).toEqual(spectra.map((_, i) => i));
      expect([...seen.values()].every((times) => times === 1)).toBe(true);
      expect(counts.at(-1)).toBe(60);
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      expect(counts.length).toBeGreaterThan(1);
    },
  );

  test.each([0, 2])("%i workers: aborted before, nothing begins", async (workers) => {
    let results = 0;
    const signal = AbortSignal.abort(new Error("not today"));
    const running = fitMany(circuit, spectra, { workers, signal, onResult: () => results++ });
    await expect(running).rejects.toThrow("not today");
    expect(results).toBe(0);
  });

  test.each([0, 2])("%i workers: aborted during, it ends early with the signal's reason", async (workers) => {
    const stop = new AbortController();
    const many = Array.from({ length: 3000 }, (_, i) => spectra[i % 60]);
    let done = 0;
    const running = fitMany(circuit, many, {
      workers,
      signal: stop.signal,
      onProgress: (count) => {
        done = count;
        if (count >= 60) stop.abort(new Error("enough"));
      },
    });
    await expect(running).rejects.toThrow("enough");
    expect(done).toBeGreaterThanOrEqual(60);
    expect(done).toBeLessThan(3000);
  });

  test("an abort from outside is heard while the calling thread fits", async () => {
    const many = Array.from({ length: 3000 }, (_, i) => spectra[i % 60]);
    const running = fitMany(circuit, many, { workers: 0, signal: AbortSignal.timeout(60) });
    await expect(running).rejects.toHaveProperty("name", "TimeoutError");
  });

  test("one spectrum that cannot be fitted costs itself: the others are fitted", async () => {
    const short = { frequency: Float64Array.of(1), real: Float64Array.of(1), imaginary: Float64Array.of(-1) };
    const results = await fitMany(circuit, [spectra[0], short, spectra[2]], { workers: 0 });
    expect(results.map(({ status }) => status)).toEqual(["converged", "failed", "converged"]);
  });

  test("a callback that throws ends the batch with what it threw", async () => {
    for (const workers of [0, 2]) {
      const onResult = (): never => {
        throw new Error("disk full");
      };
      await expect(fitMany(circuit, spectra, { workers, starts: 1, onResult })).rejects.toThrow("disk full");
    }
  });

  test("workers that are no number are refused", async () => {
    for (const workers of [-1, 1.5, Number.NaN]) {
      await expect(fitMany(circuit, spectra, { workers })).rejects.toThrow(
        "workers must be a whole number from 0",
      );
    }
  });
});

describe("fitStream", () => {
  test.each([0, 2])("%i workers: every index once, the results of fitMany", async (workers) => {
    const expected = await fitMany(circuit, spectra, { workers: 0, starts: 4 });
    const indices: number[] = [];
    for await (const [index, result] of fitStream(circuit, spectra, { workers, starts: 4 })) {
      indices.push(index);
      expect(result).toEqual(expected[index]);
    }
    expect(indices.sort((a, b) => a - b)).toEqual(spectra.map((_, i) => i));
  });

  test.each([0, 2])("%i workers: leaving the loop ends the work and the workers", async (workers) => {
    const many = Array.from({ length: 3000 }, (_, i) => spectra[i % 60]);
    let fitted = 0;
    for await (const _ of fitStream(circuit, many, { workers, onResult: () => fitted++ })) break;
    const then = fitted;
    expect(then).toBeLessThan(3000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    // at most the chunk that was under way
    expect(fitted - then).toBeLessThanOrEqual(32 * 4);
  });

  test("an error reaches the loop", async () => {
    const read = async (): Promise<void> => {
      for await (const _ of fitStream("R0-p(R1", spectra));
    };
    await expect(read()).rejects.toThrow("R0-p(R1");
  });
});

describe("openFitter", () => {
  test("keeps its workers between batches; closed it refuses", async () => {
    const fitter = await openFitter();
    const first = await fitter.fitMany(circuit, spectra, { workers: 2, starts: 2 });
    expect(await fitter.fitMany(circuit, spectra, { workers: 1, starts: 2 })).toEqual(first);
    expect(await fitter.fitMany(circuit, spectra, { workers: 3, starts: 2 })).toEqual(first);
    await fitter.close();
    await fitter.close();
    await expect(fitter.fitMany(circuit, spectra)).rejects.toThrow("fitter: it was closed; open another one");
    await expect(fitter.fit(circuit, spectra[0])).rejects.toThrow("fitter: it was closed");
  });

  test("a build that does not exist is named", async () => {
    await expect(openFitter({ kernel: "avx" as "simd" })).rejects.toThrow(/avx/);
  });
});

test("one spectrum that cannot be fitted costs that spectrum: it fails with a sentence, the others are fitted", async () => {
  const fitter = await openFitter();
  const good = simulate(await Kernel.load(), "R0-p(R1,C1)", [10, 100, 1e-6], sweep(1e5, 1, 30), 0.002);
  const bad = {
    ...good,
    imaginary: good.imaginary.map((value, i) => (i === 4 ? Number.NaN : value)),
    file: "cell.csv",
  };
  const done: number[] = [];
  const results = await fitter.fitMany("R0-p(R1,C1)", [good, bad, good], {
    workers: 0,
    onProgress: (count) => done.push(count),
  });
  expect(results.map((result) => result.status)).toEqual(["converged", "failed", "converged"]);
  expect(results[1].reason).toBe(StopReason.InvalidData);
  expect(results[1].message).toContain("cell.csv, point 5");
  expect(results[1].values.every(Number.isNaN)).toBe(true);
  expect(done.at(-1)).toBe(3);
  await fitter.close();
});

describe("what is no spectrum", () => {
  const no = (value: unknown) => value as Spectrum;

  test.each([
    [
      {},
      "spectrum 1: it has no frequency, no real, no imaginary; a spectrum is { frequency, real, imaginary }",
    ],
    [{ name: "loop 3", frequency: [1], real: [2] }, "loop 3: it has no imaginary; a spectrum is"],
    [{ frequency: "1,2", real: [1, 2], imaginary: [1, 2] }, "spectrum 1: it has no frequency;"],
    [null, "spectrum 1: it is null; a spectrum is"],
    [undefined, "spectrum 1: it is undefined; a spectrum is"],
    ["cell.csv", "spectrum 1: it is a string; a spectrum is"],
  ])("%j gets a sentence from fit and validate, and costs only itself in a batch", async (value, words) => {
    await expect(fit("R0", no(value))).rejects.toThrow(words);
    await expect(validate(no(value))).rejects.toThrow(words);
    const [good, bad] = await fitMany(circuit, [spectra[0], no(value)]);
    expect(good.status).toBe("converged");
    expect(bad.message).toContain(words.replace("spectrum 1", "spectrum 2"));
    const [, unread] = await validateMany([spectra[0], no(value)]);
    expect(unread).toMatchObject({ verdict: "failed", valid: null });
  });

  test("a single spectrum where a list belongs is said", async () => {
    const single = spectra[0] as unknown as readonly Spectrum[];
    await expect(fitMany(circuit, single)).rejects.toThrow("spectra: a list was expected, not an object");
    await expect(validateMany(single)).rejects.toThrow("spectra: a list was expected, not an object");
  });

  test("what the kernel refuses has counts, not NaN", async () => {
    const one = { frequency: Float64Array.of(1), real: Float64Array.of(2), imaginary: Float64Array.of(-1) };
    const { status, starts, agreement, evaluations } = await fit(circuit, one);
    expect({ status, starts, agreement, evaluations }).toEqual({
      status: "failed",
      starts: 0,
      agreement: 0,
      evaluations: 0,
    });
  });
});
