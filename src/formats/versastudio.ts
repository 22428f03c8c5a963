/**
 * VersaStudio (.par): sections in tags; <Action1> … name the actions of the experiment; <Segment1> … hold "Definition=Segment #, Point
 * #, E(V), I(A), Elapsed Time(s), …, Frequency(Hz), …, Z Real, Z Imag, …" and rows with commas. Z Imag is Z″ with
 * capacitive points negative. Actions without impedance write rows with frequency 0.
 */
import { type Facts, joinBlocks, readBlocks } from "./block.ts";
import { FormatError, quote } from "./formatError.ts";
import type { Reader } from "./reader.ts";
import { splitLines } from "./text.ts";

const DEFINITION = /^\s*Definition=/i;

function settingOf(lines: readonly string[], key: string): string {
  return (
    lines
      .find((line) => line.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .trim() ?? ""
  );
}

/** Names of the actions, in the order of the file: "Open Circuit", "Potentiostatic EIS". */
function actionsOf(lines: readonly string[]): string[] {
  const actions: string[] = [];
  let inside = false;
  for (const line of lines) {
    if (/^<Action\d+>/.test(line)) inside = true;
    else if (/^<\//.test(line)) inside = false;
    else if (inside && line.startsWith("Name=") && !/^Name=Common\s*$/.test(line)) {
      actions.push(line.slice(5).trim());
    }
  }
  return actions;
}

export const versastudio: Reader = {
  name: "versastudio",
  detect({ text }) {
    if (text === undefined || !/^\s*<Application>/.test(text.slice(0, 200))) return 0;
    return /VersaStudio|^<(Instrument|Action\d+|Experiment)>/m.test(text.slice(0, 4000)) ? 1 : 0;
  },
  read(source) {
    const { file } = source;
    const text = splitLines(source.text!);
    // "Segment #" tells segments apart; the word before it is no part of the name
    const lines = text.map((line) =>
      DEFINITION.test(line) ? line.replace(DEFINITION, "").replace(/^\s*Segment #/i, "segment") : line,
    );
    const date = [settingOf(text, "DateAcquired"), settingOf(text, "TimeAcquired")].join(" ").trim();
    const facts: Facts = date === "" ? {} : { start_time: date };
    const blocks = readBlocks(source, lines, {
      isHeader: (line) => /^segment,/.test(line),
      delimiter: ",",
      facts: () => facts,
    });
    const { spectra, warnings } = joinBlocks(blocks);
    if (!spectra.some(({ frequency }) => frequency.some((f) => f > 0))) {
      const actions = actionsOf(text);
      throw new FormatError({
        file,
        expected: "a segment with Frequency(Hz), Z Real and Z Imag",
        found: `a VersaStudio file ${actions.length === 0 ? "" : `of the actions ${actions.slice(0, 4).map(quote).join(", ")} `}without one`,
        cure: "give the file of an impedance measurement (Potentiostatic EIS, Galvanostatic EIS)",
      });
    }
    return { spectra, warnings };
  },
};
