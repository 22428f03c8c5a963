import { existsSync } from "node:fs";
import { OptionError } from "../fit/plan.ts";
import { CircuitError, nearestNames } from "../program/circuit-error.ts";
import { FormulaError } from "../program/formula-error.ts";
import { ModelError } from "../spectra/model.ts";
import { type Command, readArguments } from "./command.ts";
import { commandHelp, programHelp } from "./help.ts";
import { UsageError } from "./mistake.ts";
import { say } from "./say.ts";
import { version } from "./version.ts";

/** Loaded when they are called: each needs a part of the program only. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  fit: async () => (await import("./fit.ts")).fitCommand,
  series: async () => (await import("./series.ts")).seriesCommand,
  validate: async () => (await import("./validate.ts")).validateCommand,
  drt: async () => (await import("./drt.ts")).drtCommand,
  identify: async () => (await import("./identify.ts")).identifyCommand,
  plot: async () => (await import("./plot.ts")).plotCommand,
  profile: async () => (await import("./profile.ts")).profileCommand,
  curve: async () => (await import("./curve.ts")).curveCommand,
  spectrum: async () => (await import("./spectrum.ts")).spectrumCommand,
  background: async () => (await import("./background.ts")).backgroundCommand,
  cycles: async () => (await import("./cycles.ts")).cyclesCommand,
  peaks: async () => (await import("./peaks.ts")).peaksCommand,
  pressure: async () => (await import("./pressure.ts")).pressureCommand,
  transport: async () => (await import("./transport.ts")).transportCommand,
  campaign: async () => (await import("./campaign.ts")).campaignCommand,
  evaluate: async () => (await import("./evaluate.ts")).evaluateCommand,
  convert: async () => (await import("./convert.ts")).convertCommand,
  info: async () => (await import("./info.ts")).infoCommand,
  demo: async () => (await import("./demo.ts")).demoCommand,
};

const allCommands = (): Promise<Command[]> => Promise.all(Object.values(commands).map((load) => load()));

/** Runs a command line and returns its exit code: 0 done, 1 some input failed, 2 wrong usage, 130 interrupted. */
export async function run(list: readonly string[]): Promise<number> {
  const [first, ...rest] = list;
  try {
    if (first === "--version" || first === "-v" || first === "-V") return print(`${version}\n`);
    if (first === undefined || isHelp(first)) {
      const topic = first === "help" ? rest[0] : undefined;
      if (topic === undefined) return print(programHelp(version, await allCommands()));
      return print(commandHelp(narrowed(await findCommand(topic), rest.slice(1)).command));
    }
    const { command, words } = narrowed(await findCommand(first), rest);
    const options = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
    if (options.some((word) => word === "--help" || word === "-h")) return print(commandHelp(command));
    return await command.run(readArguments(command, words));
  } catch (error) {
    const command = await commandOf(first);
    return explain(error, command && narrowed(command, rest).command);
  }
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h" || word === "help";
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** The part of a command that the next word names, and the words behind it. */
function narrowed(whole: Command, words: readonly string[]): { command: Command; words: readonly string[] } {
  const command = whole.parts?.find(({ name }) => name === `${whole.name} ${words[0]}`);
  return command ? { command, words: words.slice(1) } : { command: whole, words };
}

async function commandOf(word: string | undefined): Promise<Command | undefined> {
  return word !== undefined && Object.hasOwn(commands, word) ? commands[word]() : undefined;
}

async function findCommand(word: string): Promise<Command> {
  const command = await commandOf(word);
  if (command) return command;
  const names = Object.keys(commands);
  const near = nearestNames(word, names)[0];
  if (near !== undefined)
    throw new UsageError(`there is no command "${word}"; did you mean interphase ${near}?`);
  if (existsSync(word)) {
    throw new UsageError(
      `"${word}" is a file, not a command; did you mean interphase fit ${word} --circuit TEXT?`,
    );
  }
  throw new UsageError(`there is no command "${word}"; the commands are ${names.join(", ")}`);
}

/** One sentence for a mistake of the user, a sentence and the way to the stack for anything else. */
function explain(error: unknown, command: Command | undefined): number {
  const debug = process.env.INTERPHASE_DEBUG;
  if (debug && error instanceof Error) say(error.stack ?? error.message);
  if (
    error instanceof UsageError ||
    error instanceof OptionError ||
    error instanceof CircuitError ||
    error instanceof FormulaError ||
    error instanceof ModelError
  ) {
    say(error.message);
    say(`See interphase ${command ? `${command.name} ` : ""}--help`);
    return 2;
  }
  const message = error instanceof Error ? error.message : String(error);
  say(`interphase: ${message}${debug ? "" : " (set INTERPHASE_DEBUG=1 for the stack)"}`);
  return 1;
}
