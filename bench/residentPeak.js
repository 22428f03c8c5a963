import { readFileSync } from "node:fs";

/**
 * The greatest resident memory of this process so far, in MB. `resourceUsage().maxRSS` begins with what the parent had when it started
 * this process; Linux also says what this program itself had.
 */
export function residentPeak() {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) / 1024;
  } catch {
    // Another system
  }
  return process.resourceUsage().maxRSS / 1024;
}
