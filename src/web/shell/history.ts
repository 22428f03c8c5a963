/** What can be undone. */
export interface Step {
  /** What was done, behind "Undo": "fix R1.R". */
  readonly label: string;
  undo(): void;
  redo(): void;
}

export interface History {
  /** Records a step that was done already. Steps with the same `merge` that follow each other become one: the letters of a word. */
  did(step: Step, merge?: string): void;
  undo(): void;
  redo(): void;
  readonly undoable: string | undefined;
  readonly redoable: string | undefined;
}

/** Steps kept: each holds a state that shares nearly all of its data with the next. */
const MOST_STEPS = 500;
/** A pause so long ends a merged step (milliseconds). */
const PAUSE = 1500;

export function createHistory(onChange: () => void): History {
  let past: Step[] = [];
  let future: Step[] = [];
  let merging: string | undefined;
  let at = 0;
  return {
    did: (step, merge) => {
      const now = performance.now();
      const before = past.at(-1);
      if (merge !== undefined && merge === merging && before && now - at < PAUSE) {
        past[past.length - 1] = { ...step, undo: before.undo };
      } else past.push(step);
      past = past.slice(-MOST_STEPS);
      future = [];
      merging = merge;
      at = now;
      onChange();
    },
    undo: () => {
      const step = past.pop();
      if (!step) return;
      merging = undefined;
      future.push(step);
      step.undo();
      onChange();
    },
    redo: () => {
      const step = future.pop();
      if (!step) return;
      merging = undefined;
      past.push(step);
      step.redo();
      onChange();
    },
    get undoable() {
      return past.at(-1)?.label;
    },
    get redoable() {
      return future.at(-1)?.label;
    },
  };
}
