/** The fits of the present state: asked for with every change, abandoned when the next one comes. */
import { OptionError, planFit } from "../../fit/plan.ts";
import type { FitResult } from "../../fit/result.ts";
import type { Circuit } from "../../program/circuit.ts";
import { compileCircuit } from "../../program/compile.ts";
import type { ProgramParameter } from "../../program/program.ts";
import { parseCircuit } from "../../program/syntax.ts";
import type { Engine } from "../../workers/engine.ts";
import { refit } from "./refit.ts";
import { asSeries, groupsOf, type ImpedanceState, optionsOf } from "./state.ts";

/** Fits of a state. */
export interface Fits {
  readonly state: ImpedanceState;
  readonly circuit: Circuit;
  readonly parameters: readonly ProgramParameter[];
  /** In the order of the spectra; empty until the first fit has ended. */
  readonly results: readonly FitResult[];
  readonly series: boolean;
  readonly seconds: number;
}

export interface FitEvents {
  /** The parameters of a new circuit are known; its fits are not. */
  started(circuit: Circuit, parameters: readonly ProgramParameter[]): void;
  progress(done: number, total: number): void;
  /** @param asked when the change came that led here, as `performance.now()` counts */
  done(fits: Fits, asked: number): void;
  /** A wish about a parameter makes no sense: the sentence. The earlier fits stay. */
  refused(sentence: string): void;
  failed(sentence: string): void;
}

/** A pause of so many milliseconds ends a burst of keys. */
const PAUSE = 25;

export class Fitting {
  private running = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waiting: (() => void)[] = [];
  private busy = false;
  private readonly engine: Engine;
  private readonly events: FitEvents;

  constructor(engine: Engine, events: FitEvents) {
    this.engine = engine;
    this.events = events;
  }

  /** Fits a state after a short pause; whatever is under way is abandoned at once. */
  request(state: ImpedanceState): void {
    const asked = performance.now();
    this.running.abort(new Error("a later change"));
    clearTimeout(this.timer);
    this.busy = true;
    this.timer = setTimeout(() => void this.fit(state, asked), PAUSE);
  }

  /** Abandons what is under way; the earlier fits stay. */
  stop(): void {
    clearTimeout(this.timer);
    this.running.abort(new Error("stopped by the user"));
    this.rest();
  }

  /** Resolves when no fit is under way or about to begin. */
  idle(): Promise<void> {
    return this.busy ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();
  }

  private rest(): void {
    this.busy = false;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private async fit(state: ImpedanceState, asked: number): Promise<void> {
    this.running = new AbortController();
    const { signal } = this.running;
    try {
      const circuit = parseCircuit(state.circuit);
      const program = compileCircuit(circuit);
      this.events.started(circuit, program.parameters);
      const options = optionsOf(state, program.parameters);
      planFit(program, options);
      if (state.spectra.length > 0) {
        const began = performance.now();
        const series = asSeries(state);
        const results = await refit(this.engine, {
          circuit,
          spectra: state.spectra,
          options,
          series: series ? groupsOf(state.spectra).map(({ indices }) => indices) : undefined,
          signal,
          onProgress: (done) => this.events.progress(done, state.spectra.length),
        });
        const seconds = (performance.now() - began) / 1000;
        if (!signal.aborted)
          this.events.done(
            { state, circuit, parameters: program.parameters, results, series, seconds },
            asked,
          );
      }
    } catch (error) {
      if (signal.aborted) return;
      const sentence = error instanceof Error ? error.message : String(error);
      if (error instanceof OptionError) this.events.refused(sentence);
      else this.events.failed(sentence);
    }
    if (!signal.aborted) this.rest();
  }
}
