/** What a result rests on: its files by the SHA-256 of their content, its options, and the program. */

const encoder = new TextEncoder();

/** SHA-256 of a text in hexadecimal digits. */
export async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Of a number, of a trend. */
export interface Provenance {
  readonly sample: string;
  readonly role: string;
  readonly entry: string;
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
  /** The entry of campaign.json and the sizes of the sample. */
  readonly options: unknown;
  readonly version: string;
  readonly kernel: string;
}

/** The same results with what they rest on. */
export type Proven<T extends { readonly files: readonly string[] }> = Omit<T, "files"> & Provenance;

/** Gives results their provenance. */
export function proven<T extends { readonly files: readonly string[] }>(
  results: readonly T[],
  shared: Omit<Provenance, "files">,
  sums: ReadonlyMap<string, string>,
): Proven<T>[] {
  return results.map(({ files, ...result }) => ({
    ...result,
    ...shared,
    files: files.map((file) => ({ file, sha256: sums.get(file) ?? "" })),
  }));
}
