/** What a reader must know before using the numbers of a campaign: what they mean, what was taken as given, what is doubtful. */
import { longList } from "../report/html.ts";
import { foldedNotes } from "../report/note.ts";
import { significant } from "../report/number.ts";
import { escapeXml } from "../report/svg.ts";
import type { FoundNumber } from "./finding.ts";
import { numberName } from "./numberText.ts";
import type { Plan } from "./plan.ts";
import type { JobResult } from "./run.ts";

/** "capacity" for "capacity, cycles 2 to 12": what a quantity is does not depend on where it was taken. */
function plainName(name: string): string {
  return name.replace(/, cycles \d+ to \d+$/, "");
}

/** So many wordings of one definition are given with their samples; more are those of each section. */
const FEW = 2;

/** Definitions, each once: quantities that share all of them together; what differs between samples names them. */
export function meaningHtml(results: readonly JobResult[]): string {
  const words = new Map<string, Map<string, Set<string>>>();
  const owners = new Map<string, Set<string>>();
  for (const { numbers } of results) {
    for (const { name, definition, summary, sample } of numbers) {
      if (!summary) continue;
      const plain = plainName(name);
      owners.set(plain, (owners.get(plain) ?? new Set()).add(sample));
      const own = words.get(plain) ?? new Map<string, Set<string>>();
      words.set(plain, own);
      for (const text of definition) own.set(text, (own.get(text) ?? new Set()).add(sample));
    }
  }
  const meanings = new Map<string, string[]>();
  for (const [name, texts] of words) {
    const all = owners.get(name)!.size;
    const differing = [...texts].filter(([, samples]) => samples.size < all);
    const said = [...texts].flatMap(([text, samples]) => {
      if (samples.size === all) return [text];
      return differing.length <= FEW ? [`${text} (${[...samples].join(", ")})`] : [];
    });
    if (said.length === 0) continue;
    const meaning = said.join("; ");
    meanings.set(meaning, [...(meanings.get(meaning) ?? []), name]);
  }
  if (meanings.size === 0) return "";
  const items = [...meanings].map(
    ([meaning, names]) => `<b>${escapeXml(names.join(", "))}</b>: ${escapeXml(meaning)}`,
  );
  return `<section><h2>What the numbers mean</h2>${longList(items, 40)}</section>`;
}

/** What was taken as given, and what is doubtful. */
export function assumedHtml(plan: Plan, results: readonly JobResult[]): string {
  const doubtful = results.flatMap(({ job, finding }) =>
    foldedNotes([...new Set([...finding.notes, ...warningsOf(finding.numbers)])]).map(
      (text) => `<b>${escapeXml(`${job.sample.name}, ${job.title}`)}</b>: ${escapeXml(text)}`,
    ),
  );
  const doubts =
    doubtful.length === 0 ? "<p>No number has a warning, and no reader had a doubt.</p>" : longList(doubtful);
  return `<section><h2>Assumed</h2>${longList(assumptions(plan, results).map(escapeXml))}</section><section><h2>Doubtful</h2>${doubts}</section>`;
}

/** Warnings of numbers; those that stand in the tables alone do not repeat what a number of the summary is warned of. */
function warningsOf(numbers: readonly FoundNumber[]): string[] {
  const kind = (text: string): string => text.split(":")[0];
  const chief = new Set(
    numbers.filter(({ summary }) => summary).flatMap(({ warnings }) => warnings.map(kind)),
  );
  return numbers.flatMap((number) =>
    number.warnings
      .filter((text) => number.summary || !chief.has(kind(text)))
      .map((text) => `${numberName(number)}: ${text}`),
  );
}

function assumptions({ samples, confidence, seed }: Plan, results: readonly JobResult[]): string[] {
  const exact = new Map<string, string[]>();
  for (const { name, sizes } of samples) {
    const names = Object.entries(sizes)
      .filter(([, size]) => size !== undefined && size.stderr === 0)
      .map(([size]) => size);
    if (names.length === 0) continue;
    const key = names.join(", ");
    exact.set(key, [...(exact.get(key) ?? []), name]);
  }
  const fits = new Map<string, string[]>();
  for (const { job } of results) {
    if (!("circuit" in job.entry)) continue;
    const { circuit, weighting = "modulus" } = job.entry;
    const key = `${circuit}, weighting ${weighting}`;
    fits.set(key, [...(fits.get(key) ?? []), `${job.sample.name}, ${job.title}`]);
  }
  return [
    ...[...exact].map(
      ([sizes, names]) =>
        `${sizes} of ${names.join(", ")}: given without an error, so the results hold none of theirs`,
    ),
    ...[...fits].map(
      ([fit, places]) => `circuit ${fit} (${places.join("; ")}): given, not compared with others`,
    ),
    `intervals hold the true value with a probability of ${significant(100 * confidence, 4, true)} %, if the residuals are random; starting values are drawn with seed ${seed}`,
  ];
}
