/** Ctrl-C and a scheduler's SIGTERM: stop fitting, write what is done, then leave. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Exit code by the convention of shells once a signal came: 128 + its number. */
  readonly exitCode: () => number | undefined;
  /** Gives the signals back to the system. */
  readonly release: () => void;
}

const numbers = { SIGINT: 2, SIGTERM: 15 } as const;

export function hearInterruption(): Interruption {
  const controller = new AbortController();
  let code: number | undefined;
  const listeners = (["SIGINT", "SIGTERM"] as const).map((name) => {
    const listener = (): void => {
      // Asked twice: leave at once; files are whole because they are renamed
      if (code !== undefined) process.exit(code);
      code = 128 + numbers[name];
      controller.abort(new Error("interrupted"));
    };
    process.on(name, listener);
    return [name, listener] as const;
  });
  return {
    signal: controller.signal,
    exitCode: () => code,
    release: () => {
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}
