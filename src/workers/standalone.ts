/** The platform of the files that run without a bundler: `worker.js` lies beside this script, which may come from another server. */
import { cores, threadOf } from "./browser.ts";
import type { Platform, Thread } from "./thread.ts";

export { cores };

let starter: URL | string | undefined;

export function startThread(): Thread {
  starter ??= addressOf(new URL("./worker.js", import.meta.url));
  return threadOf(new Worker(starter, { type: "module" }));
}

/**
 * A browser starts workers from the server of the page only. From another one the worker is imported by a script of the page's own, where
 * the policy of the page allows it (`worker-src blob:`); where not, the calling thread does the work.
 */
function addressOf(worker: URL): URL | string {
  const { origin } = globalThis.location;
  if (worker.origin === origin) return worker;
  const script = new Blob([`import ${JSON.stringify(worker.href)};`], { type: "text/javascript" });
  return URL.createObjectURL(script);
}

({ startThread, cores }) satisfies Platform;
