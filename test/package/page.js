import { chromium } from "playwright-core";
import { chromiumFlags } from "../chromium.js";
import { serve } from "./serve.js";

/**
 * Opens the built app in Chromium and returns what its page found. The page must stay on its own server.
 *
 * @param {string} executablePath
 * @param {string} folder the output of `vite build`
 * @param {string} [policy] content security policy of the server
 * @returns {Promise<any>} what the page wrote into #outcome
 * @throws Error when the page fails, says nothing within 30 s, or asks anything of another host
 */
export async function openPage(executablePath, folder, policy) {
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
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (!["data:", "blob:"].includes(url.protocol) && url.origin !== new URL(server.url).origin)
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
    return found;
  } finally {
    await browser.close();
    await server.close();
  }
}
