/** The built page in a real Chromium, served with a content security policy. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";
import { chromiumFlags, findChromium } from "../chromium.js";
import { serve } from "../package/serve.js";

export const wasmPolicy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
/** Forbids WebAssembly too. */
export const strictPolicy = "default-src 'self'";

/**
 * Builds the page into a folder of its own.
 * @returns {Promise<{ folder: string, remove: () => void }>}
 */
export async function buildPage() {
  const folder = mkdtempSync(join(tmpdir(), "interphase-web-"));
  await build({
    configFile: join(import.meta.dirname, "../../src/web/vite.config.ts"),
    logLevel: "error",
    build: { outDir: folder },
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Serves a built page under a policy and starts a browser for it.
 *
 * @param {string} folder
 * @param {string} policy
 */
export async function openSite(folder, policy) {
  const server = await serve(folder, policy);
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  const { origin } = new URL(server.url);
  return {
    url: server.url,
    /**
     * A page with a profile of its own. `complaints` are errors, refusals of the policy and requests to other hosts.
     * @param {import("playwright-core").BrowserContextOptions} [options]
     */
    open: async (options = {}) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
      page.setDefaultTimeout(20_000);
      /** @type {string[]} */
      const complaints = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (!["data:", "blob:"].includes(url.protocol) && url.origin !== origin)
          complaints.push(`asked another host: ${request.url()}`);
      });
      await page.goto(server.url);
      return { page, complaints };
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/**
 * Waits until all spectra are fitted with what was last asked for.
 * @param {import("playwright-core").Page} page
 */
export async function fitted(page) {
  await page.locator('.summary[data-state="done"]').waitFor();
  return (await page.locator(".summary").textContent()) ?? "";
}
