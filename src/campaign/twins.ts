/** Things that stand twice in a campaign and would count twice: names of samples, and the same work on the same file. */
import type { KeyedFault } from "./fault.ts";
import type { Job } from "./job.ts";
import type { SamplePlan } from "./samplePlan.ts";

export function twinFaults(samples: readonly SamplePlan[]): KeyedFault[] {
  return [...nameFaults(samples), ...workFaults(samples.flatMap(({ jobs }) => jobs))];
}

function nameFaults(samples: readonly SamplePlan[]): KeyedFault[] {
  const names = samples.map(({ name }) => name);
  return names.flatMap((name, s) => {
    const first = names.indexOf(name);
    return name === undefined || first === s
      ? []
      : [
          {
            key: `samples[${s}].name`,
            sentence: `samples[${first}] is called "${name}" already; give each its own name`,
          },
        ];
  });
}

/** One measurement belongs to one sample, and is worked on once with the same options. */
function workFaults(jobs: readonly Job[]): KeyedFault[] {
  const seen = new Map<string, string>();
  const faults = new Map<string, KeyedFault>();
  for (const { entry, files, id } of jobs) {
    const [, s, e] = /^s(\d+)e(\d+)/.exec(id)!;
    const at = `samples[${s}].files[${e}]`;
    const { name: _, note: __, files: ___, ...options } = entry;
    for (const file of files) {
      const work = JSON.stringify([file, options]);
      const earlier = seen.get(work);
      if (earlier === undefined) seen.set(work, at);
      else if (earlier !== at) {
        faults.set(`${at} ${earlier}`, {
          key: `${at}.files`,
          sentence: `${file} stands in ${earlier} already, with the same role and options; a measurement belongs to one sample and counts once: leave one out`,
        });
      }
    }
  }
  return [...faults.values()];
}
