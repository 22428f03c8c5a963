/** The work of a campaign: each job from the shelf if nothing of it has changed, else anew. One bad file costs that file. */
import type { FailedInput } from "../report/table.ts";
import type { Finding, FoundNumber, FoundTrend } from "./finding.ts";
import type { Job, Plan } from "./plan.ts";
import { hashOf, type Proven, proven } from "./provenance.ts";
import type { Bench } from "./role.ts";
import { roleOf } from "./roles/index.ts";
import { problemOf } from "./spectra.ts";
import type { Shelf } from "./store.ts";

/** A number with everything that it rests on. */
export type ProvenNumber = Proven<FoundNumber>;
export type ProvenTrend = Proven<FoundTrend>;

/** A file that a piece of work has read. */
export interface Input {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number | null;
  /** Why it gave nothing. */
  readonly failure: string | null;
}

export interface JobResult {
  readonly job: Job;
  readonly finding: Finding;
  readonly numbers: readonly ProvenNumber[];
  readonly trends: readonly ProvenTrend[];
  readonly inputs: readonly Input[];
  /** The same as long as nothing that it rests on has changed. */
  readonly key: string;
  /** Whether it is that of an earlier run. */
  readonly kept: boolean;
}

export interface CampaignRun {
  readonly results: readonly JobResult[];
  readonly failures: readonly FailedInput[];
}

/** Counts up when a finding changes its form: earlier ones are then not read. */
const FORM = 2;
/** Jobs under way at once: records are read in this thread while spectra are fitted in the workers. */
const AT_ONCE = 3;

const nothing: Finding = { numbers: [], trends: [], html: "", notes: [], failures: [] };

/** @throws the signal's reason when it is aborted; what is done is on the shelf */
export async function runCampaign(
  plan: Plan,
  bench: Bench,
  {
    shelf,
    version,
    build = "",
    onProgress,
  }: {
    readonly shelf: Shelf;
    readonly version: string;
    /** Tells builds of one version apart: results of another build are computed again. */
    readonly build?: string;
    /** Bytes of the inputs that are done, of all. */
    readonly onProgress?: (done: number, total: number) => void;
  },
): Promise<CampaignRun> {
  const weights = plan.jobs.map(({ files, beside }) =>
    [...files, ...beside].reduce((sum, file) => sum + (sizeOf(bench, file) ?? 0), 20_000),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const hashes = openHashes(bench);
  const results = new Array<JobResult>(plan.jobs.length);
  let next = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    while (next < plan.jobs.length) {
      bench.signal?.throwIfAborted();
      const k = next++;
      results[k] = await runJob(plan.jobs[k], bench, { shelf, version, build, hashes });
      done += weights[k];
      onProgress?.(done, total);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { results, failures: results.flatMap(({ finding }) => finding.failures) };
}

function sizeOf({ store }: Bench, file: string): number | null {
  try {
    return store.size(file);
  } catch {
    return null;
  }
}

type Hashes = (file: string) => Promise<string>;

/** A file that two jobs read is hashed once. */
function openHashes({ store }: Bench): Hashes {
  const known = new Map<string, Promise<string>>();
  return (file) => {
    let hash = known.get(file);
    if (hash === undefined) {
      // A file that cannot be read is named by its reader
      hash = store.hash(file).catch(() => "");
      known.set(file, hash);
    }
    return hash;
  };
}

async function runJob(
  job: Job,
  bench: Bench,
  {
    shelf,
    version,
    build,
    hashes,
  }: { readonly shelf: Shelf; readonly version: string; readonly build: string; readonly hashes: Hashes },
): Promise<JobResult> {
  const { entry, sample, files, beside, id } = job;
  const inputs = [...files, ...beside];
  const sums = new Map<string, string>();
  for (const file of inputs) sums.set(file, await hashes(file));
  const kernel = bench.fitter.kernel;
  const { confidence, seed } = bench;
  const options = { entry, sizes: sample.sizes, interfaces: sample.interfaces ?? null, confidence, seed };
  const key = await hashOf(
    JSON.stringify({ form: FORM, version, build, kernel, id, options, sums: [...sums] }),
  );
  const earlier = shelf.get(key);
  let finding = earlier === undefined ? undefined : readFinding(earlier);
  const kept = finding !== undefined;
  if (finding === undefined) {
    finding = await freshFinding(job, bench);
    // A failure may be mended without a change of the file's bytes: its rights, the memory
    if (finding.failures.length === 0) shelf.put(key, JSON.stringify(finding));
  }
  const shared = { sample: sample.name, role: entry.role, entry: job.title, options, version, kernel };
  return {
    job,
    finding,
    numbers: proven(finding.numbers, shared, sums),
    trends: proven(finding.trends, shared, sums),
    inputs: inputs.map((file) => ({
      file,
      sha256: sums.get(file) ?? "",
      bytes: sizeOf(bench, file),
      failure: failureOf(file, finding),
    })),
    key,
    kept,
  };
}

/** A finding of the shelf; undefined when its file is damaged, and the work is done again. */
function readFinding(text: string): Finding | undefined {
  try {
    const finding = JSON.parse(text) as Finding;
    return Array.isArray(finding?.numbers) && Array.isArray(finding.failures) ? finding : undefined;
  } catch {
    return undefined;
  }
}

/** A piece of work that gave nothing has failed with all of its files. */
function failureOf(file: string, { numbers, failures }: Finding): string | null {
  const own = failures.find((one) => one.file === file);
  const whole = numbers.length === 0 ? failures[0] : undefined;
  return (own ?? whole)?.message ?? null;
}

async function freshFinding({ entry, sample, files, beside, id }: Job, bench: Bench): Promise<Finding> {
  try {
    return await roleOf(entry.role).run({ entry, sample, files, id } as never, bench);
  } catch (error) {
    if (bench.signal?.aborted) throw error;
    const { message } = error as Error;
    // The longest name: that of one file may begin that of another
    const [named] = [...files, ...beside]
      .filter((file) => message.startsWith(file))
      .sort((a, b) => b.length - a.length);
    const all = files.length > 3 ? `${files[0]} … (${files.length} files)` : files.join(", ");
    const file = named ?? all;
    return { ...nothing, failures: [{ file, message: problemOf(error, file) }] };
  }
}
