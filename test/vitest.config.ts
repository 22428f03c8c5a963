import { defineConfig } from "vitest/config";

/** Tests in Node. Run from the repository root: `npx vitest run --config test/vitest.config.ts`. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**", "**/node_modules/**"],
    environment: "node",
    testTimeout: 30_000,
    hookTimeout: 180_000,
    // The machine of a test run may have two cores, and the pool tests start workers of their own.
    maxWorkers: 2,
  },
});
