/** The papers that are simulated: one line each. */
import { antiperovskite } from "./antiperovskite/index.ts";
import { composite } from "./composite/index.ts";
import type { Example } from "./example.ts";
import { nitride } from "./nitride/index.ts";
import { pressiometry } from "./pressiometry/index.ts";

export const examples: readonly Example[] = [antiperovskite, nitride, composite, pressiometry];
