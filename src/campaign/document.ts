/** The results of a campaign as JSON: numbers with their provenance, notes and inputs; and the trends. */
import type { Plan } from "./plan.ts";
import type { CampaignRun } from "./run.ts";

/** numbers.json. The same inputs give the same text, whatever was kept of earlier runs. */
export function campaignDocument({ name, source }: Plan, { results, failures }: CampaignRun) {
  return {
    name,
    source: source ?? null,
    numbers: results.flatMap(({ numbers }) => numbers),
    notes: results.flatMap(({ job, finding }) =>
      finding.notes.map((text) => ({ sample: job.sample.name, entry: job.title, text })),
    ),
    inputs: results.flatMap(({ job, inputs }) =>
      inputs.map((input) => ({ sample: job.sample.name, entry: job.title, ...input })),
    ),
    failures,
    summary: { jobs: results.length, failures: failures.length },
  };
}

/** trends.json: each trend with its points and what they rest on. */
export function trendDocument({ name }: Plan, { results }: CampaignRun) {
  return { name, trends: results.flatMap(({ trends }) => trends) };
}
