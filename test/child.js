import { spawn } from "node:child_process";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
const windows = process.platform === "win32";

/**
 * Runs a program to its end, without stdin, in a process group of its own: whatever it leaves behind is ended with it.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ seconds: number, cwd?: string, env?: Record<string, string>, capture?: boolean }} options
 *   `seconds` is its time limit; `capture` keeps the output instead of passing it on
 * @returns {Promise<{ code: number, output: string, stdout: string, late: boolean }>} `output` is stdout and stderr as they came; `late`
 *   says that the limit ended it
 */
export function run(file, args, { seconds, cwd, env, capture = false }) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: capture ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
      detached: !windows,
      // npm is a batch file on Windows.
      shell: windows && !file.endsWith(".exe"),
    });
    running.add(child);
    let output = "";
    let stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => {
      output += text;
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      end(child, "SIGTERM");
      setTimeout(() => end(child, "SIGKILL"), 5000).unref();
    }, seconds * 1000);
    /** @param {number} code */
    const done = (code) => {
      clearTimeout(limit);
      end(child, "SIGKILL");
      running.delete(child);
      resolve({ code, output, stdout, late });
    };
    child.on("error", (error) => {
      output += error.message;
      done(127);
    });
    // Not "close": a grandchild that keeps the pipe open would hold it back.
    child.on("exit", (code) => setImmediate(() => done(late ? 124 : (code ?? 1))));
  });
}

/** Ends every program that still runs. */
export function endAll() {
  for (const child of running) end(child, "SIGTERM");
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function end(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Already gone.
  }
}

/**
 * What is wrong when a program failed; nothing when it did not.
 * @param {{ code: number, output: string, late: boolean }} outcome
 */
export function told({ code, output, late }) {
  if (code === 0) return {};
  return {
    problem: late ? "it took too long" : `it ended with code ${code}, see above`,
    output: output.trim(),
  };
}
