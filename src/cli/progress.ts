/** A progress bar on a terminal, silence in a pipe. */
export interface Progress {
  readonly update: (done: number, total: number) => void;
  /** Removes the bar, so that the next line begins at the margin. */
  readonly end: () => void;
}

/** Most redraws per second: a fast batch must not spend its time on its bar. */
const REDRAWS = 12;

/**
 * @param verb what is being done, shown before the bar: "fitting"
 * @param amount how a number of what is done is written
 */
export function showProgress(
  verb: string,
  stream: NodeJS.WriteStream,
  quiet: boolean,
  amount: (done: number) => string = String,
): Progress {
  if (quiet || !stream.isTTY) return { update: () => {}, end: () => {} };
  // Some terminals do not know their width and say 0
  const began = performance.now();
  let drawn = -Infinity;
  return {
    update: (done, total) => {
      const now = performance.now();
      if (now - drawn < 1000 / REDRAWS && done < total) return;
      drawn = now;
      stream.write(
        `\r\u001b[2K${bar(verb, done, total, (now - began) / 1000, stream.columns || 80, amount)}`,
      );
    },
    end: () => {
      if (drawn > -Infinity) stream.write("\r\u001b[2K");
    },
  };
}

/** "fitting ██████░░░░  61 %  610 of 1000, 4 s left", never wider than the terminal. */
export function bar(
  verb: string,
  done: number,
  total: number,
  seconds: number,
  columns: number,
  amount: (done: number) => string = String,
): string {
  const share = total > 0 ? done / total : 1;
  const left = done > 0 ? Math.ceil((seconds / done) * (total - done)) : undefined;
  const words = `${String(Math.floor(100 * share)).padStart(3)} %  ${amount(done)} of ${amount(total)}${
    left === undefined || done === total ? "" : `, ${duration(left)} left`
  }`;
  const width = Math.min(30, columns - verb.length - words.length - 4);
  if (width < 4) return words.slice(0, Math.max(0, columns - 1));
  const filled = Math.round(width * share);
  return `${verb} ${"█".repeat(filled)}${"░".repeat(width - filled)} ${words}`;
}

/** "12.3 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function duration(seconds: number): string {
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
