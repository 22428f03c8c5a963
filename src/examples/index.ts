/** The papers that are simulated: one line each. */
import { antiperovskite } from "./antiperovskite.ts";
import { composite } from "./composite.ts";
import type { Example } from "./example.ts";
import { nitride } from "./nitride.ts";
import { pressiometry } from "./pressiometry.ts";

export const examples: readonly Example[] = [antiperovskite, nitride, composite, pressiometry];
