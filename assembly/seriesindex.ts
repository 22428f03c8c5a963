// The ABI of the second kernel, which works on long series: the same two calls as in `index.ts`, with modes of its own.

import "lanes";

export { openJob, run } from "./seriesdispatch";
