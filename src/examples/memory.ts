/** An example's files in memory: for tests and benchmarks over many seeds. */
import { planCampaign } from "../campaign/plan.ts";
import { hashOf } from "../campaign/provenance.ts";
import { type CampaignRun, runCampaign } from "../campaign/run.ts";
import type { Shelf, Store } from "../campaign/store.ts";
import type { Fitter } from "../fit/fitter.ts";
import { Kernel } from "../kernel/kernel.ts";
import type { Example, RawFile } from "./example.ts";

/** Files by their path; a pattern may hold `*` within one folder. */
export function memoryStore(files: ReadonlyMap<string, Uint8Array>): Store {
  const bytes = (path: string): Uint8Array => {
    const found = files.get(path);
    if (!found) throw new Error(`${path}: there is no such file; check the path`);
    return found;
  };
  return {
    find: (pattern) => {
      const source = pattern.replace(/[\\^$.|+(){}[\]]/g, "\\$&").replaceAll("*", "[^/]*");
      return [...files.keys()].filter((path) => new RegExp(`^${source}$`).test(path));
    },
    bytes,
    async *pieces(path) {
      yield bytes(path);
    },
    size: (path) => bytes(path).length,
    hash: async (path) => hashOf(new TextDecoder("latin1").decode(bytes(path))),
  };
}

/** Keeps results as long as it lives. */
export function memoryShelf(): Shelf {
  const texts = new Map<string, string>();
  return { get: (key) => texts.get(key), put: (key, text) => void texts.set(key, text) };
}

export async function bytesOf(files: Iterable<RawFile>): Promise<Map<string, Uint8Array>> {
  const encoder = new TextEncoder();
  const all = new Map<string, Uint8Array>();
  for (const { path, text } of files) {
    if (typeof text === "string") {
      all.set(path, encoder.encode(text));
      continue;
    }
    const pieces: string[] = [];
    for await (const piece of text) pieces.push(piece);
    all.set(path, encoder.encode(pieces.join("")));
  }
  return all;
}

/** The campaign of an example on the files of a seed. @throws Error with all faults of its plan */
export async function runExample(example: Example, seed: number, fitter: Fitter): Promise<CampaignRun> {
  const store = memoryStore(await bytesOf(example.files(seed)));
  const planned = planCampaign(JSON.stringify(example.campaign), store);
  if (planned.faults) {
    throw new Error(planned.faults.map(({ key, sentence }) => `${key}: ${sentence}`).join("\n"));
  }
  const { plan } = planned;
  const kernel = await Kernel.load(fitter.kernel, "series");
  const bench = { store, fitter, kernel, confidence: plan.confidence, seed: plan.seed };
  return runCampaign(plan, bench, { shelf: memoryShelf(), version: "examples" });
}
