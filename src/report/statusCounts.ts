/** How fits ended, in words. */
import type { FitStatus } from "../fit/result.ts";

/** "998 converged, 2 with warnings". */
export function statusCounts(results: readonly { readonly status: FitStatus }[]): string {
  const of = (status: FitStatus, words: string): string[] => {
    const count = results.filter((result) => result.status === status).length;
    return count > 0 || status === "converged" ? [`${count.toLocaleString("en")} ${words}`] : [];
  };
  return [...of("converged", "converged"), ...of("warning", "with warnings"), ...of("failed", "failed")].join(
    ", ",
  );
}
