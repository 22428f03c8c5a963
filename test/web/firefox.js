/** A headless Firefox over its own remote protocol, Marionette: commands of WebDriver as JSON over TCP. Needs no driver beside the browser. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The path of a Firefox that starts; undefined where there is none. FIREFOX_PATH comes first. */
export function findFirefox() {
  const names = [process.env.FIREFOX_PATH, "firefox-esr", "firefox"].filter((name) => name !== undefined);
  return names.find(
    (name) => spawnSync(name, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0,
  );
}

const preferences = {
  // Any free port; it is written into the profile
  "marionette.port": 0,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
  "app.update.enabled": false,
  "app.normandy.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

/**
 * Starts a Firefox with a profile of its own.
 * @param {string} path
 */
export async function openFirefox(path) {
  const profile = mkdtempSync(join(tmpdir(), "interphase-firefox-"));
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const child = spawn(path, ["--headless", "--marionette", "--no-remote", "--profile", profile], {
    stdio: "ignore",
  });
  const close = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null && child.signalCode === null) {
      child.kill();
      await Promise.race([ended, wait(5000)]);
      child.kill("SIGKILL");
    }
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const link = await marionette(await activePort(profile, child));
    await link.send("WebDriver:NewSession", {
      capabilities: { alwaysMatch: { acceptInsecureCerts: false } },
    });
    return {
      /** @param {string} url */
      goto: (url) => link.send("WebDriver:Navigate", { url }),
      /**
       * Runs the body of an async function in the page.
       * @param {string} script @param {unknown[]} args
       */
      run: async (script, ...args) => {
        const { value } = await link.send("WebDriver:ExecuteAsyncScript", {
          script: `const done = arguments[arguments.length - 1]; (async (...args) => {${script}})(...arguments).then((value) => done({ value }), (error) => done({ error: String(error) }));`,
          args,
          scriptTimeout: 60_000,
        });
        if (value?.error) throw new Error(value.error);
        return value?.value;
      },
      /** Clicks as a hand would. @param {string} css */
      click: async (css) => link.send("WebDriver:ElementClick", { id: await find(link, css) }),
      /** Types into an element; keys beyond letters are code points of WebDriver. @param {string} css @param {string} text */
      type: async (css, text) => link.send("WebDriver:ElementSendKeys", { id: await find(link, css), text }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const wait = (/** @type {number} */ milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * @param {string} profile
 * @param {import("node:child_process").ChildProcess} child
 */
async function activePort(profile, child) {
  const file = join(profile, "MarionetteActivePort");
  for (let tries = 0; tries < 300; tries++) {
    if (existsSync(file)) {
      const port = Number(readFileSync(file, "utf8"));
      if (port > 0) return port;
    }
    if (child.exitCode !== null) throw new Error(`Firefox ended with code ${child.exitCode}`);
    await wait(100);
  }
  throw new Error("Firefox did not say its port within 30 s");
}

/**
 * Messages are `length:[type, id, …]`: a command [0, id, name, parameters], an answer [1, id, error, result].
 * @param {number} port
 */
async function marionette(port) {
  const socket = connect(port, "127.0.0.1");
  await new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  let buffer = Buffer.alloc(0);
  let last = 0;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  socket.on("data", (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (;;) {
      const colon = buffer.indexOf(":");
      const length = Number(buffer.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 0 || buffer.length < colon + 1 + length) return;
      const message = JSON.parse(buffer.subarray(colon + 1, colon + 1 + length).toString());
      buffer = buffer.subarray(colon + 1 + length);
      // The first message is a greeting
      if (!Array.isArray(message)) continue;
      const [, id, error, result] = message;
      const asked = waiting.get(id);
      waiting.delete(id);
      if (error) asked?.reject(new Error(`${error.error}: ${error.message}`));
      else asked?.resolve(result);
    }
  });
  socket.on("close", () => {
    for (const { reject } of waiting.values()) reject(new Error("Firefox closed the connection"));
    waiting.clear();
  });
  return {
    /** @param {string} name @param {object} parameters @returns {Promise<any>} */
    send: (name, parameters) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        const text = JSON.stringify([0, last, name, parameters]);
        socket.write(`${Buffer.byteLength(text)}:${text}`);
      }),
  };
}

/**
 * The first element that a selector names, waited for.
 * @param {Awaited<ReturnType<typeof marionette>>} link @param {string} css
 * @returns {Promise<string>}
 */
async function find(link, css) {
  for (let tries = 0; ; tries++) {
    try {
      const { value } = await link.send("WebDriver:FindElement", { using: "css selector", value: css });
      return Object.values(value)[0];
    } catch (error) {
      if (tries >= 100) throw error;
      await wait(100);
    }
  }
}
