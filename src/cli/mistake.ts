/** Wrong usage of the command line: a sentence that says what was expected; exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
