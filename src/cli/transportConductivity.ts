/** `transport conductivity` and `transport asr`: what follows from a resistance and the sizes of the cell. */
import { areaSpecificResistance, ionicConductivity, polarisationResistance } from "../cell/conductivity.ts";
import type { Quantity } from "../cell/quantity.ts";
import type { Resistance } from "../cell/resistance.ts";
import type { Arguments, Command } from "./command.ts";
import { UsageError } from "./mistake.ts";
import {
  exitNote,
  interfacesOption,
  measured,
  needed,
  type Outcome,
  quantityOptionKinds,
  readConfidence,
  readInterfaces,
  unitNote,
  withOutcome,
} from "./quantities.ts";
import type { Targets } from "./targets.ts";
import { circuitOptionKinds, readResistances } from "./transportResistance.ts";

export const thicknessOption = {
  name: "thickness",
  value: "LENGTH",
  text: "thickness of the electrolyte: 0.05cm or 500um",
};
export const areaOption = { name: "area", value: "AREA", text: "area of one electrode: 0.785cm2" };

const resistanceOption = {
  name: "resistance",
  value: "R",
  text: "a number, 120ohm; or with files parameters of the circuit, R1.R or R1.R+R2.R",
};

async function ofEach(
  given: Arguments,
  command: string,
  targets: Targets,
  title: string,
  quantity: (resistance: Resistance) => Quantity,
): Promise<Outcome> {
  const { resistances, failures, notes } = await readResistances(given, command, targets);
  return {
    title,
    findings: resistances.map(({ file, resistance }) => ({ file, quantities: [quantity(resistance)] })),
    failures,
    notes,
  };
}

export const conductivityPart: Command = {
  name: "transport conductivity",
  operands: "[FILE…]",
  summary: "ionic conductivity σ = L/(R·S) from impedance files or a resistance",
  options: [resistanceOption, thicknessOption, areaOption, ...circuitOptionKinds, ...quantityOptionKinds],
  notes: [unitNote, exitNote],
  examples: [
    'interphase transport conductivity --resistance "85.3±0.4 ohm" --thickness "0.0503±0.0005 cm" --area 0.785cm2',
    'interphase transport conductivity *.mpt --circuit "p(R1,CPE1)-CPE2" --resistance R1.R --thickness 500um --area 0.785cm2 --out sigma.csv',
  ],
  run: (given) =>
    withOutcome(given, (targets) => {
      const thickness = needed(given, "transport conductivity", "thickness", "m", "0.05cm");
      const area = needed(given, "transport conductivity", "area", "m²", "0.785cm2");
      const confidence = readConfidence(given);
      return ofEach(given, "transport conductivity", targets, "Ionic conductivity", (resistance) =>
        ionicConductivity({ resistance, thickness, area }, { confidence }),
      );
    }),
};

export const asrPart: Command = {
  name: "transport asr",
  operands: "[FILE…]",
  summary: "area-specific resistance R·S/N or |η|/(N·|j|) of one interface",
  options: [
    resistanceOption,
    areaOption,
    interfacesOption,
    { name: "overpotential", value: "VOLTAGE", text: "of the cell under current: 150mV" },
    { name: "current-density", value: "J", text: "with --overpotential: 0.1mA/cm2" },
    ...circuitOptionKinds,
    ...quantityOptionKinds,
  ],
  notes: [unitNote, exitNote],
  examples: [
    "interphase transport asr --resistance 120ohm --area 0.785cm2 --interfaces 2",
    "interphase transport asr --overpotential 150mV --current-density 0.1mA/cm2 --interfaces 1",
  ],
  run: (given) =>
    withOutcome(given, (targets) => {
      const command = "transport asr";
      const interfaces = readInterfaces(given, command);
      const confidence = readConfidence(given);
      const overpotential = measured(given, "overpotential", "V", "150mV");
      if (overpotential === undefined) {
        const area = needed(given, command, "area", "m²", "0.785cm2");
        return ofEach(given, command, targets, "Area-specific resistance", (resistance) =>
          areaSpecificResistance({ resistance, area, interfaces }, { confidence }),
        );
      }
      if (given.has("resistance") || given.operands.length > 0) {
        throw new UsageError("--overpotential needs no resistance and no files; leave out one of the two");
      }
      const currentDensity = needed(given, command, "current-density", "A·m⁻²", "0.1mA/cm2");
      const quantity = polarisationResistance({ overpotential, currentDensity, interfaces }, { confidence });
      return { title: "Polarisation resistance", findings: [{ quantities: [quantity] }] };
    }),
};
