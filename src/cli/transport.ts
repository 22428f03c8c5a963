/** `transport`: quantities of cells, one part per quantity. */
import { nearestNames } from "../program/circuit-error.ts";
import { textTable } from "../report/text.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { arrheniusPart } from "./transportArrhenius.ts";
import { asrPart, conductivityPart } from "./transportConductivity.ts";
import { diffusionPart, exchangeCurrentPart, onsetPart } from "./transportKinetics.ts";
import { capacityPart, energyPart, ratioPart, strippingPart } from "./transportLithium.ts";
import { mapPart, roughnessPart } from "./transportSurface.ts";
import { electronicPart, transferencePart } from "./transportTransient.ts";

const parts: readonly Command[] = [
  conductivityPart,
  electronicPart,
  asrPart,
  arrheniusPart,
  transferencePart,
  exchangeCurrentPart,
  diffusionPart,
  onsetPart,
  capacityPart,
  strippingPart,
  ratioPart,
  energyPart,
  roughnessPart,
  mapPart,
];

const nameOf = ({ name }: Command): string => name.slice("transport ".length);

export const transportCommand: Command = {
  name: "transport",
  operands: "QUANTITY [FILE…]",
  summary: "conductivities, transference, kinetics, diffusion, energies and other quantities of cells",
  options: [{ name: "json", text: "the list of quantities as one JSON document" }],
  notes: [
    "Without a quantity it lists them; interphase transport QUANTITY --help has the options of one.",
    "Every result has its unit, standard error, interval, formula, source, inputs and warnings.",
  ],
  examples: [
    "interphase transport",
    "interphase transport conductivity --resistance 85.3ohm --thickness 0.05cm --area 0.785cm2",
  ],
  parts,
  run: async (given) => {
    const [word] = given.operands;
    if (word !== undefined) {
      const near = nearestNames(word, parts.map(nameOf))[0];
      throw new UsageError(
        `there is no quantity "${word}"; ${near === undefined ? `the quantities are ${parts.map(nameOf).join(", ")}` : `did you mean interphase transport ${near}?`}`,
      );
    }
    const list = parts.map((part) => ({ quantity: nameOf(part), summary: part.summary }));
    process.stdout.write(
      given.has("json")
        ? `${JSON.stringify({ quantities: list }, null, 1)}\n`
        : `${textTable([["quantity", "what it is"], ...list.map(({ quantity, summary }) => [quantity, summary])], { align: ["left", "left"] })}\n`,
    );
    return 0;
  },
};
