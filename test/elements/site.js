/** Pages with the elements of the package, as files that run without a bundler, in a real Chromium under a content security policy. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { chromiumFlags, findChromium } from "../chromium.js";
import { serve } from "../package/serve.js";

const browserFiles = join(import.meta.dirname, "../../build/browser");
const strict = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'";

/**
 * Serves pages beside a copy of build/browser in the folder `interphase`, and starts a browser for them.
 *
 * @param {Readonly<Record<string, string | Uint8Array>>} files other files of the site by their names
 * @param {string} [policy] content security policy; "" for none
 */
export async function openElementSite(files, policy = strict) {
  const folder = mkdtempSync(join(tmpdir(), "interphase-elements-"));
  cpSync(browserFiles, join(folder, "interphase"), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const server = await serve(folder, policy);
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  let pages = 0;
  return {
    /**
     * Opens a page with this body. `complaints` are errors and refusals of the policy; pages that do not load the elements say so.
     *
     * @param {string} body
     * @param {import("playwright-core").BrowserContextOptions} [options]
     */
    show: async (body, options = {}) => {
      const name = `page${++pages}.html`;
      writeFileSync(
        join(folder, name),
        `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page with elements</title>
<link rel="stylesheet" href="page.css"><script type="module" src="interphase/elements.js"></script></head>
<body><main><h1>A page with elements</h1>${body}</main></body></html>`,
      );
      return visit(browser, `${server.url}${name}`, options);
    },
    /** Opens a file of the site. @param {string} name */
    visit: (name, options = {}) => visit(browser, `${server.url}${name}`, options),
    close: async () => {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {import("playwright-core").BrowserContextOptions} options
 */
async function visit(browser, url, options) {
  const page = await browser.newPage({ viewport: { width: 900, height: 900 }, ...options });
  page.setDefaultTimeout(20_000);
  /** @type {string[]} */
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}
