/** Whether a column holds Z″ or −Z″: the header says it, a phase column and physics check it. */
import type { ImaginaryConvention } from "./reader.ts";

export interface SignEvidence {
  readonly frequency: Float64Array;
  readonly real: Float64Array;
  /** The column as it stands in the file. */
  readonly imaginary: Float64Array;
  /** Phase of Z, any unit, the sign of its header already applied. */
  readonly phase?: Float64Array;
  /** What the header says; undefined without a header. */
  readonly header: ImaginaryConvention | undefined;
  /** What the user says. */
  readonly forced: ImaginaryConvention | undefined;
  /** What the column is called in a sentence: "the imaginary part", "the phase". */
  readonly subject: string;
}

export interface SignDecision {
  readonly convention: ImaginaryConvention;
  readonly warning?: string;
}

/** Below this share of |Z| the sign of Z″ is noise. */
const SIGNIFICANT = 1e-3;

/** Share of the points in the lower half of the frequencies whose Z″ is negative, or undefined when fewer than three count. */
function capacitiveShare(evidence: SignEvidence): number | undefined {
  const { frequency, real, imaginary } = evidence;
  const sorted = frequency.filter((f) => f > 0 && Number.isFinite(f)).sort();
  if (sorted.length === 0) return undefined;
  const middle = sorted[sorted.length >> 1];
  let negative = 0;
  let counted = 0;
  for (let i = 0; i < frequency.length; i++) {
    if (!(frequency[i] > 0 && frequency[i] <= middle)) continue;
    const modulus = Math.hypot(real[i], imaginary[i]);
    if (!(modulus > 0) || !Number.isFinite(modulus) || Math.abs(imaginary[i]) < SIGNIFICANT * modulus)
      continue;
    counted++;
    if (imaginary[i] < 0) negative++;
  }
  return counted < 3 ? undefined : negative / counted;
}

/** Share of the points whose imaginary part, as stored, has the sign of the phase. */
function phaseAgreement(evidence: SignEvidence): number | undefined {
  const { frequency, real, imaginary, phase } = evidence;
  if (phase === undefined) return undefined;
  let same = 0;
  let counted = 0;
  for (let i = 0; i < frequency.length; i++) {
    const modulus = Math.hypot(real[i], imaginary[i]);
    if (!(frequency[i] > 0 && modulus > 0) || Math.abs(imaginary[i]) < SIGNIFICANT * modulus) continue;
    if (!Number.isFinite(phase[i]) || phase[i] === 0) continue;
    counted++;
    if (phase[i] > 0 === imaginary[i] > 0) same++;
  }
  return counted < 3 ? undefined : same / counted;
}

const opposite = (convention: ImaginaryConvention): ImaginaryConvention =>
  convention === "Z''" ? "-Z''" : "Z''";

/**
 * Decides what the imaginary column holds. A forced convention wins. Else the header decides, unless physics (most
 * points at low frequency are capacitive, Z″ < 0) and the phase column both contradict it. Without a header, the phase
 * column decides, else physics. Every doubt is a warning that says how to force the sign.
 */
export function decideSign(evidence: SignEvidence): SignDecision {
  const { forced, header, subject } = evidence;
  if (forced !== undefined) return { convention: forced };
  const share = capacitiveShare(evidence);
  const agreement = phaseAgreement(evidence);
  /** What the phase column says that the stored column is. */
  const byPhase =
    agreement === undefined || (agreement > 0.1 && agreement < 0.9)
      ? undefined
      : agreement >= 0.9
        ? "Z''"
        : "-Z''";
  const byPhysics = share === undefined || share === 0.5 ? undefined : share > 0.5 ? "Z''" : "-Z''";
  const force = (convention: ImaginaryConvention): string =>
    `if that is wrong, force the other sign: option imaginary, value "${opposite(convention)}"`;

  if (header === undefined) {
    const convention = byPhase ?? byPhysics ?? "Z''";
    const why =
      byPhase !== undefined
        ? "because the phase column says so"
        : byPhysics !== undefined
          ? "because most points at low frequency are then capacitive"
          : "although no point shows the sign";
    return {
      convention,
      warning: `no header says the sign of ${subject}, which was read as ${convention} ${why}; ${force(convention)}`,
    };
  }
  if (byPhysics !== undefined && byPhysics !== header) {
    if (byPhase === byPhysics) {
      return {
        convention: byPhase,
        warning: `the header calls the column ${header}, but the phase column and the capacitive points at low frequency say ${byPhase}, which was used; ${force(byPhase)}`,
      };
    }
    return {
      convention: header,
      warning: `read as ${header} as the header says, most points at low frequency are inductive (Z'' > 0)${byPhase === header ? ", and the phase column agrees" : ""}; ${force(header)}`,
    };
  }
  if (byPhase !== undefined && byPhase !== header) {
    return {
      convention: header,
      warning: `the signs of ${subject} and of the phase column contradict each other; the header was followed (${header}); ${force(header)}`,
    };
  }
  return { convention: header };
}
