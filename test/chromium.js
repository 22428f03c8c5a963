import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

/** Arguments for every launch: no sandbox (root in containers), no traffic of its own. Playwright makes the profile, fresh each time. */
export const chromiumFlags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const cure =
  "install Chromium or Chrome and set CHROME_PATH to its executable, or run `npx playwright-core install --with-deps chromium`";

/**
 * The path of a Chromium that starts. Looks at CHROME_PATH and CHROMIUM_PATH, at PATH and the usual places, and at playwright's
 * own; installs one when there is none: Debian's, else playwright's.
 *
 * @param {{ install?: boolean, say?: (line: string) => void }} [options] `install: false` only looks; `say` hears what is being installed
 * @returns {string}
 * @throws Error when a variable names something that does not start, or when nothing was found and nothing could be installed
 */
export function findChromium({ install = true, say = () => {} } = {}) {
  for (const name of ["CHROME_PATH", "CHROMIUM_PATH"]) {
    const path = process.env[name];
    if (!path) continue;
    if (starts(path)) return path;
    throw new Error(`Chromium: ${name} is ${path}, which does not start — correct the variable or unset it.`);
  }
  const found = installed();
  if (found) return found;
  if (!install) throw new Error(`Chromium: none was found — ${cure}.`);
  say("Chromium: none was found; installing one.");
  installFromDebian(say);
  const debian = installed();
  if (debian) return debian;
  installFromPlaywright(say);
  const own = installed();
  if (own) return own;
  throw new Error(`Chromium: none was found and none could be installed — ${cure}.`);
}

function installed() {
  return places().find(starts);
}

/** @returns {string[]} where Chromium usually is, best first */
function places() {
  /** @param {string[]} names */
  const onPath = (...names) =>
    (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...usualPlaces(onPath), chromium.executablePath()].filter(Boolean);
}

/** @param {(...names: string[]) => string[]} onPath */
function usualPlaces(onPath) {
  if (process.platform === "darwin") {
    const applications = ["/Applications", join(process.env.HOME ?? "", "Applications")];
    return ["Chromium", "Google Chrome", "Microsoft Edge"].flatMap((name) =>
      applications.map((folder) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (process.platform === "win32") {
    return [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA]
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        join(folder, "Chromium/Application/chrome.exe"),
        join(folder, "Google/Chrome/Application/chrome.exe"),
        join(folder, "Microsoft/Edge/Application/msedge.exe"),
      ]);
  }
  return [
    ...onPath("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"),
    "/usr/bin/chromium",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
  ];
}

/**
 * Some `chromium` files only tell the user to install something (Ubuntu's), so existing is not enough.
 * @param {string} path
 */
function starts(path) {
  if (!existsSync(path)) return false;
  // On Windows `--version` opens a window.
  if (process.platform === "win32") return true;
  return spawnSync(path, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}

/** @param {(line: string) => void} say */
function installFromDebian(say) {
  if (process.platform !== "linux" || !runs("apt-get", ["--version"])) return;
  const root = process.getuid?.() === 0;
  if (!root && !runs("sudo", ["-n", "true"])) return;
  const command = root ? [] : ["sudo", "-n"];
  command.push("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q");
  attempt([...command, "update"], say);
  attempt([...command, "install", "--no-install-recommends", "chromium"], say);
}

/** @param {(line: string) => void} say */
function installFromPlaywright(say) {
  const cli = join(import.meta.dirname, "../node_modules/playwright-core/cli.js");
  attempt([process.execPath, cli, "install", "chromium"], say);
}

/**
 * @param {string[]} command
 * @param {(line: string) => void} say
 */
function attempt([file, ...args], say) {
  say(`  ${[file, ...args].join(" ")}`);
  const { status, error, stderr } = spawnSync(file, args, {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    timeout: 240_000,
  });
  if (status !== 0)
    say(`  failed: ${error?.message ?? (stderr.trim().split("\n", 1)[0] || `code ${status}`)}`);
}

/**
 * @param {string} file
 * @param {string[]} args
 */
function runs(file, args) {
  return spawnSync(file, args, { stdio: "ignore", timeout: 10_000 }).status === 0;
}
