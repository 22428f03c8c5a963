import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

const root = import.meta.dirname;
const repository = join(root, "../..");
const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { version: string };

/** What the page allows itself on hosts that set no policy. A stricter header of the host holds beside it. */
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'none'";

for (const kernel of ["kernel.simd.wasm", "kernel.scalar.wasm", "kernel.js", "curves.simd.wasm"]) {
  if (!existsSync(join(repository, "build", kernel)))
    throw new Error(`web: build/${kernel} is missing; run npm run build first`);
}

/** Only the built page has the policy: the server for development injects scripts and styles of its own. */
function contentSecurityPolicy(): Plugin {
  return {
    name: "interphase:policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: policy },
        injectTo: "head-prepend",
      },
    ],
  };
}

/** Writes the service worker with the names of all files of the page. Files have a hash in their names, but for the page itself. */
function offline(): Plugin {
  return {
    name: "interphase:offline",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const files = ["./", ...Object.keys(bundle).filter((name) => !name.endsWith(".map"))].sort();
        const page = bundle["index.html"];
        const content = page?.type === "asset" ? String(page.source) : "";
        const source = readFileSync(join(root, "offline/serviceWorker.js"), "utf8")
          .replace('"@files"', JSON.stringify(files))
          .replace('"@version"', JSON.stringify(`${version}-${fingerprint(files.join("\n") + content)}`));
        this.emitFile({ type: "asset", fileName: "serviceWorker.js", source });
      },
    },
  };
}

/** FNV-1a, 32 bits. */
function fingerprint(text: string): string {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return (state >>> 0).toString(16).padStart(8, "0");
}

export default defineConfig(({ command }) => ({
  root,
  base: "./",
  resolve: {
    alias: {
      "#platform": join(repository, "src/workers/browser.ts"),
      "#bytes": join(repository, "src/kernel/bytes.browser.ts"),
    },
  },
  define: { __VERSION__: JSON.stringify(version), __BUILT__: JSON.stringify(command === "build") },
  worker: { format: "es" },
  server: { fs: { allow: [repository] } },
  build: {
    outDir: join(repository, "build/web"),
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  plugins: [contentSecurityPolicy(), offline()],
}));
