/** Reads files beside the page, so that a large one does not stop it. It is ended, not asked, when the user cancels. */
import type { Answer, Request } from "./message.ts";
import { readings } from "./readers.ts";
import { type Attempt, sentenceAbout } from "./unreadable.ts";

const post = (answer: Answer, transfer: Transferable[] = []): void => {
  globalThis.postMessage(answer, { transfer });
};

globalThis.addEventListener("message", async ({ data }: MessageEvent<Request>) => {
  if ("example" in data) makeExample(data.example);
  else {
    const total = data.files.length;
    for (const [i, { file, name }] of data.files.entries()) await readFile(file, name, i + 1, total);
  }
  post({ type: "end" });
});

async function readFile(file: File, name: string, done: number, total: number): Promise<void> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    const message = `${name}: the browser could not read it (${(error as Error).message}); check that it still exists and is not open elsewhere`;
    post({ type: "unread", unread: { file: name, message }, done, total });
    return;
  }
  const attempts: Attempt[] = [];
  for (const reading of readings) {
    const { kind, read } = reading;
    try {
      const content = read(bytes, name);
      post({ type: "read", read: { kind, file: name, content }, done, total }, buffersOf(content));
      return;
    } catch (error) {
      attempts.push({ reading, error });
    }
  }
  const message = sentenceAbout(name, bytes, attempts);
  post({ type: "unread", unread: { file: name, message }, done, total });
}

function makeExample(name: string): void {
  for (const { kind, examples } of readings) {
    const files = examples[name]?.() ?? [];
    files.forEach(({ file, content }, i) => {
      post({ type: "read", read: { kind, file, content }, done: i + 1, total: files.length });
    });
  }
}

/** The buffers of all typed arrays within, each once. */
function buffersOf(content: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(content)) {
    if (content.buffer instanceof ArrayBuffer) found.add(content.buffer);
  } else if (typeof content === "object" && content !== null) {
    for (const part of Object.values(content)) buffersOf(part, found);
  }
  return [...found];
}
