/** The files of a campaign below the folder of its campaign.json, and the shelf of its earlier results. */
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import type { Shelf, Store } from "../campaign/store.ts";
import { nearestWord } from "../formats/nearestWord.ts";
import { findInputs } from "./inputs.ts";
import { makeFolder, writeWhole } from "./outputs.ts";
import { piecesOf } from "./seriesSources.ts";
import { readBytes } from "./spectra.ts";

/** @param out folder of the results: what lies in it is no input */
export function openStore(folder: string, out?: string): Store {
  const at = (path: string): string => (isAbsolute(path) ? path : join(folder, path));
  return {
    find: (pattern) => {
      const { files: found } = findInputs([at(pattern)], []);
      const files = found.filter((file) => out === undefined || relative(out, file).startsWith(".."));
      return isAbsolute(pattern) ? files : files.map((file) => relative(folder === "" ? "." : folder, file));
    },
    problem: (path) => {
      try {
        accessSync(at(path), constants.R_OK);
        return statSync(at(path)).isFile() ? undefined : `${path} is no file; name a file`;
      } catch {
        return `${path} cannot be read; mend its rights, or leave it out`;
      }
    },
    near: (path) => {
      const below = dirname(path);
      try {
        const names = readdirSync(at(below)).filter((name) => !name.startsWith("."));
        const name = nearestWord(basename(path), names);
        return name === undefined ? undefined : join(below, name);
      } catch {
        return undefined;
      }
    },
    bytes: (path) => named(path, () => readBytes(at(path)), at(path)),
    pieces: (path) => piecesOf(at(path)),
    size: (path) => statSync(at(path)).size,
    hash: async (path) => {
      const hash = createHash("sha256");
      for await (const piece of piecesOf(at(path))) hash.update(piece);
      return hash.digest("hex");
    },
  };
}

/** Sentences name a file as campaign.json does. */
function named<T>(path: string, work: () => T, full: string): T {
  try {
    return work();
  } catch (error) {
    throw new Error((error as Error).message.replace(full, path), { cause: error });
  }
}

const HOUR = 3_600_000;

/** Results by their key in a folder; those that no run asks for any more are swept out at the end. */
export function openShelf(folder: string): Shelf & { readonly sweep: () => void } {
  const used = new Set<string>();
  const at = (key: string): string => join(folder, `${key}.json`);
  return {
    get: (key) => {
      used.add(`${key}.json`);
      return existsSync(at(key)) ? readFileSync(at(key), "utf8") : undefined;
    },
    put: (key, text) => {
      makeFolder(folder, "out");
      writeWhole(at(key), text);
    },
    sweep: () => {
      if (!existsSync(folder)) return;
      for (const name of readdirSync(folder)) {
        if (/^[0-9a-f]{64}\.json$/.test(name) && !used.has(name)) rmSync(join(folder, name));
        // What a run that was killed has left half-written
        if (name.endsWith(".tmp") && statSync(join(folder, name)).mtimeMs < Date.now() - HOUR)
          rmSync(join(folder, name), { force: true });
      }
    },
  };
}
