/** A smoke flow in Firefox, where there is one: another engine with its own WebAssembly, workers and dialects of the DOM. */
import { expect, test } from "vitest";
import { serve } from "../package/serve.js";
import { findFirefox, openFirefox } from "./firefox.js";
import { buildPage, strictPolicy, wasmPolicy } from "./page.js";

const path = findFirefox();
const reason = path === undefined ? " (skipped: no Firefox)" : "";

const summary = `
  for (let tries = 0; tries < 300; tries++) {
    const line = document.querySelector(".summary");
    if (line?.dataset.state === "done") return line.textContent;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return "no fit within 30 s: " + document.body.innerText.slice(0, 300);`;

/** Opens the example by its button, types a circuit, and gives what the page says. */
async function smoke(policy: string) {
  const built = await buildPage();
  const server = await serve(built.folder, policy);
  const firefox = await openFirefox(path!);
  try {
    await firefox.goto(server.url);
    await firefox.click(".examples li:first-child button");
    const first = await firefox.run(summary);
    await firefox.click("input.circuit");
    // Backspaces (U+E003) take the second arc away
    await firefox.type("input.circuit", "\ue003".repeat("-p(R3,CPE3)".length));
    await firefox.run(
      'while (document.querySelectorAll(".trends svg").length !== 5) await new Promise((r) => setTimeout(r, 50));',
    );
    const second = await firefox.run(summary);
    await firefox.click("nav.tools > button");
    await firefox.run(
      'while (document.querySelectorAll(".trends svg").length !== 8) await new Promise((r) => setTimeout(r, 50));',
    );
    const kernel = await firefox.run('return document.querySelector(".kernel").textContent');
    const value = await firefox.run('return document.querySelector(".parameters td.value").textContent');
    return { first, second, kernel, value };
  } finally {
    await firefox.close();
    await server.close();
    built.remove();
  }
}

test.skipIf(path === undefined)(
  `in Firefox an example is fitted with the SIMD kernel, refitted while one types, and Undo takes it back${reason}`,
  { timeout: 120_000 },
  async () => {
    const { first, second, kernel, value } = await smoke(wasmPolicy);
    expect(first).toMatch(/^50 spectra fitted in .*: 50 converged\.$/);
    expect(second).toMatch(/^50 spectra fitted/);
    expect(kernel).toContain("SIMD");
    expect(value).toMatch(/nH$/);
  },
);

test.skipIf(path === undefined)(
  `in Firefox under a policy without WebAssembly the JavaScript kernel does the same${reason}`,
  { timeout: 120_000 },
  async () => {
    const { first, kernel } = await smoke(strictPolicy);
    expect(first).toMatch(/^50 spectra fitted in .*: 50 converged\.$/);
    expect(kernel).toContain("JavaScript kernel, because");
  },
);
