/** Work through files one after the other: progress in bytes, `--resume`, Ctrl-C. What is done when an interruption comes is written. */
import type { FailedInput } from "../report/table.ts";
import type { Arguments, Command, OptionKind } from "./command.ts";
import { fingerprint, openFileRecord, type Shelving, sizesOf } from "./fileRecord.ts";
import { recordOf } from "./inputs.ts";
import { hearInterruption } from "./interruption.ts";
import { UsageError } from "./mistake.ts";
import { megabytes, showProgress } from "./progress.ts";
import type { Settings } from "./resumeRecord.ts";
import { counted, say, sayAll } from "./say.ts";
import { findSources } from "./sources.ts";
import { readTargets, type Targets } from "./targets.ts";
import { version } from "./version.ts";

/** The option of the commands that go on after an interruption. */
export const resumeOption: OptionKind = {
  name: "resume",
  text: "keep the files that FILE of --out already has, read the rest",
};

/** What their help says of it, and of their exit codes. */
export const resumeNote =
  "Beside --out FILE, FILE.resume records what --resume needs; delete it when you are done.\nExit code: 0 all read, 1 some input failed, 2 wrong usage, 130 interrupted.";

/** Options that change no number. */
const outward = new Set(["out", "report", "resume", "json", "quiet"]);

export interface FileResult<R, D> {
  readonly result: R;
  /** What the page draws; absent without a page, and of a result that an earlier run left. */
  readonly drawing?: D;
}

export interface FileRun<R, D> {
  readonly done: readonly FileResult<R, D>[];
  readonly failures: readonly FailedInput[];
  readonly seconds: number;
}

export interface FileTask<R, D> {
  readonly command: Command;
  /** How a sentence about an input without result begins: "Not read". */
  readonly undone: string;
  /** How a result is kept for `--resume`; default: as it is. */
  readonly shelving?: Shelving<R>;
  /** Further files that the result of the k-th one rests on. */
  readonly beside?: (k: number) => readonly string[];
  readonly work: (
    file: string,
    k: number,
    run: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
  ) => Promise<FileResult<R, D>>;
  /** @throws UsageError for an error that is about the options and not about the file */
  readonly messageOf: (error: unknown, file: string, k: number) => string;
  /** Writes and prints. */
  readonly finish: (run: FileRun<R, D>, targets: Targets) => void;
}

export interface FileInputs {
  readonly targets: Targets;
  readonly inputs: ReturnType<typeof findSources>;
}

/** The files that the operands name. @throws UsageError without any, and when one of them would be overwritten */
export function readFileInputs(given: Arguments, { name }: Command): FileInputs {
  if (given.operands.length === 0) {
    throw new UsageError(`interphase ${name} needs files: name files, a folder, or a pattern in quotes`);
  }
  const targets = readTargets(given, (out) => [recordOf(out)]);
  if (given.has("resume") && targets.out === undefined) {
    throw new UsageError("--resume needs the file of results that it shall complete: --out FILE");
  }
  return { targets, inputs: findSources(given, targets) };
}

/** The exit code. */
export async function runFiles<R, D>(
  given: Arguments,
  { targets, inputs }: FileInputs,
  task: FileTask<R, D>,
): Promise<number> {
  const quiet = given.has("quiet");
  const { out } = targets;
  const settings = settingsOf(given, task.command);
  const record =
    out === undefined ? undefined : openFileRecord<R>(out, settings, given.has("resume"), task.shelving);
  const interruption = hearInterruption();
  const { signal } = interruption;
  const began = performance.now();
  const sizes = sizesOf(inputs.files);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const progress = showProgress("reading", process.stderr, quiet, megabytes);
  const done: FileResult<R, D>[] = [];
  const failures: FailedInput[] = [...inputs.failures];
  try {
    let before = 0;
    for (const [k, file] of inputs.files.entries()) {
      // Gives the signal of an interruption its turn
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) break;
      try {
        const data = [file, ...(task.beside?.(k) ?? [])].map(fingerprint).join(" ");
        const earlier = record?.earlier.get(file);
        if (earlier?.data === data) done.push({ result: earlier.result });
        else {
          const made = await task.work(file, k, {
            signal,
            onBytes: (bytes) => progress.update(before + bytes, total),
          });
          done.push(targets.report === undefined ? { result: made.result } : made);
          record?.append({ key: file, data, result: made.result });
        }
      } catch (error) {
        if (signal.aborted) break;
        failures.push({ file, message: task.messageOf(error, file, k) });
      }
      before += sizes[k];
      progress.update(before, total);
    }
    progress.end();
    sayAll(
      failures.map(({ message }) => `${task.undone}: ${message}`),
      Infinity,
      "",
    );
    if (!quiet) inputs.notes.forEach(say);
    const code = interruption.exitCode();
    if (code === undefined || done.length > 0 || failures.length > 0) {
      task.finish({ done, failures, seconds: (performance.now() - began) / 1000 }, targets);
    }
    if (code === undefined) return failures.length > 0 ? 1 : 0;
    say(
      out === undefined || done.length === 0
        ? `Interrupted${done.length === 0 ? " before the first file was read" : ""}${out === undefined ? ": with --out FILE an interrupted run could go on" : ""}`
        : `Interrupted: ${done.length} of ${counted(inputs.files.length, "file")} are in ${out}; the same command with --resume goes on`,
    );
    return code;
  } finally {
    interruption.release();
    record?.close();
  }
}

/** Everything that changes the numbers. */
function settingsOf(given: Arguments, { options }: Command): Settings {
  const named = options
    .filter(({ name }) => !outward.has(name))
    .map(({ name, value, repeatable }) => {
      if (value === undefined) return [name, given.has(name)];
      return [name, repeatable && given.has(name) ? given.texts(name).join("; ") : given.text(name)];
    });
  return { ...Object.fromEntries(named), version };
}
