/** Where spectra of an element come from: a property, the address of a file, or a script inside the element. */
import type { Spectrum } from "../impedance/spectrum.ts";
import type { LoadDetail } from "./contract.ts";

/** A spectrum as a page has it: any arrays of numbers. */
export type GivenSpectrum = Omit<Spectrum, "frequency" | "real" | "imaginary" | "sigma"> & {
  readonly [K in "frequency" | "real" | "imaginary"]: ArrayLike<number>;
} & { readonly sigma?: ArrayLike<number> };

/** One spectrum or many, from whatever arrays of numbers. What is wrong with them the fit says. */
export function spectraOf(given: GivenSpectrum | readonly GivenSpectrum[]): Spectrum[] {
  const list = Array.isArray(given) ? (given as readonly GivenSpectrum[]) : [given as GivenSpectrum];
  return list.map((one) => {
    if (!isSpectrum(one)) {
      throw new TypeError(
        "spectra: a spectrum is { frequency, real, imaginary }, three arrays of numbers in Hz and Ω; give one or a list of them",
      );
    }
    return {
      ...one,
      frequency: Float64Array.from(one.frequency),
      real: Float64Array.from(one.real),
      imaginary: Float64Array.from(one.imaginary),
      sigma: one.sigma && Float64Array.from(one.sigma),
    };
  });
}

function isSpectrum(value: unknown): value is GivenSpectrum {
  if (typeof value !== "object" || value === null) return false;
  const { frequency, real, imaginary } = value as Record<string, unknown>;
  return [frequency, real, imaginary].every((list) => Array.isArray(list) || ArrayBuffer.isView(list));
}

/**
 * Fetches a file of any format that the package reads.
 * @throws Error with a sentence: no answer, another status, or no spectrum in it
 */
export async function fetchSpectra(address: string, base: string, signal: AbortSignal): Promise<LoadDetail> {
  let response: Response;
  try {
    response = await fetch(new URL(address, base), { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(
      `${address}: it could not be fetched (${(error as Error).message}); check the address in "src", and that its server lets this page read it`,
    );
  }
  if (!response.ok) {
    const status = `${response.status} ${response.statusText}`.trim();
    throw new Error(`${address}: the server answered ${status}; check the address in "src"`);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  return readFile(bytes, decodeURIComponent(address.split(/[?#]/)[0].split("/").at(-1) || address));
}

/**
 * Reads a script inside an element: spectra as JSON, { frequency, real, imaginary } or a list of them, or the text of a file.
 * @throws Error with a sentence when it holds no spectrum
 */
export async function readScript(script: HTMLScriptElement): Promise<LoadDetail> {
  const text = script.textContent ?? "";
  if (script.type.endsWith("json")) {
    const value = parsed(text);
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.length > 0 && list.every(isSpectrum)) return { spectra: spectraOf(list), warnings: [] };
  }
  return readFile(new TextEncoder().encode(text), "the script inside the element");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The reader of files says what is wrong with it
  }
}

/** The readers come when the first file does. */
async function readFile(bytes: Uint8Array, name: string): Promise<LoadDetail> {
  const { readImpedance } = await import("../formats/index.ts");
  const { spectra, warnings } = readImpedance(bytes, name);
  return { spectra, warnings };
}
