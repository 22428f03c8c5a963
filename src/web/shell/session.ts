/** Session files: all that is open, as JSON. Numbers are kept to the last bit. */

/** What every session file begins with. */
const format = "interphase-session";
const formatVersion = 1;

export const sessionEnding = ".interphase.json";

export interface Session {
  /** By the kind of the view. */
  readonly views: Readonly<Record<string, unknown>>;
}

export function writeSession(session: Session, version: string): string {
  return JSON.stringify({ format, formatVersion, version, ...session }, (_key, value) => {
    const kind = kinds.find(({ array }) => value instanceof array);
    if (kind) return { [kind.key]: base64Of(value) };
    if (value instanceof Map) return { $map: [...value] };
    if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
    return value;
  });
}

/** @throws Error with a sentence when the text is not a session of this version */
export function readSession(text: string, file: string): Session {
  let content: unknown;
  try {
    content = JSON.parse(text, (_key, value) => {
      if (typeof value !== "object" || value === null) return value;
      const kind = kinds.find(({ key }) => typeof value[key] === "string");
      if (kind) return new kind.array(bytesOf(value[kind.key]));
      if (Array.isArray(value.$map)) return new Map(value.$map);
      if (typeof value.$number === "string") return Number(value.$number);
      return value;
    });
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

/** Arrays of numbers, and what JSON cannot say: by a key of their own. */
const kinds = [
  { key: "$float64", array: Float64Array },
  { key: "$float32", array: Float32Array },
  { key: "$uint16", array: Uint16Array },
] as const;

/** Little-endian bytes: those of every machine with a browser. */
function base64Of(values: ArrayBufferView): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function bytesOf(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}
