import { readFile } from "node:fs/promises";

/** The bytes of a file that lies beside the package. */
export async function readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  return url.protocol === "file:"
    ? new Uint8Array(await readFile(url))
    : new Uint8Array(await (await fetch(url)).arrayBuffer());
}
