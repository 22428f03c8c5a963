/** The tidy tables of a campaign: one row per number, one row per point of a trend, one row per input. */
import type { Column } from "../report/table.ts";
import type { Provenance } from "./provenance.ts";
import type { CampaignRun } from "./run.ts";

/** Makes columns of rows. */
function columnsOf<Row>(rows: readonly Row[]) {
  return {
    text: (name: string, of: (row: Row) => string | null): Column => ({
      name,
      type: "STRING",
      data: rows.map(of),
    }),
    number: (name: string, of: (row: Row) => number | null): Column => ({
      name,
      type: "DOUBLE",
      data: rows.map(of),
    }),
  };
}

/** JSON of options that many rows share. */
function jsonOnce(): (value: unknown) => string {
  const known = new Map<unknown, string>();
  return (value) => {
    const text = known.get(value) ?? JSON.stringify(value);
    known.set(value, text);
    return text;
  };
}

/** What each row rests on: `files, sha256, options, version, kernel`. */
function provenanceColumns<Row>(rows: readonly Row[], of: (row: Row) => Provenance): Column[] {
  const { text } = columnsOf(rows);
  const json = jsonOnce();
  return [
    text("files", (row) =>
      of(row)
        .files.map(({ file }) => file)
        .join("; "),
    ),
    text("sha256", (row) =>
      of(row)
        .files.map(({ sha256 }) => sha256)
        .join("; "),
    ),
    text("options", (row) => json(of(row).options)),
    text("version", (row) => of(row).version),
    text("kernel", (row) => of(row).kernel),
  ];
}

/** `sample, role, entry, quantity, at, at_value, value, stderr, lower, upper, confidence, unit, model, …`, with what each number rests on. */
export function numberColumns({ results }: Pick<CampaignRun, "results">): Column[] {
  const rows = results.flatMap(({ numbers }) => numbers);
  const { text, number } = columnsOf(rows);
  return [
    text("sample", ({ sample }) => sample),
    text("role", ({ role }) => role),
    text("entry", ({ entry }) => entry),
    text("quantity", ({ name }) => name),
    text("at", ({ at }) => at?.of ?? null),
    number("at_value", ({ at }) => at?.value ?? null),
    number("value", ({ value }) => value),
    number("stderr", ({ stderr }) => stderr),
    number("lower", ({ lower }) => lower),
    number("upper", ({ upper }) => upper),
    number("confidence", ({ confidence }) => confidence),
    text("unit", ({ unit }) => unit),
    text("model", ({ model }) => model),
    text("formula", ({ formula }) => formula),
    text("source", ({ source }) => source),
    text("definition", ({ definition }) => definition.join("; ")),
    text("warnings", ({ warnings }) => warnings.join("; ")),
    ...provenanceColumns(rows, (row) => row),
  ];
}

/** `sample, role, entry, quantity, abscissa, x, value, stderr, unit, model`, with what each point rests on. */
export function trendColumns({ results }: Pick<CampaignRun, "results">): Column[] {
  const rows = results.flatMap(({ trends }) =>
    trends.flatMap((trend) => trend.x.map((x, k) => ({ trend, x, y: trend.y[k], stderr: trend.stderr[k] }))),
  );
  const { text, number } = columnsOf(rows);
  return [
    text("sample", ({ trend }) => trend.sample),
    text("role", ({ trend }) => trend.role),
    text("entry", ({ trend }) => trend.entry),
    text("quantity", ({ trend }) => trend.name),
    text("abscissa", ({ trend }) => trend.of),
    number("x", ({ x }) => x),
    number("value", ({ y }) => y),
    number("stderr", ({ stderr }) => stderr),
    text("unit", ({ trend }) => trend.unit),
    text("model", ({ trend }) => trend.model),
    ...provenanceColumns(rows, ({ trend }) => trend),
  ];
}

/** `sample, role, entry, file, sha256, bytes, status, message`: what became of every file. */
export function inputColumns({ results }: Pick<CampaignRun, "results">): Column[] {
  const rows = results.flatMap(({ job, inputs }) => inputs.map((input) => ({ job, input })));
  const { text, number } = columnsOf(rows);
  return [
    text("sample", ({ job }) => job.sample.name),
    text("role", ({ job }) => job.entry.role),
    text("entry", ({ job }) => job.title),
    text("file", ({ input }) => input.file),
    text("sha256", ({ input }) => input.sha256),
    number("bytes", ({ input }) => input.bytes),
    text("status", ({ input }) => (input.failure === null ? "done" : "failed")),
    text("message", ({ input }) => input.failure),
  ];
}
