/** Reads files beside the page, so that a large one does not stop it. It is ended, not asked, when the user cancels. */
import { FormatError } from "../../formats/formatError.ts";
import type { Answer, Request } from "./message.ts";
import { readings } from "./readers.ts";
import { type Source, sourceOf } from "./source.ts";

const post = (answer: Answer, transfer: Transferable[] = []): void => {
  globalThis.postMessage(answer, { transfer });
};

/** Milliseconds between two words about the progress. */
const PACE = 100;

globalThis.addEventListener("message", async ({ data }: MessageEvent<Request>) => {
  if ("example" in data) await makeExample(data.example);
  else {
    const total = data.files.reduce((sum, { file }) => sum + file.size, 0);
    let before = 0;
    let said = 0;
    for (const { file, name } of data.files) {
      const source = sourceOf(file, name, (bytes) => {
        const now = performance.now();
        if (now - said < PACE) return;
        said = now;
        post({ type: "progress", done: before + bytes, total, unit: "bytes" });
      });
      await readFile(source);
      before += file.size;
      source.progress(0);
    }
  }
  post({ type: "end" });
});

async function readFile(source: Source): Promise<void> {
  const file = source.name;
  const errors: FormatError[] = [];
  for (const { kind, decisive, read } of readings) {
    try {
      const content = await read(source);
      post({ type: "read", read: { kind, file, content } }, buffersOf(content));
      return;
    } catch (error) {
      if (!(error instanceof FormatError)) {
        const message = `${file}: reading it failed (${error instanceof Error ? error.message : String(error)}); please report this file`;
        post({ type: "unread", unread: { file, message } });
        return;
      }
      errors.push(error);
      if (decisive && !error.foreign) break;
    }
  }
  post({ type: "unread", unread: { file, message: sentenceOf(file, errors) } });
}

/** The sentence of the reader that knew most: the last one for which the file is not foreign. */
function sentenceOf(file: string, errors: readonly FormatError[]): string {
  const known = errors.findLast(({ foreign }) => !foreign);
  if (known) return known.message;
  const { found, cure } = errors[0];
  return new FormatError({
    file,
    expected: "a spectrum of impedance, XPS, XRD, FTIR or Raman, or the record of a cycler",
    found,
    cure: cure.startsWith("export the spectrum")
      ? "export the measurement as text (CSV), or give the instrument's file"
      : cure,
  }).message;
}

async function makeExample(name: string): Promise<void> {
  for (const { kind, examples } of readings) {
    const files = (await examples[name]?.()) ?? [];
    files.forEach(({ file, content }, i) => {
      post({ type: "progress", done: i + 1, total: files.length });
      // Not handed over: files of an example may share their arrays
      post({ type: "read", read: { kind, file, content } });
    });
  }
}

/** The buffers of all typed arrays within, each once. */
function buffersOf(content: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(content)) {
    if (content.buffer instanceof ArrayBuffer) found.add(content.buffer);
  } else if (typeof content === "object" && content !== null) {
    const parts = content instanceof Map ? content.values() : Object.values(content);
    for (const part of parts) buffersOf(part, found);
  }
  return [...found];
}
