// The whole ABI. A job is written at the address that `openJob` returns, `run` works on it in place, the results stand in the job.

// The vocabulary of vectors comes with `asc --lib`; naming it first puts its constants before those that use them.
import "lanes";

export { openJob, run } from "./dispatch";
