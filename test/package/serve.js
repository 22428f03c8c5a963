import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

/** @type {Record<string, string>} */
const types = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * Serves a folder on 127.0.0.1 under any path prefix that ends in `/under/`, each answer with the given content security policy.
 *
 * @param {string} folder
 * @param {string} [policy] value of the Content-Security-Policy header; none without it
 * @param {{ forAll?: boolean }} [options] `forAll`: pages of other servers may read the files, as on a CDN
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} `url` ends with a slash
 */
export async function serve(folder, policy, { forAll = false } = {}) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const inside = normalize(path.replace(/^\/a\/deep\/path/, "")).replace(/\/$/, "/index.html");
    const file = join(folder, inside);
    const found = file.startsWith(folder) && (await stat(file).catch(() => undefined))?.isFile();
    if (forAll) response.setHeader("Access-Control-Allow-Origin", "*");
    if (policy) response.setHeader("Content-Security-Policy", policy);
    if (!found) {
      // Chromium asks for it on its own.
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("static server: it has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/a/deep/path/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
