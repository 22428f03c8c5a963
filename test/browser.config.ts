import { readFileSync } from "node:fs";
import { join } from "node:path";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromiumFlags, findChromium } from "./chromium.js";

const dependencies = Object.keys(
  JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")).dependencies,
);
const nodeOnly = ["cac"];

/** Tests in a real Chromium. Run from the repository root: `npx vitest run --config test/browser.config.ts`. */
export default defineConfig({
  // A dependency that vite discovers during the run reloads the page under the running test.
  optimizeDeps: { include: dependencies.filter((name) => !nodeOnly.includes(name)) },
  worker: { format: "es" },
  test: {
    include: ["test/browser/**/*.browser.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: findChromium(), args: chromiumFlags } }),
      instances: [{ browser: "chromium" }],
    },
  },
});
