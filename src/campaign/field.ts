/** What the keys of campaign.json hold: texts, numbers, sizes with units, circuits, files. */
import * as v from "valibot";

import { readMeasured } from "../cell/unit.ts";
import { weightings } from "../fit/options.ts";
import { parseCircuit } from "../program/syntax.ts";
import { seriesColumns } from "../series/record.ts";

export const text = v.pipe(v.string("text"), v.nonEmpty("text that is not empty"));
export const finite = v.pipe(v.number("a number"), v.finite("a finite number"));
export const above = v.pipe(finite, v.gtValue(0, "a number above 0"));
export const whole = v.pipe(finite, v.integer("a whole number"), v.minValue(0, "a whole number from 0"));
export const cycles = v.pipe(
  v.array(finite, "a list of numbers"),
  v.description("Places on the abscissa whose values stand in the summary."),
);

/** What a text is wrong in, as a sentence; undefined if it is right. */
function wrongIn(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return (error as Error).message.split("\n")[0];
  }
}

/**
 * A number with its unit, and its standard error where it is known.
 * @param sign of sizes "above 0" in SI, of what may be nothing "from 0", of voltages "not 0"
 */
export function measured(
  unit: string,
  example: string,
  about: string,
  sign: "above 0" | "from 0" | "not 0" = "above 0",
) {
  const read = (written: string): void => {
    const { value } = readMeasured(written, unit, "", example);
    const right = sign === "above 0" ? value > 0 : sign === "from 0" ? value >= 0 : value !== 0;
    if (!right) throw new Error(`: it must be ${sign}`);
  };
  return v.pipe(
    v.string(`a number with its unit, such as "${example}"`),
    v.check(
      (written) => wrongIn(() => read(written)) === undefined,
      (issue) => {
        const problem = wrongIn(() => read(String(issue.input))) ?? "";
        return `a number with its unit, such as "${example}" (${problem.replace(/^\s*"?[^:"]*"?:? ?/, "")})`;
      },
    ),
    v.description(`${about}: "${example}", or with its standard error.`),
  );
}

export const circuit = v.pipe(
  v.string("the text of a circuit, such as R0-p(R1,CPE1)"),
  v.check(
    (written) => wrongIn(() => parseCircuit(written)) === undefined,
    (issue) => `a circuit such as R0-p(R1,CPE1): ${wrongIn(() => parseCircuit(String(issue.input))) ?? ""}`,
  ),
  v.description('In any of the three syntaxes: "L0-R1-p(R2,CPE2)-p(R3,CPE3)".'),
);
/** "R2.R+R3.R" */
export const resistance = v.pipe(
  text,
  v.description('A resistance of the circuit or a sum of them: "R1.R", "R2.R+R3.R".'),
);
export const potentials = v.pipe(
  v.tuple([finite, finite], "two numbers [low, high] in V"),
  v.check(([low, high]) => low < high, "the lower number first"),
);

export const files = v.pipe(
  v.union(
    [text, v.pipe(v.array(text, "a list of files"), v.minLength(1, "at least one file"))],
    "a file, a pattern, or a list of them",
  ),
  v.description('Files or patterns, below the folder of this file: "eis/*.mpt".'),
);

export const common = {
  files,
  name: v.optional(v.pipe(text, v.description("As the report calls it. Default: the role."))),
  note: v.optional(text),
};
/** Which column is which. @param roles what is looked for */
export function columns<const R extends readonly string[]>(roles: R) {
  const names = v.picklist(roles, `one of ${roles.join(", ")}`);
  return {
    columns: v.optional(
      v.pipe(
        v.record(names, text),
        v.description(
          `Which column is which, where the header does not tell: {"${roles.at(-1)}": "NAME [UNIT]"}; for ${roles.join(", ")}.`,
        ),
      ),
    ),
  };
}
export const fitting = {
  circuit,
  weighting: v.optional(
    v.pipe(v.picklist(weightings, "unit, modulus, proportional or sigma"), v.description("Default modulus.")),
  ),
  fixed: v.optional(v.pipe(v.record(text, finite), v.description('Parameters that are held: {"R0.R": 10}.'))),
  bounds: v.optional(
    v.pipe(
      v.record(text, v.tuple([finite, finite], "two numbers [low, high]")),
      v.description('{"CPE1.n": [0.5, 1]}'),
    ),
  ),
  ties: v.optional(v.pipe(v.record(text, text), v.description('{"CPE1.n": "CPE2.n"}'))),
  fmin: v.optional(v.pipe(above, v.description("Hz: points below are left out."))),
  fmax: v.optional(v.pipe(above, v.description("Hz: points above are left out."))),
};
export const resistances = v.optional(
  v.pipe(
    v.record(text, resistance),
    v.description(
      'What the report shows, by name: {"R1": "R1.R", "R2+R3": "R2.R+R3.R"}. Default: those in series, and those of the arcs.',
    ),
  ),
);
export const conductivity = v.pipe(
  resistance,
  v.description(
    "The resistance of the electrolyte in the circuit: gives the ionic conductivity with thickness and area of the sample.",
  ),
);
export const step = {
  start: v.optional(measured("s", "10s", "Time of the voltage step, where the protocol says it", "from 0")),
};
/** Columns of a record by their names in the Battery Data Format. */
export const series = columns(seriesColumns);
