import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The version of the package; the path is the same from src/cli and from dist/cli. */
export const version: string = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
).version;

/** What tells this build of the program from another one of the same version: names, sizes and times of its files. */
export function buildMark(): string {
  const hash = createHash("sha256");
  for (const folder of ["..", "../../build"]) {
    const path = fileURLToPath(new URL(`${folder}/`, import.meta.url));
    for (const name of readdirSync(path, { recursive: true, encoding: "utf8" }).sort()) {
      if (!/\.(js|wasm)$/.test(name)) continue;
      const { size, mtimeMs } = statSync(`${path}/${name}`);
      hash.update(`${name} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest("hex");
}
