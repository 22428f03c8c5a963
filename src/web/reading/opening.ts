/** Opening files: what was dropped or picked goes to the reading worker, and comes back file by file. */
import type { Work } from "../view.ts";
import type { Answer, NamedFile, ReadFile, Request, Unread } from "./message.ts";

export type { NamedFile } from "./message.ts";

export interface Opened {
  readonly read: readonly ReadFile[];
  readonly unread: readonly Unread[];
}

/** The most files that one drop may hold: more is a mistake, such as a whole disk. */
const MOST_FILES = 20_000;

/**
 * Reads files in a worker of their own. Rejects with the signal's reason when it is cancelled: the worker is ended.
 * @param words how they are to be read, as on the command line
 */
export async function readFiles(files: readonly NamedFile[], run: Work, words?: string): Promise<Opened> {
  const { read, unread } = await ask({ files, ...(words !== undefined && { words }) }, run);
  return {
    read: read.map((one) => ({
      ...one,
      source: one.at === undefined ? undefined : files[one.at],
      ...(words !== undefined && { words }),
    })),
    unread,
  };
}

/** Makes one of the examples of `readers.ts`. */
export function makeExample(example: string, run: Work): Promise<Opened> {
  return ask({ example }, run);
}

function ask(request: Request, { signal, progress }: Work): Promise<Opened> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const read: ReadFile[] = [];
  const unread: Unread[] = [];
  return new Promise<Opened>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(
        new Error(
          `Reading stopped: ${event.message || "the worker that reads files could not be started"}; reload the page`,
        ),
      );
    });
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      if (data.type === "end") {
        resolve({ read, unread });
        return;
      }
      if (data.type === "read") read.push(data.read);
      else if (data.type === "unread") unread.push(data.unread);
      else progress(data.done, data.total, data.unit);
    });
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

/** All files of a drop, those of folders too, in the order of their names as people count ("cell 2" before "cell 10"). */
export async function droppedFiles(transfer: DataTransfer): Promise<NamedFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return inOrder([...transfer.files].map((file) => ({ file, name: file.name })));
  const found: NamedFile[] = [];
  for (const entry of entries) await collect(entry, found);
  return inOrder(found);
}

/** The files of a picker; of a folder with their path in it. */
export function pickedFiles(files: FileList): NamedFile[] {
  return inOrder([...files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
}

async function collect(entry: FileSystemEntry, found: NamedFile[]): Promise<void> {
  if (found.length >= MOST_FILES || /^\.|^Thumbs\.db$/.test(entry.name)) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    found.push({ file, name: entry.fullPath.replace(/^\//, "") });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives at most a hundred entries at a time
  while (true) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const one of some) await collect(one, found);
  }
}

const counting = new Intl.Collator("en", { numeric: true });

function inOrder(files: readonly NamedFile[]): NamedFile[] {
  return [...files].sort((a, b) => counting.compare(a.name, b.name));
}
