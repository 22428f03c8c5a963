/** The papers that are simulated: one line each. */
import { composite } from "./composite.ts";
import type { Example } from "./example.ts";
import { pressiometry } from "./pressiometry.ts";

export const examples: readonly Example[] = [composite, pressiometry];
