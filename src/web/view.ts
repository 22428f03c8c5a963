/** What an analysis of the page is to the shell: one folder of `src/web` behind this interface. */
import type { Engine } from "../workers/engine.ts";
import type { ReadFile } from "./reading/message.ts";
import type { History } from "./shell/history.ts";

/** What the shell gives to a view. */
export interface Host {
  /** Kernel and workers, shared by all views and open as long as the page. */
  readonly engine: Engine;
  readonly history: History;
  /** A sentence in the line of the page that screen readers announce. */
  say(sentence: string): void;
  /** Work that takes long: its title, progress and a button to cancel stand on the page until it settles; undefined when it was cancelled. */
  work<T>(title: string, job: (run: Work) => Promise<T>): Promise<T | undefined>;
}

export interface Work {
  readonly signal: AbortSignal;
  progress(done: number, total: number, unit?: "bytes"): void;
}

/** One thing to take away: a table, a figure, a report. */
export interface TakeAway {
  readonly group: "Tables" | "Figures" | "Reports";
  readonly label: string;
  /** Name of the file with its ending. */
  readonly file: string;
  make(run: Work): Promise<Blob | string | Uint8Array<ArrayBuffer>>;
}

export interface View {
  /** The kind of data it shows, as `reading/readers.ts` names it; also its name in session files. */
  readonly kind: string;
  /** Name of its tab. */
  readonly title: string;
  /** Called once, when the first data of its kind come; a view may load its code then. */
  open(host: Host): OpenView | Promise<OpenView>;
}

export interface OpenView {
  readonly element: HTMLElement;
  /** Takes what was read from files; what it holds already stays. */
  take(files: readonly ReadFile[]): void;
  takeAway(): readonly TakeAway[];
  /** All that `restore` needs to reopen exactly: plain data and Float64Arrays. */
  save(): unknown;
  /** @throws Error with a sentence when `saved` is not what `save` made */
  restore(saved: unknown): void;
}
