import type { Command } from "./command.ts";
export const demoCommand: Command = { name: "demo", operands: "[FILE…]", summary: "", options: [], examples: [], run: async () => 0 };
