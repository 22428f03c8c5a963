import { existsSync } from "node:fs";
import { OptionError } from "../fit/plan.ts";
import { CircuitError, nearestNames } from "../program/circuit-error.ts";
import { FormulaError } from "../program/formula-error.ts";
import { ModelError } from "../spectra/model.ts";
import { backgroundCommand } from "./background.ts";
import { campaignCommand } from "./campaign.ts";
import { type Command, readArguments } from "./command.ts";
import { convertCommand } from "./convert.ts";
import { curveCommand } from "./curve.ts";
import { cyclesCommand } from "./cycles.ts";
import { demoCommand } from "./demo.ts";
import { drtCommand } from "./drt.ts";
import { evaluateCommand } from "./evaluate.ts";
import { fitCommand } from "./fit.ts";
import { commandHelp, programHelp } from "./help.ts";
import { identifyCommand } from "./identify.ts";
import { infoCommand } from "./info.ts";
import { UsageError } from "./mistake.ts";
import { peaksCommand } from "./peaks.ts";
import { plotCommand } from "./plot.ts";
import { pressureCommand } from "./pressure.ts";
import { profileCommand } from "./profile.ts";
import { say } from "./say.ts";
import { seriesCommand } from "./series.ts";
import { spectrumCommand } from "./spectrum.ts";
import { transportCommand } from "./transport.ts";
import { validateCommand } from "./validate.ts";
import { version } from "./version.ts";

const commands: readonly Command[] = [
  fitCommand,
  seriesCommand,
  validateCommand,
  drtCommand,
  identifyCommand,
  plotCommand,
  profileCommand,
  curveCommand,
  spectrumCommand,
  backgroundCommand,
  cyclesCommand,
  peaksCommand,
  pressureCommand,
  transportCommand,
  campaignCommand,
  evaluateCommand,
  convertCommand,
  infoCommand,
  demoCommand,
];

/** Runs a command line and returns its exit code: 0 done, 1 some input failed, 2 wrong usage, 130 interrupted. */
export async function run(list: readonly string[]): Promise<number> {
  const [first, ...rest] = list;
  try {
    if (first === "--version" || first === "-v" || first === "-V") return print(`${version}\n`);
    if (first === undefined || isHelp(first)) {
      const topic = first === "help" ? rest[0] : undefined;
      if (topic === undefined) return print(programHelp(version, commands));
      return print(commandHelp(narrowed(findCommand(topic), rest.slice(1)).command));
    }
    const { command, words } = narrowed(findCommand(first), rest);
    const options = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
    if (options.some((word) => word === "--help" || word === "-h")) return print(commandHelp(command));
    return await command.run(readArguments(command, words));
  } catch (error) {
    const command = commands.find(({ name }) => name === first);
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

function findCommand(word: string): Command {
  const command = commands.find(({ name }) => name === word);
  if (command) return command;
  const names = commands.map(({ name }) => name);
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
