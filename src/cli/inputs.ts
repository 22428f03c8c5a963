/** What the user named: files, folders and patterns that the shell did not expand, to a list of files. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { FailedInput } from "../report/table.ts";

export interface Inputs {
  /** Files as the user would name them, in the order of the operands, each once. */
  readonly files: readonly string[];
  readonly failures: readonly FailedInput[];
  readonly notes: readonly string[];
}

/**
 * Folders give all their files, also those of their folders, in natural order (2 before 10); hidden ones are left out.
 * A pattern may hold `*`, `?`, `[abc]`, `{a,b}` and `**`; a file whose name is the pattern comes first.
 * @param own files that the run writes itself: in a folder or pattern they are not inputs
 */
export function findInputs(operands: readonly string[], own: readonly string[]): Inputs {
  const files = new Map<string, string>();
  const failures: FailedInput[] = [];
  const notes: string[] = [];
  const written = new Set(own.map((path) => resolve(path)));
  const fail = (file: string, problem: string): void => {
    failures.push({ file, message: `${file}: ${problem}` });
  };
  const take = (path: string, named: boolean): boolean => {
    const key = resolve(path);
    if (!named && (written.has(key) || isRecord(path))) return false;
    if (files.has(key)) {
      if (named) notes.push(`${path} was named twice and is read once`);
      return true;
    }
    files.set(key, path);
    return true;
  };
  for (const operand of operands) {
    const kind = kindOf(operand);
    if (kind === "file") take(operand, true);
    else if (kind === "folder") {
      const inside = filesBelow(operand);
      if (inside.filter((path) => take(path, false)).length === 0) {
        fail(operand, "the folder holds no files; name the folder of the measurements");
      }
    } else if (/[*?[{]/.test(operand)) {
      const matching = expand(operand);
      if (matching.filter((path) => take(path, false)).length === 0) {
        fail(operand, "no file matches this pattern; check the folder and the ending");
      }
    } else if (operand === "-") {
      fail(operand, "standard input has no name here; write /dev/stdin, or save it to a file");
    } else fail(operand, "there is no such file or folder; check the path");
  }
  return { files: [...files.values()], failures, notes };
}

/** Name of the record that `--resume` reads, beside a file of results. */
export function recordOf(out: string): string {
  return `${out}.resume`;
}

function isRecord(path: string): boolean {
  return path.endsWith(".resume");
}

function kindOf(path: string): "file" | "folder" | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return undefined;
  return status.isDirectory() ? "folder" : "file";
}

/** 2 before 10, whatever the language of the machine. */
const natural = new Intl.Collator("en", { numeric: true }).compare;

function entriesOf(folder: string): { name: string; folder: boolean }[] {
  return readdirSync(folder === "" ? "." : folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith("."))
    .map((entry) => ({
      name: entry.name,
      // A link counts as what it points to; a dangling one stays a file, so that it is named when it cannot be read
      folder: entry.isSymbolicLink() ? kindOf(join(folder, entry.name)) === "folder" : entry.isDirectory(),
    }))
    .sort((a, b) => natural(a.name, b.name));
}

function filesBelow(folder: string, depth = 0): string[] {
  // A link to a folder above would never end
  if (depth > 20) return [];
  const entries = entriesOf(folder);
  return [
    ...entries.filter((entry) => !entry.folder).map(({ name }) => join(folder, name)),
    ...entries
      .filter((entry) => entry.folder)
      .flatMap(({ name }) => filesBelow(join(folder, name), depth + 1)),
  ];
}

/** Files that a pattern names, in natural order. */
function expand(pattern: string): string[] {
  return alternativesOf(pattern).flatMap((one) => {
    const segments = one.split(/[/\\]+/);
    const root = segments[0] === "" ? "/" : "";
    return walk(root, root ? segments.slice(1) : segments);
  });
}

function walk(folder: string, [segment, ...rest]: readonly string[]): string[] {
  if (segment === undefined) return [];
  if (folder !== "" && kindOf(folder) !== "folder") return [];
  if (segment === "**") {
    const deeper = entriesOf(folder).filter((entry) => entry.folder);
    return [
      ...walk(folder, rest.length > 0 ? rest : ["*"]),
      ...deeper.flatMap(({ name }) => walk(join(folder, name), [segment, ...rest])),
    ];
  }
  const names = /[*?[]/.test(segment)
    ? entriesOf(folder)
        .map(({ name }) => name)
        .filter((name) => wildcard(segment).test(name))
    : existsSync(join(folder, segment))
      ? [segment]
      : [];
  return names
    .map((name) => join(folder, name))
    .flatMap((path) => {
      if (rest.length > 0) return walk(path, rest);
      return kindOf(path) === "file" ? [path] : [];
    });
}

/** "a{1,2}.z" to "a1.z" and "a2.z". */
function alternativesOf(pattern: string): string[] {
  const [all, before, inside, after] = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(pattern) ?? [];
  if (all === undefined) return [pattern];
  return inside.split(",").flatMap((word) => alternativesOf(before + word + after));
}

function wildcard(segment: string): RegExp {
  const source = segment.replace(/\[!?[^\]]+\]|[*?]|[\\^$.|+(){}[\]]/g, (part) => {
    if (part === "*") return ".*";
    if (part === "?") return ".";
    if (part.length > 1) return part.replace(/^\[!/, "[^").replaceAll("\\", "\\\\");
    return `\\${part}`;
  });
  return new RegExp(`^${source}$`, "su");
}
