/** Runs the built command line as a user does: another process, its exit code and both streams. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { simulateAgeing } from "../../src/impedance/ageing.ts";
import { whyBuild } from "../build.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = join(root, "dist/cli/main.js");

if (whyBuild(root)) {
  try {
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "src"], {
      cwd: root,
    });
  } catch {
    // tsc writes what it compiled even when a type is wrong, and the check of types has its own place
  }
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param during called once with the running process, to interrupt it */
export function interphase(
  args: readonly string[],
  options: { readonly cwd?: string; readonly during?: (child: ChildProcess) => void } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: options.cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, INTERPHASE_DEBUG: "" },
      // A run that hangs must not outlive its test
      timeout: 50_000,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    options.during?.(child);
  });
}

/** A folder that is removed after the tests of the file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "interphase-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const cellCircuit = "L0-R1-p(R2,CPE2)-p(R3,CPE3)";

/** Writes simulated spectra into one long table, one spectrum per cycle. */
export function writeSpectra(file: string, cycles: number, seed = 1): void {
  const lines = ["spectrum,frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm"];
  for (const { spectrum, cycle } of simulateAgeing({ cells: 1, cycles, seed })) {
    spectrum.frequency.forEach((f, k) => {
      lines.push(`${cycle},${f},${spectrum.real[k]},${spectrum.imaginary[k]}`);
    });
  }
  writeFileSync(file, `${lines.join("\n")}\n`);
}
