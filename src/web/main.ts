/** The page: its elements, then the files that make it open without a network. */
import { PageElement } from "./shell/page.ts";

customElements.define("interphase-page", PageElement);

if (__BUILT__ && "serviceWorker" in navigator) {
  // Refused in private windows and on plain http: the page then needs its host at every visit, and nothing else changes.
  navigator.serviceWorker.register("./serviceWorker.js").catch(() => {});
}
