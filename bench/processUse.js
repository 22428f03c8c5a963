/** Preloaded into a program: what its process has used, as the last line of stderr: the largest resident memory in MB, and seconds of all cores. */
import { writeSync } from "node:fs";

process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeSync(2, `\nused ${maxRSS / 1024} MB ${(userCPUTime + systemCPUTime) / 1e6} s\n`);
});
