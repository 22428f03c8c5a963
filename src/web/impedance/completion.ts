/** What may stand at the caret of a circuit text. */
import { type ElementKind, elementKinds } from "../../program/element.ts";

export interface Completion {
  /** What is shown. */
  readonly label: string;
  readonly note: string;
  /** The text after it was chosen, and where the caret then stands. */
  readonly text: string;
  readonly caret: number;
}

const MOST = 8;
/** Elements that people of the field use most, before the others. */
const usual = ["R", "C", "CPE", "W", "L", "Wo", "Ws", "G"];

/** The completions of the word before the caret, in impedance.py's syntax; none where no element can stand. */
export function completionsAt(text: string, caret: number): Completion[] {
  const before = /[A-Za-z]*$/.exec(text.slice(0, caret))?.[0] ?? "";
  const after = /^[A-Za-z0-9_]*/.exec(text.slice(caret))?.[0] ?? "";
  const start = caret - before.length;
  const previous = text.slice(0, start).trimEnd().at(-1);
  if (previous !== undefined && !"-(,+".includes(previous)) return [];
  if (before === "" && caret > 0 && previous === undefined) return [];
  // A whole label needs no help while one only looks at it
  if (/\d/.test(after)) return [];
  const insert = (piece: string, caretIn = piece.length): Pick<Completion, "text" | "caret"> => ({
    text: text.slice(0, start) + piece + text.slice(caret + after.length),
    caret: start + caretIn,
  });
  const groups: Completion[] =
    "p".startsWith(before) && previous !== "("
      ? [
          {
            label: "p(R, CPE)",
            note: "a depressed arc",
            ...insert(`p(${free(text, "R")},${free(text, "CPE")})`),
          },
          { label: "p( , )", note: "elements in parallel", ...insert("p(,)", 2) },
        ]
      : [];
  const word = before.toLowerCase();
  const elements = elementKinds
    .filter(
      ({ type, name }) => type.toLowerCase().startsWith(word) || (word.length > 2 && name.includes(word)),
    )
    .sort((a, b) => rankOf(a, before) - rankOf(b, before))
    .map((kind) => ({
      label: kind.type,
      note: `${kind.name}: ${kind.formula}`,
      ...insert(free(text, kind.type)),
    }));
  return before === "p"
    ? [...groups, ...elements].slice(0, MOST)
    : [...elements.slice(0, MOST - groups.length), ...groups];
}

function rankOf({ type }: ElementKind, typed: string): number {
  if (typed !== "" && type === typed) return -1;
  const place = usual.indexOf(type);
  return place < 0 ? usual.length + type.length : place;
}

/** The type with the first number from 1 that no element of it has; a circuit often begins with 0. */
function free(text: string, type: string): string {
  const taken = new Set(
    [...text.matchAll(/([A-Za-z]+)_?(\d+)/g)].flatMap(([, name, number]) =>
      name === type ? [Number(number)] : [],
    ),
  );
  let number = 1;
  while (taken.has(number)) number++;
  return `${type}${number}`;
}
