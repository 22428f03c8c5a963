/** The built page in a real Chromium, served with a content security policy. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { chromiumFlags, findChromium } from "../chromium.js";
import { serve } from "../package/serve.js";

export const wasmPolicy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
/** Forbids WebAssembly too. */
export const strictPolicy = "default-src 'self'";

export interface Site {
  readonly url: string;
  /** A fresh page without history of its own; `complaints` are errors, refusals of the policy and requests to other hosts. */
  open(options?: Parameters<Browser["newPage"]>[0]): Promise<{ page: Page; complaints: string[] }>;
  close(): Promise<void>;
}

let folder: string | undefined;

/** Builds the page once for all tests of a file. */
export async function buildPage(): Promise<string> {
  if (folder !== undefined) return folder;
  folder = mkdtempSync(join(tmpdir(), "interphase-web-"));
  await build({
    configFile: join(import.meta.dirname, "../../src/web/vite.config.ts"),
    logLevel: "error",
    build: { outDir: folder },
  });
  return folder;
}

export function removePage(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
}

/** Serves a built page under a policy and starts a browser for it. */
export async function openSite(built: string, policy: string): Promise<Site> {
  const server = await serve(built, policy);
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  const { origin } = new URL(server.url);
  return {
    url: server.url,
    open: async (options = {}) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
      page.setDefaultTimeout(20_000);
      const complaints: string[] = [];
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
