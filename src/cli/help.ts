import type { Command } from "./command.ts";

/** The help of one command: usage, options, notes, examples. */
export function commandHelp(command: Command): string {
  const options = [
    ...command.options.map(({ name, value, repeatable, text }) => [
      `--${name}${value === undefined ? "" : ` ${value}`}`,
      repeatable ? `${text} (repeatable)` : text,
    ]),
    ["--help", "this text"],
  ];
  const usage = ["interphase", command.name, command.operands, "[OPTIONS]"].filter(Boolean).join(" ");
  return [
    `${command.summary}\n`,
    `Usage: ${usage}\n`,
    `Options:\n${columns(options)}\n`,
    ...(command.notes ?? []).map((note) => `${note}\n`),
    `Example${command.examples.length > 1 ? "s" : ""}:\n${indented(command.examples)}\n`,
  ].join("\n");
}

/** The help of the program: its commands and one example. */
export function programHelp(version: string, commands: readonly Command[]): string {
  return [
    `interphase ${version}: fits electrochemical impedance spectra; no starting values needed\n`,
    "Usage: interphase COMMAND [OPTIONS]\n",
    `Commands:\n${columns(commands.map(({ name, operands, summary }) => [`${name} ${operands}`.trim(), summary]))}\n`,
    "interphase COMMAND --help lists the options of a command; interphase --version prints the version.\n",
    'Example:\n  interphase fit data/ --circuit "R0-p(R1,CPE1)-CPE2" --out results.csv --report report.html\n',
  ].join("\n");
}

function columns(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return indented(rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`));
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join("\n");
}
