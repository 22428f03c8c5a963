/** The bytes of a file that lies beside the package. */
export async function readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(
      `kernel: ${url.pathname} answered ${response.status} ${response.statusText}; serve the package's build folder`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}
