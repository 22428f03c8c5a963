/** The report of a campaign: one HTML page that opens offline. */
import { fieldUnit } from "../cell/unit.ts";
import { failedInputs, figureHtml, pageHeader } from "../report/html.ts";
import type { Mark } from "../report/mark.ts";
import { heading, intervalText, significant, uncertain } from "../report/number.ts";
import { htmlPage } from "../report/page.ts";
import { tableHtml, th } from "../report/spectrumTable.ts";
import { escapeXml } from "../report/svg.ts";
import { type TrendSeries, trendPlot } from "../report/trend.ts";
import { assumedHtml, meaningHtml } from "./caution.ts";
import type { Finding, FoundNumber, FoundTrend } from "./finding.ts";
import { numberName, numberText } from "./numberText.ts";
import type { Comparison, Plan } from "./plan.ts";
import type { CampaignRun, JobResult, ProvenNumber } from "./run.ts";
import type { Sample } from "./sample.ts";
import { type SizeName, sizeUnits } from "./schema.ts";

export interface CampaignReport {
  readonly plan: Plan;
  readonly run: CampaignRun;
  readonly version?: string;
  readonly date?: string;
  readonly command?: string;
}

export function campaignPage({ plan, run, version, date, command }: CampaignReport): string {
  const inputs = new Set(plan.jobs.flatMap(({ files, beside }) => [...files, ...beside]));
  const body = [
    pageHeader(plan.name, [
      ["source", plan.source ?? ""],
      ["note", plan.note ?? ""],
      ["samples", plan.samples.map(({ name }) => name).join(", ")],
      ["inputs", `${inputs.size} files, ${plan.jobs.length} pieces of work`],
      ["program", `Interphase${version ? ` ${version}` : ""}`],
      ["date", date ?? ""],
      ["command", command ?? ""],
    ]),
    failedInputs(run.failures, "worked on"),
    overview(plan, run),
    comparisons(plan, run),
    ...plan.samples.map((sample) => sampleSection(sample, run)),
    meaningHtml(run.results),
    assumedHtml(plan, run.results),
    `<footer><p>Values ± standard errors; intervals hold the true value with the probability printed above them. A number of a protocol, such as a critical current, has the step of the protocol instead: the truth lies between the two. Every number with its files, their SHA-256, the model, all options and the version stands in numbers.csv, numbers.parquet and numbers.json beside this page, the trends in trends.csv and trends.parquet.</p></footer>`,
  ].join("\n");
  return htmlPage(plan.name, body, version);
}

/** The ends of the interval of a number; empty where there is none. */
function endsText({ lower, upper, stderr, confidence }: FoundNumber | ProvenNumber): string {
  if (lower === null && upper === null) return "";
  if (lower === upper) return "exact";
  const ends = intervalText(lower ?? Number.NaN, upper ?? Number.NaN, stderr ?? Number.NaN);
  return confidence === null ? `${ends} (step)` : ends;
}

const summaryOf = (results: readonly JobResult[]) =>
  results.flatMap(({ numbers }) => numbers.filter(({ summary }) => summary));

/** Numbers that several samples have, side by side. */
function overview({ samples }: Plan, { results }: CampaignRun): string {
  if (samples.length < 2) return "";
  const rows = new Map<string, Map<string, string>>();
  const numbers = summaryOf(results);
  for (const number of numbers) {
    // Two entries of one sample may give the same number: its life at two currents
    const twin = numbers.some(
      (other) =>
        other.sample === number.sample &&
        other.entry !== number.entry &&
        numberName(other) === numberName(number),
    );
    const key = `${twin ? `${number.entry}: ` : ""}${heading(numberName(number), number.unit)}`;
    const cells = rows.get(key) ?? new Map<string, string>();
    rows.set(key, cells);
    const text = numberText(number) + (number.warnings.length > 0 ? " ⚠" : "");
    const earlier = cells.get(number.sample);
    cells.set(number.sample, earlier === undefined ? text : `${earlier}; ${text}`);
  }
  const shared = [...rows].filter(([, cells]) => cells.size > 1);
  if (shared.length === 0) return "";
  // A sample that shares nothing has no column
  const beside = samples.filter(({ name }) => shared.some(([, cells]) => cells.has(name)));
  const body = shared.map(
    ([name, cells]) =>
      `<tr><th scope="row">${escapeXml(name)}</th>${beside.map((sample) => `<td>${escapeXml(cells.get(sample.name) ?? "–")}</td>`).join("")}</tr>`,
  );
  const doubtful = shared.some(([, cells]) => [...cells.values()].some((text) => text.includes("⚠")));
  const plain = shared.some(([, cells]) => [...cells.values()].some((text) => !text.includes("±")));
  const paired = shared.some(([, cells]) => [...cells.values()].some((text) => text.includes("±")));
  const errors = paired
    ? `Values ± standard errors${plain ? "; without ±: read off a protocol or a record" : ""}.`
    : "Read off protocols and records; their steps are the errors.";
  return `<section><h2>Samples side by side</h2>${tableHtml("Samples side by side", [th("quantity (unit)", true), ...beside.map(({ name }) => th(escapeXml(name)))], body)}<p class="soft">${errors}${doubtful ? " ⚠: doubtful; the reason stands with the sample and in the last section." : ""}</p></section>`;
}

const known = (values: readonly (number | null)[]): number[] => values.map((value) => value ?? Number.NaN);

function seriesOf(sample: string, trend: FoundTrend): TrendSeries {
  return { label: sample, x: trend.x, y: known(trend.y), stderr: known(trend.stderr) };
}

/** What one figure of a comparison shows. */
interface Group {
  readonly unit: string;
  readonly of: string;
  readonly series: TrendSeries[];
  readonly marks: Mark[];
  readonly events: string[];
}

/** Trends of a comparison by their abscissa; numbers over a place where there are no trends. */
function comparison(
  { show, title, samples, entries }: Comparison,
  k: number,
  { results }: CampaignRun,
): string {
  const groups = new Map<string, Group>();
  const add = (of: string, unit: string, one: TrendSeries): Group => {
    const group = groups.get(`${of}\n${unit}`) ?? { unit, of, series: [], marks: [], events: [] };
    groups.set(`${of}\n${unit}`, group);
    group.series.push(one);
    return group;
  };
  for (const { job, finding } of results) {
    if (!samples.includes(job.sample.name) || !(entries?.includes(job.title) ?? true)) continue;
    const twin = results.some(
      (other) =>
        other.job.sample === job.sample &&
        other.job !== job &&
        (entries?.includes(other.job.title) ?? true) &&
        [...other.finding.trends, ...other.finding.numbers.filter(({ at }) => at !== null)].some(
          ({ name }) => name === show,
        ),
    );
    const label = twin ? `${job.sample.name}, ${job.title}` : job.sample.name;
    for (const trend of finding.trends) {
      if (trend.name !== show) continue;
      const group = add(trend.of, trend.unit, seriesOf(label, trend));
      if (trend.of === "cycle") markEvents(group, label, finding);
    }
    const placed = finding.numbers.filter(({ name, at }) => name === show && at !== null);
    if (placed.length > 1 && !finding.trends.some(({ name }) => name === show)) {
      add(placed[0].at!.of, placed[0].unit, {
        label,
        x: placed.map(({ at }) => at!.value),
        y: known(placed.map(({ value }) => value)),
        stderr: known(placed.map(({ stderr }) => stderr)),
      });
    }
  }
  const pictures = [...groups.values()].map((group, g) =>
    figureHtml(
      trendPlot(group.series, {
        xLabel: group.of,
        yLabel: show,
        unit: group.unit,
        marks: group.marks,
        id: `compare${k}g${g}`,
      }),
      comparisonWords(title, show, group),
    ),
  );
  return pictures.join("");
}

/** Cycles at which something happened to the cell of a trend, by letters. */
function markEvents({ marks, events }: Group, label: string, { numbers }: Finding): void {
  for (const { name, value, summary } of numbers) {
    const what = /^cycle of (?:the )?(.+)$/.exec(name)?.[1];
    if (what === undefined || value === null || !summary) continue;
    const letter = String.fromCharCode(65 + marks.length);
    marks.push({ x: value, label: letter });
    events.push(`${letter}: ${what}, ${label}, cycle ${value}`);
  }
}

function comparisonWords(title: string, show: string, { of, series, events }: Group): string {
  const bars = series.some(({ stderr }) => Array.from(stderr ?? []).some((error) => error > 0))
    ? " Bars, where they are longer than a symbol: standard errors."
    : "";
  const marked = events.length === 0 ? "" : ` ${events.join("; ")}.`;
  const what = title.toLowerCase() === show.toLowerCase() ? "" : `: ${show}`;
  const labels = series.map(({ label }) => label);
  const names = labels.join(labels.some((label) => label.includes(",")) ? "; " : ", ");
  return `${title}${what} against ${of.replace(/ \([^)]+\)$/, "")} of ${names}.${bars}${marked}`;
}

function comparisons({ comparisons: wanted }: Plan, run: CampaignRun): string {
  const pictures = wanted.map((one, k) => ({ one, html: comparison(one, k, run) }));
  if (pictures.length === 0) return "";
  const empty = pictures.filter(({ html }) => html === "").map(({ one }) => one.show);
  const said =
    empty.length > 0
      ? `<p class="soft">Not drawn, because no trend of it was found: ${escapeXml(empty.join(", "))}; single numbers stand in the tables.</p>`
      : "";
  return `<section><h2>Comparisons</h2><div class="figures">${pictures.map(({ html }) => html).join("")}</div>${said}</section>`;
}

function sizesOf({ sizes, interfaces, chemistry, note }: Sample): string {
  const rows: (readonly [string, string])[] = [
    ...(chemistry === undefined ? [] : [["cell", chemistry] as const]),
    ...(Object.entries(sizes) as [SizeName, { value: number; stderr: number }][]).map(
      ([name, { value, stderr }]) => {
        const celsius = name === "temperature";
        const { factor, unit } = celsius
          ? { factor: 1, unit: "°C" }
          : name === "mass"
            ? { factor: 1e6, unit: "mg" }
            : fieldUnit(sizeUnits[name][0], value);
        const shown = celsius ? Number((value - 273.15).toFixed(6)) : value * factor;
        return [name, `${uncertain(shown, stderr * factor)} ${unit}`] as const;
      },
    ),
    ...(interfaces === undefined ? [] : [["interfaces", String(interfaces)] as const]),
    ...(note === undefined ? [] : [["note", note] as const]),
  ];
  return rows.length === 0
    ? ""
    : `<dl>${rows.map(([name, value]) => `<dt>${escapeXml(name)}</dt><dd>${escapeXml(value)}</dd>`).join("")}</dl>`;
}

function sampleSection(sample: Sample, { results }: CampaignRun): string {
  const own = results.filter(({ job }) => job.sample === sample);
  const work = own.map(({ job, finding }) => {
    const files = filesText(job.files);
    const note = job.entry.note === undefined ? "" : `<p>${escapeXml(job.entry.note)}</p>`;
    const failed = finding.failures
      .map(({ message }) => `<p><span class="bad">✗</span> ${escapeXml(message)}</p>`)
      .join("");
    return `<section><h3>${escapeXml(job.title)}</h3><p class="soft">${escapeXml(files)}</p>${note}${failed}${finding.html}</section>`;
  });
  return `<section><h2>${escapeXml(sample.name)}</h2>${sizesOf(sample)}${summaryTable(own)}${work.join("\n")}</section>`;
}

function summaryTable(results: readonly JobResult[]): string {
  const confidence = summaryOf(results).find((one) => one.confidence !== null)?.confidence;
  const groups = results.map(({ job, numbers }) => {
    const shown = numbers.filter(({ summary }) => summary);
    if (shown.length === 0) return "";
    const title = `<tr><th scope="rowgroup" colspan="4"><b>${escapeXml(job.title)}</b> <span class="soft">${escapeXml(filesText(job.files))}</span></th></tr>`;
    return title + shown.map(summaryRow).join("");
  });
  if (groups.every((group) => group === "")) return "";
  const head = [
    th("quantity", true),
    th("value"),
    th("unit", true),
    th(confidence ? `${significant(100 * confidence, 4, true)} % interval` : "interval"),
  ];
  return tableHtml("Summary", head, groups);
}

function filesText(files: readonly string[]): string {
  return files.length > 3
    ? `${files[0]} … ${files[files.length - 1]} (${files.length} files)`
    : files.join(", ");
}

function summaryRow(number: ProvenNumber): string {
  const [first, ...more] = number.warnings;
  const flag =
    first === undefined
      ? ""
      : `<span class="flag">⚠ ${escapeXml(first)}${more.length > 0 ? ` (and ${more.length} more)` : ""}</span>`;
  return `<tr><th scope="row">${escapeXml(numberName(number))}${flag}</th><td>${escapeXml(numberText(number))}</td><td class="l">${escapeXml(number.unit)}</td><td>${escapeXml(endsText(number))}</td></tr>`;
}
