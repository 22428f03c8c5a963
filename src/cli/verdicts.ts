/** What `validate` prints for people. */
import type { ValidityResult } from "../impedance/validity.ts";
import type { Verdict } from "../impedance/verdict.ts";
import { commonFolder } from "../report/name.ts";
import { percent, significant } from "../report/number.ts";
import { resultName, textTable } from "../report/text.ts";
import type { ValiditySummary } from "../report/validityDocument.ts";
import { counted } from "./say.ts";

/** Up to so many spectra get a block each, more become a table. */
const BLOCKS = 4;
/** Longer tables are not printed when a file has them. */
const MOST_ROWS = 60;

const words: Readonly<Record<Verdict, string>> = {
  valid: "valid",
  invalid: "not valid",
  undecided: "cannot tell",
  failed: "failed",
};

/** The verdicts for stdout: a block per spectrum when they are few, else a table. */
export function verdictsText(
  results: readonly ValidityResult[],
  stream: { readonly columns?: number },
  out: string | undefined,
): string {
  if (results.length === 0) return "";
  if (results.length <= BLOCKS) return results.map(block).join("\n");
  const folder = commonFolder(results.map(({ file }) => file ?? ""));
  const short = results.map((result) => ({ ...result, file: result.file?.slice(folder.length) }));
  const rows = out !== undefined && short.length > MOST_ROWS ? short.slice(0, MOST_ROWS) : short;
  const rest = short.length - rows.length;
  const table = textTable(
    [
      ["spectrum", "verdict", "score", "violation", "scatter", "tolerance", "lin-KK rms", "Z-HIT rms"],
      ...rows.map((result, row) => [
        resultName(result, row),
        words[result.verdict],
        Number.isNaN(result.score) ? "–" : significant(result.score, 3),
        ...[
          result.violation,
          result.scatter,
          result.tolerance,
          result.linKK?.rms ?? Number.NaN,
          result.zhit?.rms ?? Number.NaN,
        ].map(share),
      ]),
    ],
    { width: stream.columns || undefined, align: ["left", "left"] },
  );
  return [
    folder === "" ? "" : `Files in ${folder}\n\n`,
    `${table}\n`,
    rest > 0 ? `… the other ${rest} are in ${out}\n` : "",
    `\nscore = violation / tolerance, above 1 is not valid\n${results[0].rule}\n`,
  ].join("");
}

function share(value: number): string {
  return Number.isNaN(value) ? "–" : percent(value);
}

function block(result: ValidityResult, row: number): string {
  const { linKK, zhit } = result;
  return [
    `${resultName(result, row)}: ${result.message}`,
    `  ${Number.isNaN(result.score) ? "no score" : `score ${significant(result.score, 3)}, above 1 is not valid`}; rule: ${result.rule}`,
    ...(linKK
      ? [
          `  lin-KK (${linKK.representation}, ${linKK.fitKind}): ${counted(linKK.elements, "element")}, mu ${significant(linKK.mu, 2)}, time constants extended by ${significant(linKK.extension, 3, true)}, rms ${percent(linKK.rms)} (real ${percent(linKK.rmsReal)}, imaginary ${percent(linKK.rmsImaginary)}), pseudo χ² ${significant(linKK.pseudoChi2, 3)}`,
        ]
      : []),
    ...(zhit ? [`  Z-HIT: |Z| differs from what the phase demands by ${percent(zhit.rms)} (rms)`] : []),
    ...result.warnings
      .filter((warning) => !result.message.includes(warning))
      .map((warning) => `  Warning: ${warning}`),
    "",
  ].join("\n");
}

/** The last line on stderr: counts, speed, and where it is. */
export function validitySentence(
  { spectra, valid, invalid, undecided, failed, seconds, spectraPerSecond }: ValiditySummary,
  kernel: string,
  written: readonly (string | undefined)[],
): string {
  const examined = valid + invalid + undecided;
  if (examined === 0) return `No spectrum was examined: ${counted(spectra, "input")} could not be read`;
  const parts = [
    `${valid} valid`,
    `${invalid} not valid`,
    undecided > 0 ? `${undecided} cannot be told` : "",
    failed > 0 ? `${counted(failed, "input")} not examined` : "",
  ].filter(Boolean);
  // The speed of a handful is that of loading the kernel
  const speed = examined >= 10 ? ` (${significant(spectraPerSecond, 3, true)} per second)` : "";
  const files = written.filter((path) => path !== undefined);
  return [
    `${counted(examined, "spectrum", "spectra")} examined in ${significant(seconds, 2)} s${speed}, ${kernel} kernel: ${parts.join(", ")}`,
    ...(files.length > 0 ? [`written: ${files.join(", ")}`] : []),
  ].join("; ");
}
