/** The fits of the present groups: made once for each state of a group, abandoned when a change comes. */

import { fitSpectra } from "../../spectra/fitSpectrum.ts";
import type { ModelError } from "../../spectra/model.ts";
import type { SpectrumResult } from "../../spectra/spectrumResult.ts";
import type { Engine } from "../../workers/engine.ts";
import { fitOptionsOf, type ScanGroup } from "./state.ts";

export interface GroupFit {
  /** In the order of the scans; empty when the model cannot be fitted. */
  readonly results: readonly SpectrumResult[];
  readonly seconds: number;
  /** What is wrong with the model. */
  readonly fault?: string;
}

export interface FitEvents {
  started(): void;
  progress(done: number, total: number): void;
  /** One group has its fits. */
  fitted(): void;
  done(): void;
}

/** A pause of so many milliseconds ends a burst of changes. */
const PAUSE = 25;

/** A single scan too is fitted beside the page: one with many lines and points takes seconds. */
const WORKERS = Math.max(1, Math.min(navigator.hardwareConcurrency || 1, 8));

export class SpectraFitting {
  private readonly known = new WeakMap<ScanGroup, GroupFit>();
  private isHalted = false;
  private running = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly engine: Engine;
  private readonly events: FitEvents;

  constructor(engine: Engine, events: FitEvents) {
    this.engine = engine;
    this.events = events;
  }

  /** Whether fits of the group are still to come. */
  isPending(group: ScanGroup | undefined): boolean {
    return !this.isHalted && this.isOpen(group);
  }

  /** Whether the user stopped the fits; the next change goes on. */
  get halted(): boolean {
    return this.isHalted;
  }

  private isOpen(group: ScanGroup | undefined): boolean {
    return group !== undefined && isFittable(group) && !this.known.has(group);
  }

  of(group: ScanGroup | undefined): GroupFit | undefined {
    return group && this.known.get(group);
  }

  /** Fits what has a model and no fit yet, after a short pause. @param first the group whose fits are looked at */
  request(groups: readonly ScanGroup[], first: ScanGroup | undefined): void {
    this.abandon("a later change");
    this.isHalted = false;
    const pending = groups.filter((group) => this.isOpen(group));
    pending.sort((a, b) => Number(b === first) - Number(a === first));
    if (pending.length === 0) {
      this.events.done();
      return;
    }
    this.events.started();
    this.timer = setTimeout(() => void this.fit(pending), PAUSE);
  }

  /** Abandons what is under way; groups without fits stay without until the next change. */
  stop(): void {
    this.abandon("stopped by the user");
    this.isHalted = true;
    this.events.done();
  }

  private abandon(why: string): void {
    clearTimeout(this.timer);
    this.running.abort(new Error(why));
  }

  private async fit(pending: readonly ScanGroup[]): Promise<void> {
    this.running = new AbortController();
    const { signal } = this.running;
    const total = pending.reduce((sum, { scans }) => sum + scans.length, 0);
    let before = 0;
    for (const group of pending) {
      const began = performance.now();
      const seconds = (): number => (performance.now() - began) / 1000;
      try {
        const results = await fitSpectra(group.scans, group.model!, {
          ...fitOptionsOf(group.treatment),
          engine: this.engine,
          workers: WORKERS,
          signal,
          onProgress: (done) => {
            if (!signal.aborted) this.events.progress(before + done, total);
          },
        });
        if (signal.aborted) return;
        this.known.set(group, { results, seconds: seconds() });
      } catch (error) {
        if (signal.aborted) return;
        this.known.set(group, { results: [], seconds: seconds(), fault: (error as ModelError).message });
      }
      before += group.scans.length;
      this.events.fitted();
    }
    this.events.done();
  }
}

function isFittable({ model }: ScanGroup): boolean {
  return model !== undefined && model.lines.length > 0;
}
