/** What is doubtful about a distribution of relaxation times. */
import { numberText, quantityText } from "./quantityText.ts";
import type { DrtPeak, DrtResult } from "./relaxationResult.ts";
import type { Spectrum } from "./spectrum.ts";

/** Share of the polarisation resistance beyond the frequencies from which on it is doubtful. */
const BEYOND = 0.1;
/** rms of the relative residuals from which on the model does not describe the spectrum. */
const POOR = 0.02;
/** A positive Z″ of less than this share of |Z| may be noise. */
const INDUCTIVE = 0.005;

/** Whether γ rises towards the lowest frequency, so that a tail or fewer points would be right. */
export function needsTail(result: DrtResult, { frequency }: Spectrum): boolean {
  if (result.status === "failed") return false;
  const { lowest } = rangeOf(frequency);
  return share(result, (tau) => tau > 1 / (2 * Math.PI * lowest)) > BEYOND;
}

export function doubtsAbout(result: DrtResult, spectrum: Spectrum): string[] {
  const { frequency, real, imaginary } = spectrum;
  const { lowest, highest } = rangeOf(frequency);
  const doubts: string[] = [];
  const n = frequency.length;
  if (n < 12) {
    doubts.push(`only ${n} points: peaks of γ can hardly be told from noise`);
  }
  if (needsTail(result, spectrum)) {
    const words = percent(share(result, (tau) => tau > 1 / (2 * Math.PI * lowest)));
    doubts.push(
      result.tail === "none"
        ? `the tail rises towards the lowest frequency (${words} of the polarisation resistance lie beyond it): use tail "capacitor" or "warburg", or leave out the points of the tail`
        : `${words} of the polarisation resistance lie beyond the lowest frequency in spite of the tail: leave out the points of the tail, or measure to lower frequencies`,
    );
  }
  const near = share(result, (tau) => tau < 1 / (2 * Math.PI * highest));
  if (near > BEYOND) {
    doubts.push(
      `${percent(near)} of the polarisation resistance lie beyond the highest frequency and cannot be told from R∞`,
    );
  }
  // A loop is inductive points that have capacitive ones at higher frequency
  let capacitive = 0;
  for (let i = 0; i < n; i++) if (imaginary[i] < 0) capacitive = Math.max(capacitive, frequency[i]);
  const isInductive = (i: number): boolean => imaginary[i] > INDUCTIVE * Math.hypot(real[i], imaginary[i]);
  const loop = Array.from(frequency).filter((f, i) => f < capacitive && isInductive(i));
  if (loop.length > 1) {
    doubts.push(
      `an inductive loop: ${loop.length} points with Z″ > 0 from ${quantityText(Math.min(...loop), "Hz")} to ${quantityText(Math.max(...loop), "Hz")}; γ ≥ 0 cannot describe them, leave them out`,
    );
  }
  const inductiveEnd = Array.from(frequency).some((f, i) => f >= capacitive && isInductive(i));
  if (inductiveEnd && result.inductance === 0) {
    doubts.push(
      "Z″ > 0 at the highest frequencies and no inductance in the model: allow it, or leave out these points",
    );
  }
  if (result.rms > POOR) {
    doubts.push(
      `the model misses the data by ${percent(result.rms)} rms: drift, a loop or a tail that it does not have; compare a Kramers–Kronig test`,
    );
  }
  const { criteria, lambda, arcs, choice } = result;
  if (choice !== "given" && arcs.length === 0 && criteria.length > 0) {
    if (lambda === criteria[0].lambda) {
      doubts.push(
        `the choice of λ ended at its largest, ${numberText(lambda, 3)}: the spectrum may hold no relaxation at all`,
      );
    } else if (lambda === criteria.at(-1)!.lambda && criteria.length > 20) {
      doubts.push(
        `the choice of λ ended at its smallest, ${numberText(lambda, 3)}: give λ, or choose it otherwise`,
      );
    }
  }
  doubts.push(...doubtsAboutPeaks(result));
  return doubts;
}

function doubtsAboutPeaks({ peaks, rInf, arcs }: DrtResult): string[] {
  const doubts: string[] = [];
  const say = (flag: (peak: DrtPeak) => boolean, sentence: (places: string, several: boolean) => string) => {
    const found = peaks.filter(flag);
    if (found.length === 0) return;
    const places = found.map(({ tau }) => quantityText(tau, "s")).join(", ");
    doubts.push(sentence(`the ${found.length > 1 ? "peaks" : "peak"} at τ = ${places}`, found.length > 1));
  };
  say(
    ({ overlapping, outside }) => overlapping && !outside,
    (places, several) =>
      `${places} overlap${several ? "" : "s"} others, and ${arcs.length > 0 ? "the number of arcs is not certain" : "no arcs say how γ is to be shared between them"}: ${several ? "their resistances have" : "its resistance has"} no standard error`,
  );
  say(
    ({ outside }) => outside,
    (places, several) =>
      `${places} ${several ? "lie" : "lies"} beyond 1/ω of the measured frequencies: an extrapolation, without standard errors`,
  );
  if (rInf === 0) {
    doubts.push(
      "R∞ is at its bound 0: what the spectrum has of it is part of γ at the shortest τ, or of no part of the model",
    );
  }
  say(
    ({ sharp }) => sharp,
    (places, several) =>
      `${places} ${several ? "are arcs" : "is an arc"} sharper than n = 0.93, drawn as wide as that: place and resistance hold, height, width and band do not`,
  );
  say(
    ({ vague }) => vague,
    (places, several) =>
      `the resistance${several ? "s" : ""} of ${places} ${several ? "are" : "is"} not above ${several ? "their standard errors" : "its standard error"}: ${several ? "they may not be" : "it may not be there"}${several ? " there" : ""}`,
  );
  return doubts;
}

/** Share of the area of γ at the τ that pass. */
function share({ tau, gamma }: DrtResult, passes: (tau: number) => boolean): number {
  let part = 0;
  let sum = 0;
  for (let i = 0; i < tau.length; i++) {
    sum += gamma[i];
    if (passes(tau[i])) part += gamma[i];
  }
  return sum > 0 ? part / sum : 0;
}

/** Lowest and highest of the frequencies. */
export function rangeOf(frequency: Float64Array): { lowest: number; highest: number } {
  let [lowest, highest] = [Infinity, 0];
  for (const f of frequency) [lowest, highest] = [Math.min(lowest, f), Math.max(highest, f)];
  return { lowest, highest };
}

function percent(ratio: number): string {
  return `${Number((100 * ratio).toPrecision(2))} %`;
}
