/** What a run of `interphase spectrum` leaves behind: results, report, model, and the words on the terminal. */

import { compositionsOf } from "../report/compositions.ts";
import { significant } from "../report/number.ts";
import { spectrumColumns } from "../report/spectrumColumns.ts";
import { type FittedSpectrum, spectrumDocument } from "../report/spectrumDocument.ts";
import { spectrumReport } from "../report/spectrumPage.ts";
import { fitName } from "../report/spectrumTable.ts";
import type { SpectrumAbscissa } from "../report/spectrumTrends.ts";
import type { FailedInput } from "../report/table.ts";
import type { CompositionOptions } from "../spectra/composition.ts";
import { spectrumModelJson } from "../spectra/modelFile.ts";
import { startedModel } from "../spectra/startedModel.ts";
import type { Engine } from "../workers/engine.ts";
import type { Arguments } from "./command.ts";
import type { readParameterOptions } from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { today, typedCommand } from "./report.ts";
import { counted, say, sayAll } from "./say.ts";
import type { SpectrumJob } from "./spectrumJobs.ts";
import { resultsText } from "./spectrumText.ts";
import type { Targets } from "./targets.ts";
import { version } from "./version.ts";

/** A run that is over. */
export interface SpectrumRun {
  readonly engine: Engine;
  readonly jobs: readonly SpectrumJob[];
  readonly fits: readonly FittedSpectrum[];
  readonly failures: readonly FailedInput[];
  readonly abscissa: SpectrumAbscissa;
  readonly notes: readonly string[];
  readonly doubts: readonly string[];
  readonly quantification: CompositionOptions;
  readonly seconds: number;
  readonly targets: Targets;
  readonly save?: { readonly file: string; readonly wishes: ReturnType<typeof readParameterOptions> };
}

/** Writes the files of a run and says what came of it. */
export function finishRun(given: Arguments, run: SpectrumRun): void {
  const { engine, jobs, fits, failures, abscissa, notes, doubts, quantification, seconds, targets, save } =
    run;
  const quiet = given.has("quiet");
  const { out, report, own } = targets;
  const { compositions, remarks } = compositionsOf(jobs, fits, quantification);
  const document = spectrumDocument(fits, { kernel: engine.build, failures, compositions, doubts, seconds });
  const json = `${JSON.stringify(document, null, 1)}\n`;
  if (out !== undefined) {
    const format = formatOf(out, "out");
    const columns = spectrumColumns(fits, failures);
    writeWhole(out, format === "json" ? json : format === "csv" ? csvOf(columns) : parquetOf(columns));
  }
  if (report !== undefined) {
    const models = [...new Set(fits.map(({ model }) => model))];
    writeWhole(
      report,
      spectrumReport({
        title: `Spectra: ${models.join(", ") || "nothing fitted"}`,
        fits,
        failures,
        compositions,
        doubts,
        notes: [...notes, ...remarks],
        abscissa,
        version,
        date: today(),
        command: typedCommand(),
      }),
    );
  }
  const saved = save && saveModel(save, jobs, fits);
  if (given.has("json")) process.stdout.write(json);
  else if (!quiet || own.length === 0) process.stdout.write(resultsText(fits, compositions, out));
  if (quiet) return;
  sayAll(remarks, 4, "--report has all of them");
  if (fits.length === 0) {
    say(`No scan was fitted: ${counted(failures.length, "input")} failed`);
    return;
  }
  sayAll(
    doubts.map((doubt) => `Note: ${doubt}`),
    4,
    "--json and --report have all of them",
  );
  const failed = fits.filter(({ result }) => result.status === "failed").length;
  const parts = [`${fits.length - failed} converged`, failed > 0 ? `${failed} failed` : ""].filter(Boolean);
  const files = own.filter((file) => file !== save?.file || saved !== undefined);
  say(
    [
      `${counted(fits.length, "scan")} fitted in ${significant(seconds, 2)} s, ${engine.build} kernel: ${parts.join(", ")}`,
      files.length > 0 ? `written: ${files.join(", ")}` : "",
      saved ?? "",
    ]
      .filter(Boolean)
      .join("; "),
  );
}

/** Writes the model of the first fit that did not fail; what is said about it, undefined when there was none. */
function saveModel(
  { file, wishes }: NonNullable<SpectrumRun["save"]>,
  jobs: readonly SpectrumJob[],
  fits: readonly FittedSpectrum[],
): string | undefined {
  const at = fits.findIndex(({ result }) => result.status !== "failed");
  if (at < 0) {
    say(`${file} was not written: no fit converged`);
    return undefined;
  }
  const { model, range } = jobs[at];
  const started = startedModel(model, fits[at].result, wishes, range ?? model.region);
  writeWhole(file, `${JSON.stringify(spectrumModelJson(started), null, 2)}\n`);
  return fits.length > 1 ? `the model with the values of ${fitName(fits[at])}` : "";
}
