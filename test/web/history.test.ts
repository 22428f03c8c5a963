import { expect, test } from "vitest";
import { createHistory } from "../../src/web/shell/history.ts";

/** A number that is changed with steps that can be undone. */
function counter() {
  let value = 0;
  const history = createHistory(() => {});
  const set = (next: number, label: string, merge?: string): void => {
    const before = value;
    value = next;
    history.did(
      {
        label,
        undo: () => {
          value = before;
        },
        redo: () => {
          value = next;
        },
      },
      merge,
    );
  };
  return { history, set, get: () => value };
}

test("steps are undone in the reverse order and redone in order; a new step ends what could be redone", () => {
  const { history, set, get } = counter();
  set(1, "one");
  set(2, "two");
  expect(history.undoable).toBe("two");
  history.undo();
  expect([get(), history.undoable, history.redoable]).toEqual([1, "one", "two"]);
  history.redo();
  expect(get()).toBe(2);
  history.undo();
  history.undo();
  history.undo();
  expect(get()).toBe(0);
  set(5, "five");
  expect(history.redoable).toBeUndefined();
  history.redo();
  expect(get()).toBe(5);
});

test("steps of one word are one step, which goes back to before its first letter", () => {
  const { history, set, get } = counter();
  set(1, "before");
  set(2, "word", "word");
  set(3, "word", "word");
  set(4, "word", "word");
  history.undo();
  expect(get()).toBe(1);
  history.redo();
  expect(get()).toBe(4);
  set(6, "word", "word");
  history.undo();
  expect(get(), "after an undo a new step begins").toBe(4);
});
