/** The works that are going on, each with its progress and a button that cancels it. */
import { h } from "../../dom/make.ts";
import type { Host } from "../view.ts";

/** Shorter works are not shown (milliseconds). */
const PATIENCE = 250;

export function workList(say: (sentence: string) => void): {
  readonly element: HTMLElement;
  readonly work: Host["work"];
} {
  const element = h("div", { class: "works" });
  const work: Host["work"] = async (title, job) => {
    const stop = new AbortController();
    const bar = h("progress", { "aria-label": title });
    const count = h("span", { class: "soft" });
    const cancel = h(
      "button",
      { type: "button", onclick: () => stop.abort(new Error("cancelled")) },
      "Cancel",
    );
    const row = h("div", { class: "work" }, h("span", {}, title), bar, count, cancel);
    const timer = setTimeout(() => element.append(row), PATIENCE);
    try {
      return await job({
        signal: stop.signal,
        progress: (done, total, unit) => {
          bar.max = Math.max(total, 1);
          bar.value = done;
          count.textContent =
            unit === "bytes" ? `${megabytes(done)} of ${megabytes(total)} MB` : `${done} of ${total}`;
        },
      });
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      say(`${title}: cancelled.`);
      return undefined;
    } finally {
      clearTimeout(timer);
      row.remove();
    }
  };
  return { element, work };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toLocaleString("en", { maximumFractionDigits: bytes < 1e7 ? 1 : 0 });
}
