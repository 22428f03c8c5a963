/** Reads files beside the page, so that a large one does not stop it. It is ended, not asked, when the user cancels. */
import type { Answer, Request } from "./message.ts";
import { readings } from "./readers.ts";
import { readSource } from "./readSource.ts";
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
    for (const [at, { file, name, companion }] of data.files.entries()) {
      const tell = (bytes: number): void => {
        const now = performance.now();
        if (now - said < PACE) return;
        said = now;
        post({ type: "progress", done: before + bytes, total, unit: "bytes" });
      };
      const source = sourceOf(file, name, tell, { words: data.words, companion });
      await readFile(source, at);
      before += file.size;
      source.progress(0);
    }
  }
  post({ type: "end" });
});

async function readFile(source: Source, at: number): Promise<void> {
  const file = source.name;
  try {
    const reading = await readSource(source);
    if ("message" in reading) post({ type: "unread", unread: { file, message: reading.message } });
    else post({ type: "read", read: { file, at, ...reading } }, buffersOf(reading.content));
  } catch (error) {
    // A fault in a reader, or a file that cannot be handed over, costs that file
    const message = `${file}: it could not be read (${(error as Error).message}); the other files go on`;
    post({ type: "unread", unread: { file, message } });
  }
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
