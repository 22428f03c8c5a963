import { chromium } from "playwright-core";
import { chromiumFlags } from "../chromium.js";
import { serve } from "./serve.js";

/**
 * Opens a built app in Chromium and returns what its page found. The page must stay on its own server.
 *
 * @param {string} executablePath
 * @param {string} folder what is served
 * @param {string} [policy] content security policy of the server
 * @param {string} [library] origin of another server that the page may ask for scripts
 * @returns {Promise<any>} what the page wrote into #outcome, and how many workers it has started
 * @throws Error when the page fails, says nothing within 30 s, or asks anything of another host
 */
export async function openPage(executablePath, folder, policy, library) {
  const server = await serve(folder, policy);
  const browser = await chromium.launch({ executablePath, args: chromiumFlags, timeout: 30_000 });
  try {
    const page = await browser.newPage();
    /** @type {string[]} */
    const remarks = [];
    page.on("pageerror", (error) => remarks.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") remarks.push(message.text());
    });
    /** @type {string[]} */
    const strangers = [];
    let workers = 0;
    page.on("worker", () => {
      workers++;
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (
        !["data:", "blob:"].includes(url.protocol) &&
        ![new URL(server.url).origin, library].includes(url.origin)
      )
        strangers.push(request.url());
    });
    await page.goto(server.url, { timeout: 30_000 });
    const outcome = page.locator("#outcome:not(:empty)");
    const text = await outcome.textContent({ timeout: 30_000 }).catch(() => undefined);
    if (strangers.length > 0)
      throw new Error(`the page asked ${strangers.join(", ")}; nothing may leave the machine.`);
    if (!text) throw new Error(`the page said nothing within 30 s. ${remarks.join(" · ")}`);
    const found = JSON.parse(text);
    if (found.problem) throw new Error([found.problem, ...remarks].join(" · "));
    return { ...found, workers };
  } finally {
    await browser.close();
    await server.close();
  }
}
