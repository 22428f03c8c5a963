/** `transport capacity`, `stripping`, `np-ratio` and `energy`: charges, thicknesses, and the balance of a cell. */
import { type CellStack, capacityRatio, cellEnergy, type Electrode, type Layer } from "../cell/balance.ts";
import { capacityOfThickness, lithiumLoss, strippingCapacity, thicknessOfCharge } from "../cell/lithium.ts";
import { readMeasured } from "../cell/unit.ts";
import type { Arguments, Command } from "./command.ts";
import { columnOptions, currentRole, potentialRole, readMeasurement, timeRole } from "./measurement.ts";
import { UsageError } from "./mistake.ts";
import { choice, toNumber, whole } from "./options.ts";
import {
  exitNote,
  measured,
  needed,
  quantityOptionKinds,
  readConfidence,
  unitNote,
  withOutcome,
} from "./quantities.ts";
import { areaOption } from "./transportConductivity.ts";
import { eachFile } from "./transportFiles.ts";

const metalOptionKinds = [
  { name: "density", value: "RHO", text: "of the metal, default 0.534g/cm3" },
  { name: "molar-mass", value: "M", text: "of the metal, default 6.94g/mol" },
  { name: "electrons", value: "Z", text: "electrons per atom, default 1" },
];

function metalOf(given: Arguments) {
  const density = measured(given, "density", "kg·m⁻³", "0.534g/cm3");
  const molarMass = measured(given, "molar-mass", "kg·mol⁻¹", "6.94g/mol");
  const electrons = whole(given, "electrons", 1);
  return {
    ...(density && { density }),
    ...(molarMass && { molarMass }),
    ...(electrons !== undefined && { electrons }),
  };
}

export const capacityPart: Command = {
  name: "transport capacity",
  operands: "",
  summary: "areal capacity of a thickness of lithium, or the thickness that a charge deposits",
  options: [
    { name: "thickness", value: "LENGTH", text: "of the metal: 10um; gives the capacity" },
    { name: "charge", value: "Q", text: "1mAh/cm2; gives the thickness" },
    { name: "current-density", value: "J", text: "2mA/cm2, with --time; gives the thickness" },
    { name: "time", value: "T", text: "3710s" },
    ...metalOptionKinds,
    ...quantityOptionKinds,
  ],
  notes: [unitNote, exitNote],
  examples: [
    "interphase transport capacity --thickness 10um",
    "interphase transport capacity --current-density 2mA/cm2 --time 3710s",
  ],
  run: (given) =>
    withOutcome(given, () => {
      const options = { confidence: readConfidence(given) };
      const metal = metalOf(given);
      const thickness = measured(given, "thickness", "m", "10um");
      const charge = measured(given, "charge", "C·m⁻²", "1mAh/cm2");
      const currentDensity = measured(given, "current-density", "A·m⁻²", "2mA/cm2");
      const ways = [thickness, charge, currentDensity].filter((one) => one !== undefined);
      if (ways.length !== 1) {
        throw new UsageError(
          "interphase transport capacity needs one of --thickness 10um, --charge 1mAh/cm2, and --current-density 2mA/cm2 with --time 3710s",
        );
      }
      const quantity = thickness
        ? capacityOfThickness({ thickness, ...metal }, options)
        : thicknessOfCharge(
            charge
              ? { charge, metal }
              : {
                  currentDensity: currentDensity!,
                  time: needed(given, "transport capacity", "time", "s", "3710s"),
                  metal,
                },
            options,
          );
      return { title: "Charge and thickness", findings: [{ quantities: [quantity] }] };
    }),
};

export const strippingPart: Command = {
  name: "transport stripping",
  operands: "[FILE…]",
  summary: "stripping capacity of current traces, and the lithium loss between two of them",
  options: [
    { name: "before", value: "Q", text: "capacity before, for the loss: 1.84mAh/cm2" },
    { name: "after", value: "Q", text: "capacity after: 1.19mAh/cm2" },
    areaOption,
    { name: "cutoff", value: "U", text: "voltage at which the electrode is stripped bare: 1V" },
    ...columnOptions([timeRole, currentRole, potentialRole]),
    ...quantityOptionKinds,
  ],
  notes: [
    "A file is one half-cycle. Of two files the loss is that from the first to the second.",
    unitNote,
    exitNote,
  ],
  examples: [
    "interphase transport stripping --before 1.84mAh/cm2 --after 1.19mAh/cm2",
    "interphase transport stripping fresh.csv cycled.csv --area 1.13cm2 --cutoff 1V",
  ],
  run: (given) =>
    withOutcome(given, async (targets) => {
      const command = "transport stripping";
      const options = { confidence: readConfidence(given) };
      const title = "Stripping capacity";
      const before = measured(given, "before", "C·m⁻²", "1.84mAh/cm2");
      const after = measured(given, "after", "C·m⁻²", "1.19mAh/cm2");
      if (before && after) {
        if (given.operands.length > 0)
          throw new UsageError("--before and --after are given; leave out the files");
        return {
          title: "Lithium loss",
          findings: [{ quantities: [lithiumLoss({ before, after }, options)] }],
        };
      }
      if (before || after) throw new UsageError("a loss needs both --before and --after");
      if (given.operands.length === 0) {
        throw new UsageError(
          `interphase ${command} needs files with time and current, or --before and --after`,
        );
      }
      const area = needed(given, command, "area", "m²", "1.13cm2");
      const cutoff = measured(given, "cutoff", "V", "1V")?.value;
      const roles = [timeRole, currentRole, { ...potentialRole, optional: cutoff === undefined }];
      const about = { command, what: "time and current", title };
      const outcome = await eachFile(given, targets, about, (file) => {
        const { columns, notes } = readMeasurement(given, file, roles);
        const trace = { time: columns[0]!, current: columns[1]!, ...(columns[2] && { voltage: columns[2] }) };
        return {
          quantities: [strippingCapacity({ trace, area, ...(cutoff !== undefined && { cutoff }) }, options)],
          notes,
        };
      });
      if (outcome.findings.length !== 2) return outcome;
      const [first, second] = outcome.findings.map(({ quantities }) => quantities[0]);
      // The area is the same in both: its error cancels
      const charges = [first, second].map(({ inputs, value, stderr }) => {
        const share = inputs.find(({ symbol }) => symbol === "∫|I|dt")?.share ?? 1;
        return { value, stderr: stderr * Math.sqrt(share) };
      });
      const loss = lithiumLoss({ before: charges[0], after: charges[1] }, options);
      return {
        ...outcome,
        findings: [
          ...outcome.findings,
          { file: outcome.findings.map(({ file }) => file).join(" to "), quantities: [loss] },
        ],
      };
    }),
};

function electrodeOptions(side: string) {
  return [
    { name: `${side}-capacity`, value: "Q", text: `areal capacity, ${side}: 2.06mAh/cm2` },
    { name: `${side}-loading`, value: "M", text: `loading, ${side}: 7.2mg/cm2, with --${side}-specific` },
    { name: `${side}-specific`, value: "Q", text: "specific capacity: 187mAh/g" },
    { name: `${side}-active`, value: "PART", text: "active part of the loading, default 1: 0.7 or 70%" },
    { name: `${side}-basis`, value: "WORD", text: "theoretical or measured" },
    { name: `${side}-state`, value: "WORDS", text: 'which state: "before coating"; default: as assembled' },
  ];
}

function electrodeOf(given: Arguments, side: string): Electrode {
  const basis = choice(given, `${side}-basis`, ["theoretical", "measured"] as const);
  if (basis === undefined) {
    throw new UsageError(
      `interphase transport np-ratio needs --${side}-basis theoretical or measured: ratios of the two cannot be compared`,
    );
  }
  return {
    basis,
    state: given.text(`${side}-state`) ?? "as assembled",
    arealCapacity: measured(given, `${side}-capacity`, "C·m⁻²", "2.06mAh/cm2"),
    loading: measured(given, `${side}-loading`, "kg·m⁻²", "7.2mg/cm2"),
    specificCapacity: measured(given, `${side}-specific`, "C·kg⁻¹", "187mAh/g"),
    activeFraction: measured(given, `${side}-active`, "", "0.7"),
  };
}

export const ratioPart: Command = {
  name: "transport np-ratio",
  operands: "",
  summary: "N/P ratio of the areal capacities, with the definition of both stated",
  options: [...electrodeOptions("negative"), ...electrodeOptions("positive"), ...quantityOptionKinds],
  notes: [unitNote, exitNote],
  examples: [
    "interphase transport np-ratio --negative-capacity 2.061mAh/cm2 --negative-basis theoretical --positive-loading 7.2mg/cm2 --positive-specific 187mAh/g --positive-basis theoretical",
  ],
  run: (given) =>
    withOutcome(given, () => {
      const [negative, positive] = ["negative", "positive"].map((side) => electrodeOf(given, side));
      const quantity = capacityRatio({ negative, positive }, { confidence: readConfidence(given) });
      return { title: "N/P ratio", findings: [{ quantities: [quantity] }] };
    }),
};

export const energyPart: Command = {
  name: "transport energy",
  operands: "",
  summary: "specific energy and energy density of a stack of layers",
  options: [
    {
      name: "layer",
      value: "NAME=H,RHO,…",
      repeatable: true,
      text: "thickness and density, then porosity=0.3, filler=1.2g/cm3, count=0.5: cathode=70um,4.2g/cm3,porosity=0.25",
    },
    { name: "capacity", value: "Q", text: "areal capacity that is discharged: 3mAh/cm2" },
    { name: "voltage", value: "U", text: "mean voltage of the discharge: 3.8V" },
    { name: "housing", value: "PART", text: "what the housing adds to mass and volume, default 0: 10%" },
    ...quantityOptionKinds,
  ],
  notes: [
    "count=0.5 is a layer that two cells share, as a current collector coated on both sides.",
    unitNote,
    exitNote,
  ],
  examples: [
    "interphase transport energy --capacity 3mAh/cm2 --voltage 3.8V --layer lithium=20um,0.534g/cm3 --layer electrolyte=30um,1.9g/cm3 --layer cathode=70um,4.2g/cm3,porosity=0.1 --layer aluminium=10um,2.7g/cm3,count=0.5",
  ],
  run: (given) =>
    withOutcome(given, () => {
      const command = "transport energy";
      const layers = given.texts("layer").map(layerOf);
      if (layers.length === 0) {
        throw new UsageError(`interphase ${command} needs layers: --layer lithium=20um,0.534g/cm3 --layer …`);
      }
      const stack: CellStack = {
        layers,
        capacity: needed(given, command, "capacity", "C·m⁻²", "3mAh/cm2"),
        voltage: needed(given, command, "voltage", "V", "3.8V"),
        housing: measured(given, "housing", "", "10%"),
      };
      return {
        title: "Energy of a cell",
        findings: [{ quantities: cellEnergy(stack, { confidence: readConfidence(given) }) }],
      };
    }),
};

function layerOf(text: string): Layer {
  const at = text.indexOf("=");
  const name = text.slice(0, at).trim();
  const [thickness, density, ...rest] = text.slice(at + 1).split(",");
  const example = "--layer cathode=70um,4.2g/cm3,porosity=0.25";
  if (at < 1 || name === "" || density === undefined) {
    throw new UsageError(`--layer "${text}": expected a name, thickness and density, such as ${example}`);
  }
  const more: Record<string, string> = {};
  for (const item of rest) {
    const [, key, value] = /^\s*(porosity|filler|count)\s*=\s*(.*\S)\s*$/.exec(item) ?? [];
    if (key === undefined) {
      throw new UsageError(`--layer ${name}: "${item.trim()}" is not porosity=…, filler=… or count=…`);
    }
    more[key] = value;
  }
  const where = `--layer ${name}`;
  return {
    name,
    thickness: readMeasured(thickness, "m", where, "70um"),
    density: readMeasured(density, "kg·m⁻³", where, "4.2g/cm3"),
    ...(more.porosity !== undefined && { porosity: readMeasured(more.porosity, "", where, "porosity=0.25") }),
    ...(more.filler !== undefined && {
      filler: readMeasured(more.filler, "kg·m⁻³", where, "filler=1.2g/cm3"),
    }),
    ...(more.count !== undefined && { count: toNumber(more.count, `${where}, count`) }),
  };
}
