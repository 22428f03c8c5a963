import type { Circuit, Element, ParameterSetting } from "./circuit.ts";
import { CircuitError } from "./circuit-error.ts";
import { normalized } from "./connection.ts";
import type { ElementKind } from "./element.ts";
import { elementKind } from "./element.ts";
import { labelMistake } from "./label.ts";
import { settingMistake } from "./settings.ts";

export interface PrintOptions {
  /** Whether values, limits and "fixed" are written, in braces. Default true: a tree without settings has none to write. */
  readonly settings?: boolean;
  /** Number the elements 1, 2, 3 … throughout, as EquivalentCircuits.jl does ("bracket" only). Default: keep the labels. */
  readonly renumber?: boolean;
  /** Write every label in the braces, also the numbers that a CDC otherwise leaves to the order ("cdc" only). Default false. */
  readonly labels?: boolean;
  /**
   * Throw when the text would hold anything that the tool of the syntax does not read: an element that only this catalogue has,
   * and for "impedance.py" and "bracket" also settings and worded labels. Default false.
   */
  readonly strict?: boolean;
}

/** How a syntax writes a tree down. */
export interface PrintDialect {
  /** A series that is the whole circuit. */
  readonly whole: Signs;
  /** A series within a parallel group. */
  readonly series: Signs;
  readonly parallel: Signs;
  /** @param index the place of the element in the text, from 1. */
  readonly element: (element: Element, options: PrintOptions, index: number) => WrittenElement;
}

interface Signs {
  readonly open: string;
  readonly separator: string;
  readonly close: string;
}

export interface WrittenElement {
  readonly text: string;
  /** What the tool of the syntax would not read of it. */
  readonly foreign?: { readonly problem: string; readonly cure: string };
}

interface Flaw {
  readonly position: number;
  readonly problem: string;
  readonly cure: string;
}

/**
 * Writes a tree in normal form.
 * @throws CircuitError, pointing into the printed text, for labels that do not name their elements, for settings without meaning,
 *   and with `strict` for what the tool of the syntax does not read; Error for an empty group.
 */
export function print(circuit: Circuit, dialect: PrintDialect, options: PrintOptions): string {
  const whole = normalized(circuit);
  const wrongLabel = labelMistake(whole);
  const flaws: Flaw[] = [];
  let text = "";
  let index = 0;

  const write = (node: Circuit): void => {
    if (node.kind === "element") {
      if (node === wrongLabel?.element) {
        flaws.push({ position: text.length, ...wrongLabel });
        text += node.label;
        return;
      }
      // After the first wrong label nothing else is told: its types need not be in the catalogue.
      if (wrongLabel) {
        text += node.label;
        return;
      }
      const flaw = settingsFlaw(node);
      if (flaw) flaws.push({ position: text.length, ...flaw });
      const written = dialect.element(node, options, ++index);
      if (written.foreign && options.strict) flaws.push({ position: text.length, ...written.foreign });
      text += written.text;
      return;
    }
    const { open, separator, close } =
      node === whole && node.kind === "series" ? dialect.whole : dialect[node.kind];
    text += open;
    node.children.forEach((child, i) => {
      if (i > 0) text += separator;
      write(child);
    });
    text += close;
  };

  write(whole);
  const [first] = flaws;
  if (first) throw new CircuitError(text, first.position, first.problem, first.cure);
  return text;
}

function settingsFlaw(element: Element): { problem: string; cure: string } | undefined {
  const { parameters } = elementKind(element.type);
  for (const [symbol, setting] of Object.entries(element.settings ?? {})) {
    const kind = parameters.find((parameter) => parameter.symbol === symbol);
    const has = parameters.map((parameter) => parameter.symbol).join(", ");
    if (!kind)
      return { problem: `${element.label} has no parameter "${symbol}"`, cure: `${element.type} has ${has}` };
    const problem = settingMistake(setting, kind);
    if (problem)
      return { problem: `${element.label}: ${problem}`, cure: "set a finite value, or remove the setting" };
  }
  return undefined;
}

/** The settings of an element that `settings` asks for, in the order of the catalogue. */
export function settingsOf(
  element: Element,
  options: PrintOptions,
): { kind: ElementKind["parameters"][number]; setting: ParameterSetting }[] {
  if (options.settings === false) return [];
  return elementKind(element.type).parameters.flatMap((kind) => {
    const setting = element.settings?.[kind.symbol];
    return setting ? [{ kind, setting }] : [];
  });
}
