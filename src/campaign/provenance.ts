/** What tells one input from another: the SHA-256 of its content. */

const encoder = new TextEncoder();

/** SHA-256 of a text in hexadecimal digits. */
export async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
