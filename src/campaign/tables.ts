/** The tidy tables of a campaign: one row per number, one row per point of a trend, one row per input. */
import type { Column } from "../report/table.ts";
import type { CampaignRun, ProvenNumber } from "./run.ts";

/** `sample, role, entry, quantity, at, at_value, value, stderr, lower, upper, confidence, unit, model, …`, with what each number rests on. */
export function numberColumns({ results }: CampaignRun): Column[] {
  const rows = results.flatMap(({ numbers }) => numbers);
  const strings = (name: string, of: (row: ProvenNumber) => string | null): Column => ({
    name,
    type: "STRING",
    data: rows.map(of),
  });
  const doubles = (name: string, of: (row: ProvenNumber) => number | null): Column => ({
    name,
    type: "DOUBLE",
    data: rows.map(of),
  });
  return [
    strings("sample", ({ sample }) => sample),
    strings("role", ({ role }) => role),
    strings("entry", ({ entry }) => entry),
    strings("quantity", ({ name }) => name),
    strings("at", ({ at }) => at?.of ?? null),
    doubles("at_value", ({ at }) => at?.value ?? null),
    doubles("value", ({ value }) => value),
    doubles("stderr", ({ stderr }) => stderr),
    doubles("lower", ({ lower }) => lower),
    doubles("upper", ({ upper }) => upper),
    doubles("confidence", ({ confidence }) => confidence),
    strings("unit", ({ unit }) => unit),
    strings("model", ({ model }) => model),
    strings("formula", ({ formula }) => formula),
    strings("source", ({ source }) => source),
    strings("definition", ({ definition }) => definition.join("; ")),
    strings("warnings", ({ warnings }) => warnings.join("; ")),
    strings("files", ({ files }) => files.map(({ file }) => file).join("; ")),
    strings("sha256", ({ files }) => files.map(({ sha256 }) => sha256).join("; ")),
    strings("options", ({ options }) => JSON.stringify(options)),
    strings("version", ({ version }) => version),
    strings("kernel", ({ kernel }) => kernel),
  ];
}

/** `sample, role, entry, quantity, abscissa, x, value, stderr, unit, files`. */
export function trendColumns({ results }: CampaignRun): Column[] {
  const rows = results.flatMap(({ job, finding }) =>
    finding.trends.flatMap((trend) =>
      trend.x.map((x, k) => ({ job, trend, x, y: trend.y[k], stderr: trend.stderr[k] })),
    ),
  );
  type Row = (typeof rows)[number];
  const strings = (name: string, of: (row: Row) => string): Column => ({
    name,
    type: "STRING",
    data: rows.map(of),
  });
  const doubles = (name: string, of: (row: Row) => number | null): Column => ({
    name,
    type: "DOUBLE",
    data: rows.map(of),
  });
  return [
    strings("sample", ({ job }) => job.sample.name),
    strings("role", ({ job }) => job.entry.role),
    strings("entry", ({ job }) => job.title),
    strings("quantity", ({ trend }) => trend.name),
    strings("abscissa", ({ trend }) => trend.of),
    doubles("x", ({ x }) => x),
    doubles("value", ({ y }) => y),
    doubles("stderr", ({ stderr }) => stderr),
    strings("unit", ({ trend }) => trend.unit),
    strings("files", ({ trend }) => trend.files.join("; ")),
  ];
}
