import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const top = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** Milliseconds that the compiler may take on a busy machine. */
export const compiling = 240_000;

/** asc keeps the files of an earlier call: each call has a process of its own. */
const script = `
import { readFileSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import asc from "assemblyscript/asc";
const [file, entry, ...options] = process.argv.slice(1);
const { error, stderr } = await asc.main([file, "--outFile", "out.wasm", ...options], {
  readFile: (name, base) => {
    if (name === file) return entry;
    try { return readFileSync(resolve(base, name), "utf8"); } catch { return null; }
  },
  writeFile: (name, contents) => { if (name === "out.wasm") writeSync(1, contents); },
});
if (error) { console.error(error.message, String(stderr)); process.exit(1); }
`;

/**
 * Exports of an AssemblyScript module that shows what the kernels keep to themselves. It stands as if in `test/kernel`.
 */
export async function compileEntry<T>(entry: string, lanes: "simd" | "scalar"): Promise<T> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...["--input-type=module", "-e", script, "test/kernel/entry.as.ts", entry],
      ...["--lib", `assembly/lanes/${lanes}`, "--runtime", "stub", "--bindings", "raw", "--noAssert"],
      ...["--disableWarning", ...(lanes === "simd" ? ["--enable", "simd"] : [])],
    ],
    { cwd: top, encoding: "buffer", maxBuffer: 1 << 24 },
  );
  const abort = (): never => {
    throw new Error("aborted");
  };
  const { instance } = await WebAssembly.instantiate(Uint8Array.from(stdout), { env: { abort } });
  return instance.exports as unknown as T;
}
