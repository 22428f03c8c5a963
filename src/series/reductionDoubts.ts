/** What is doubtful about a half-cycle table, as sentences. */
import type { Reduction } from "../kernel/halfCycles.ts";
import type { HalfCycle } from "./halfCycle.ts";

/** @param gaps steps with a long gap between two samples @param mismatched half-cycles whose charge the instrument counts otherwise */
export function recordDoubts(
  tally: ReturnType<Reduction["tally"]>,
  gaps: number,
  mismatched: number,
): string[] {
  const { rows, skipped, backward } = tally;
  const sentences: string[] = [];
  if (skipped > 0) {
    sentences.push(`${skipped} of ${rows} rows have no finite time, voltage or current and were left out`);
  }
  if (backward > 0) {
    sentences.push(
      `the time goes backwards at ${backward} rows; nothing was integrated over these steps: check whether two tests were joined`,
    );
  }
  if (gaps > 0) {
    sentences.push(
      `${gaps === 1 ? "one step has a gap of more than a fifth of its" : `${gaps} steps have gaps of more than a fifth of their`} duration between two samples; the charge assumes that the current went on`,
    );
  }
  if (mismatched > 0) {
    sentences.push(
      `the instrument's charge of ${mismatched === 1 ? "one half-cycle" : `${mismatched} half-cycles`} is less than half or more than twice the integral of the current; the integral was taken`,
    );
  }
  return sentences;
}

/** Share of the current that its last digit may be. */
const COARSE = 0.005;

/** @param quantum smallest step of the current, in A */
export function currentDoubts(halfCycles: readonly HalfCycle[], quantum: number): string[] {
  const sentences: string[] = [];
  const compared = halfCycles.filter(({ chargeFrom }) => chargeFrom === "instrument");
  const apart = compared.filter(({ charge, integral }) => Math.abs(integral / charge - 1) > COARSE);
  if (apart.length > 0) {
    const worst = Math.max(...apart.map(({ charge, integral }) => Math.abs(integral / charge - 1)));
    sentences.push(
      `the integral of the current differs from the instrument's charge by up to ${(100 * worst).toPrecision(2)} % in ${apart.length} of ${compared.length} half-cycles; the instrument's charge was taken`,
    );
  }
  const coarse = halfCycles.filter(({ current }) => quantum > COARSE * Math.abs(current));
  if (Number.isFinite(quantum) && coarse.length > 0) {
    const worst = Math.max(...coarse.map(({ current }) => quantum / Math.abs(current)));
    const trusted = coarse.every(({ chargeFrom }) => chargeFrom === "instrument");
    sentences.push(
      `the current is written in steps of ${quantum.toPrecision(2)} A, up to ${(100 * worst).toPrecision(2)} % of it: ${trusted ? "charges are the instrument's, but current densities are that uncertain" : "charges integrated from it are that uncertain; export the instrument's capacity columns too"}`,
    );
  }
  return sentences;
}
