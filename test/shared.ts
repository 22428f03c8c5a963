import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";

/** The folder of real files and golden figures: `INTERPHASE_SHARED`, else `../shared` beside the repository. */
const folder = process.env.INTERPHASE_SHARED
  ? resolve(process.env.INTERPHASE_SHARED)
  : fileURLToPath(new URL("../../shared", import.meta.url));

/** Absolute path of something in the shared folder. */
export function shared(path: string): string {
  return resolve(folder, path);
}

/** `describe` where the shared folder exists; else skipped, and the title says why. */
export function describeShared(title: string, fn: () => void): void {
  if (existsSync(folder)) describe(title, fn);
  else describe.skip(`${title} (skipped: no shared data)`, fn);
}
