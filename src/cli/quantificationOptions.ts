/** Options of the composition: sensitivity factors, escape depth, and how sure the factors are. */
import type { CompositionOptions } from "../spectra/composition.ts";
import { type SensitivityFactor, scofield, wagner } from "../spectra/sensitivity.ts";
import type { Arguments, OptionKind } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { toNumber } from "./options.ts";
import { readOptionText } from "./spectra.ts";

export const quantificationOptionKinds: readonly OptionKind[] = [
  {
    name: "sensitivity",
    value: "S",
    text: 'sensitivity factors: scofield (default), wagner, or a file of lines such as "Li 1s 0.0568"; a line\'s own goes first',
  },
  {
    name: "escape-exponent",
    value: "M",
    text: "escape depth of the electrons as E^M of their kinetic energy, 0.6 … 0.75; default 0: not corrected",
  },
  {
    name: "factor-uncertainty",
    value: "U",
    text: "relative standard uncertainty of the sensitivity factors, such as 0.1; default 0",
  },
];

/** @throws UsageError for numbers and files that make no sense */
export function readQuantification(given: Arguments): CompositionOptions {
  const named = given.text("sensitivity");
  const exponent = numberOf(given, "escape-exponent", -2, 2);
  const factorUncertainty = numberOf(given, "factor-uncertainty", 0, 1);
  if (named === "wagner" && exponent !== undefined && exponent !== 0) {
    throw new UsageError(
      `--escape-exponent ${exponent}: Wagner's factors were measured and hold the escape depth; leave one of both options out`,
    );
  }
  return {
    ...(named !== undefined && named !== "scofield" && tableOf(named)),
    ...(exponent !== undefined && { exponent }),
    ...(factorUncertainty !== undefined && { factorUncertainty }),
  };
}

function numberOf(given: Arguments, option: string, least: number, most: number): number | undefined {
  const text = given.text(option);
  if (text === undefined) return undefined;
  const value = toNumber(text, `--${option}`);
  if (!(value >= least && value <= most))
    throw new UsageError(`--${option} ${text} must lie between ${least} and ${most}`);
  return value;
}

function tableOf(named: string): Pick<CompositionOptions, "table" | "tableName" | "isMeasured"> {
  if (named === "wagner") return { table: wagner, tableName: "wagner", isMeasured: true };
  const near = /^[a-z]+$/i.test(named) ? "; the tables are called scofield and wagner" : "";
  let text: string;
  try {
    text = readOptionText("--sensitivity", named);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}${near}`);
  }
  const table: SensitivityFactor[] = [];
  text.split(/\r?\n/).forEach((line, i) => {
    const row = line.replace(/#.*$/, "").trim();
    if (row === "") return;
    const [, element, level, factor] =
      /^"?([A-Z][a-z]?)"?[\s,;]*"?([1-7][spdf](?:\d\/2)?)"?[\s,;]+(\S+)$/.exec(row) ?? [];
    // The heading of a table
    if (element === undefined && table.length === 0 && !/\d/.test(row)) return;
    const where = `--sensitivity ${named}, line ${i + 1}`;
    if (element === undefined) {
      throw new UsageError(
        `${where}: "${row}" is not an element, a level and a factor, such as Li 1s ${scofield[0].factor}`,
      );
    }
    const value = toNumber(factor, where);
    if (!(value > 0)) throw new UsageError(`${where}: the factor ${factor} must be above 0`);
    if (table.some((one) => one.element === element && one.level === level))
      throw new UsageError(`${where}: ${element} ${level} is there twice`);
    table.push({ element, level, factor: value, confirmed: true });
  });
  if (table.length === 0) throw new UsageError(`--sensitivity ${named}: no factors are in it${near}`);
  return { table, tableName: named };
}
