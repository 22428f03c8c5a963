import { parseArgs } from "node:util";
import { nearestNames } from "../program/circuit-error.ts";
import { UsageError } from "./mistake.ts";

/** One option of a command, as its help shows it. */
export interface OptionKind {
  readonly name: string;
  /** What stands for the value in the help ("FILE"); a switch has none. */
  readonly value?: string;
  readonly repeatable?: boolean;
  readonly text: string;
}

export interface Command {
  readonly name: string;
  /** Operands as the help shows them: "FILE…"; empty if it takes none. */
  readonly operands: string;
  readonly summary: string;
  /** Paragraphs below the options: what the list cannot say. */
  readonly notes?: readonly string[];
  readonly options: readonly OptionKind[];
  readonly examples: readonly string[];
  /** Commands of its own, chosen by the word behind it: "transport conductivity" is the name of such a one. */
  readonly parts?: readonly Command[];
  /** Does the work and returns the exit code. */
  readonly run: (given: Arguments) => Promise<number>;
}

/** What the user wrote behind the command. */
export interface Arguments {
  readonly operands: readonly string[];
  readonly has: (option: string) => boolean;
  readonly text: (option: string) => string | undefined;
  readonly texts: (option: string) => readonly string[];
}

/**
 * Takes an argument list apart. Values are kept as text to the last character: a file may be called 007, a sign override begins
 * with a minus.
 * @throws UsageError for unknown options (with the nearest known one), missing values, repeated options and superfluous operands.
 */
export function readArguments(command: Command, list: readonly string[]): Arguments {
  const kinds = new Map(command.options.map((option) => [option.name, option]));
  const { tokens, positionals } = parseArgs({
    args: [...list],
    options: Object.fromEntries(
      command.options.map(
        ({ name, value }) => [name, { type: value === undefined ? "boolean" : "string" }] as const,
      ),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const kind = kinds.get(token.name);
    if (!kind || token.rawName !== `--${kind.name}`) throw unknownOption(command, token.rawName);
    if (kind.value === undefined && token.value !== undefined) {
      throw new UsageError(`--${kind.name} is a switch and takes no value; write --${kind.name} alone`);
    }
    const missing =
      token.value === undefined || token.value === "" || (!token.inlineValue && token.value.startsWith("--"));
    if (kind.value !== undefined && missing) {
      throw new UsageError(`--${kind.name} needs a value: --${kind.name} ${kind.value}`);
    }
    const values = given.get(kind.name) ?? [];
    if (values.length > 0 && !kind.repeatable && kind.value !== undefined) {
      throw new UsageError(
        `--${kind.name} is given twice (${values[0]} and ${token.value}); keep one of them`,
      );
    }
    given.set(kind.name, [...values, token.value ?? ""]);
  }
  if (command.operands === "" && positionals.length > 0) {
    throw new UsageError(
      `"${positionals[0]}" is one word too many: interphase ${command.name} takes only options`,
    );
  }
  return {
    operands: positionals,
    has: (option) => given.has(option),
    text: (option) => given.get(option)?.[0],
    texts: (option) => given.get(option) ?? [],
  };
}

function unknownOption(command: Command, written: string): UsageError {
  const bare = written.replace(/^-+/, "");
  const names = command.options.map(({ name }) => name);
  // A misspelt option is often the beginning of a known one
  const near = [
    ...nearestNames(bare, names),
    ...names.filter((name) => bare.length > 2 && name.startsWith(bare)),
  ][0];
  const cure =
    near !== undefined
      ? `did you mean --${near}?`
      : `the options are ${names.map((name) => `--${name}`).join(", ")}`;
  return new UsageError(`interphase ${command.name} has no option ${written}; ${cure}`);
}
