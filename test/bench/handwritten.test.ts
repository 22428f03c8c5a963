import { describe, expect, test } from "vitest";
import { type Contender, judge } from "../../bench/contenders.js";
import { handwrittenPlain, handwrittenTiled } from "../../bench/handwritten.js";
import { firstSpectra, makeEisJob, readEisJob } from "../../bench/jobs.js";
import { mlDefaults, mlTuned, mlTunedExact } from "../../bench/mllm.js";
import { describeShared, shared } from "../shared.ts";

const made = makeEisJob({ seed: 11, spectra: 60 });

describe.each([handwrittenTiled, handwrittenPlain])("the solver $name", (solver: Contender) => {
  test("reaches the optimum from every start of a job made here", async () => {
    const verdict = judge(made, solver.name, await solver.run(made));
    expect(verdict).toMatchObject({ success: 1, threw: 0, checked: true });
    expect(verdict.worst).toBeLessThan(1 + 1e-5);
  });

  test("gives the same numbers when it is called again", async () => {
    expect(await solver.run(made)).toEqual(await solver.run(made));
  });

  test("refuses a job whose spectra do not have 70 points", () => {
    expect(() => solver.run({ ...made, points: 60 })).toThrow(/spectra of 70 points, this job has 60/);
  });

  describeShared("on the shared job", () => {
    test("reaches the best cost of 1,000 of 1,000 spectra in the 8.18 evaluations of the native solver", async () => {
      const job = readEisJob(shared("jobs"));
      const verdict = judge(job, solver.name, await solver.run(job));
      expect(verdict.success).toBe(1);
      expect(verdict.evaluations).toBeCloseTo(8.18, 1);
    });
  });
});

describe("ml-levenberg-marquardt", () => {
  test.each([mlTuned, mlTunedExact])(
    "$name: at the optimum of 20 of 20 spectra",
    async (solver: Contender) => {
      const job = firstSpectra(made, 20);
      expect(judge(job, solver.name, await solver.run(job))).toMatchObject({
        success: 1,
        threw: 0,
        checked: true,
      });
    },
  );

  test("with its defaults: at no optimum, and what throws counts as failed", async () => {
    const outcome = await mlDefaults.run(made);
    const verdict = judge(made, mlDefaults.name, outcome);
    expect(verdict.success).toBe(0);
    expect(verdict.threw).toBe(outcome.cost.filter((cost) => cost === Infinity).length);
  });
});
