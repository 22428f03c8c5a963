/** Session files: all that is open, as JSON. Numbers of spectra are kept to the last bit. */

/** What every session file begins with. */
const format = "interphase-session";
const formatVersion = 1;

export const sessionEnding = ".interphase.json";

export interface Session {
  /** By the kind of the view. */
  readonly views: Readonly<Record<string, unknown>>;
}

export function writeSession(session: Session, version: string): string {
  return JSON.stringify({ format, formatVersion, version, ...session }, (_key, value) =>
    value instanceof Float64Array ? { $float64: base64Of(value) } : value,
  );
}

/** @throws Error with a sentence when the text is not a session of this version */
export function readSession(text: string, file: string): Session {
  let content: unknown;
  try {
    content = JSON.parse(text, (_key, value) =>
      typeof value === "object" && value !== null && typeof value.$float64 === "string"
        ? numbersOf(value.$float64)
        : value,
    );
  } catch (error) {
    throw new Error(
      `${file}: it is not a whole session file (${(error as Error).message}); save the session again`,
    );
  }
  const session = content as Partial<Session> & {
    readonly format?: unknown;
    readonly formatVersion?: unknown;
  };
  if (session?.format !== format || typeof session.views !== "object") {
    throw new Error(
      `${file}: expected a session of Interphase, found other JSON; open it as data under another name`,
    );
  }
  if (session.formatVersion !== formatVersion) {
    throw new Error(
      `${file}: it is a session of format ${String(session.formatVersion)}, and this page reads format ${formatVersion}; open it with the version of Interphase that wrote it`,
    );
  }
  return { views: session.views ?? {} };
}

/** Little-endian bytes: those of every machine with a browser. */
function base64Of(values: Float64Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function numbersOf(text: string): Float64Array {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Float64Array(bytes.buffer);
}
