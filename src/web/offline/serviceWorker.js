// @ts-check
/// <reference lib="webworker" />
// Keeps every file of the page, so that it opens without a network. The build writes the two constants.
const files = /** @type {readonly string[]} */ (/** @type {unknown} */ ("@files"));
const version = "@version";
const cacheName = `interphase ${version}`;
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(cacheName);
    await cache.addAll(files.map((file) => new Request(file, { cache: "reload" })));
    // Not at once in place of an older one: pages that are open still need its files
  };
  event.waitUntil(keep());
});

worker.addEventListener("activate", (event) => {
  const clean = async () => {
    const stale = (await caches.keys()).filter(
      (name) => name.startsWith("interphase ") && name !== cacheName,
    );
    await Promise.all(stale.map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(clean());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== worker.location.origin) return;
  const answer = async () => {
    const cache = await caches.open(cacheName);
    // The page itself may be asked for with a query or a fragment
    const kept = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
    return kept ?? fetch(request);
  };
  event.respondWith(answer());
});
