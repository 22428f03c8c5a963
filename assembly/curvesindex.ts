// The ABI of the kernel that fits curves: the same two calls as in `index.ts`.

import "lanes";

export { openJob, run } from "./curvesdispatch";
