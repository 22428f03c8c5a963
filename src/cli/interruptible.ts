/** Work that writes nothing when it is interrupted. */
import { hearInterruption } from "./interruption.ts";
import { say } from "./say.ts";

/** The exit code of the work, or that of the interruption. */
export async function interruptible(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const interruption = hearInterruption();
  try {
    return await work(interruption.signal);
  } catch (error) {
    const code = interruption.exitCode();
    if (code === undefined) throw error;
    say("Interrupted: nothing was written");
    return code;
  } finally {
    interruption.release();
  }
}
