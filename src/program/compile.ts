import { type Circuit, type Element, elementsOf, type Parallel } from "./circuit.ts";
import { elementKind } from "./element.ts";
import { expansionOf, type Term } from "./expansion.ts";
import { type Instruction, Op, type Program, type ProgramParameter, Role } from "./program.ts";

/** Compiles a circuit. Parameters are in the order of the circuit's text. */
export function compileCircuit(circuit: Circuit): Program {
  const branches = circuit.kind === "series" ? circuit.children : [circuit];
  const parameters = branches.flatMap((branch, index) => parametersOf(branch, index));
  let element = -1;
  let label = "";
  const numbered = parameters.map((parameter) => {
    const own = parameter.name.slice(0, parameter.name.lastIndexOf("."));
    if (own !== label) {
      label = own;
      element++;
    }
    return { ...parameter, element };
  });
  const exponents = numbered.map((parameter) => {
    if (parameter.exponentSymbol === undefined) return parameter;
    const own = parameter.name.slice(0, parameter.name.lastIndexOf("."));
    return {
      ...parameter,
      exponent: numbered.findIndex((p) => p.name === `${own}.${parameter.exponentSymbol}`),
    };
  });
  const index = new Map(exponents.map((parameter, i) => [parameter.name, i]));
  const model = new Emitter(index);
  for (const branch of branches) model.impedance(branch, 0);
  model.finish(0);
  const basis = new Emitter(index);
  // Registers of the basis follow those of the model; −1 − b stands for the register of branch b until their number is known
  branches.forEach((branch, b) => {
    basis.impedance(branch, -1 - b);
    basis.finish(-1 - b);
  });
  const registers = Math.max(model.registers, basis.registers);
  return {
    parameters: exponents.map(({ exponentSymbol: _, ...parameter }) => parameter),
    instructions: model.instructions,
    basis: basis.instructions.map((instruction) =>
      instruction.destination < 0
        ? { ...instruction, destination: registers - 1 - instruction.destination }
        : instruction,
    ),
    registers,
    branches: branches.length,
  };
}

function parametersOf(branch: Circuit, index: number): (ProgramParameter & { exponentSymbol?: string })[] {
  return elementsOf(branch).flatMap((element) =>
    elementKind(element.type).parameters.map((kind) => {
      const setting = element.settings?.[kind.symbol];
      // A value that the text gives is where the parameter is held when the text fixes it, else where the search starts
      const fixed =
        setting === undefined ? kind.fixed : setting.fixed ? (setting.value ?? kind.fixed) : undefined;
      return {
        name: `${element.label}.${kind.symbol}`,
        unit: kind.unit,
        scale: kind.scale,
        lower: setting?.lower ?? kind.lower,
        upper: setting?.upper ?? kind.upper,
        ...(fixed === undefined ? {} : { fixed }),
        ...(setting?.value === undefined ? {} : { start: setting.value }),
        branch: index,
        element: 0,
        impedance: kind.impedance ?? 0,
        frequency: kind.frequency ?? 0,
        frequencyOfExponent: kind.frequencyOfExponent ?? 0,
        ...(kind.draw === undefined ? {} : { draw: kind.draw }),
        ...(kind.exponent === undefined ? {} : { exponentSymbol: kind.exponent }),
      };
    }),
  );
}

class Emitter {
  readonly instructions: Instruction[] = [];
  /** Registers used, register 0 included. */
  registers = 1;
  private readonly written = new Set<number>();
  private readonly index: ReadonlyMap<string, number>;

  constructor(index: ReadonlyMap<string, number>) {
    this.index = index;
  }

  /** Adds the impedance of a circuit to a register. */
  impedance(circuit: Circuit, destination: number): void {
    if (circuit.kind === "series") {
      for (const child of circuit.children) this.impedance(child, destination);
    } else if (circuit.kind === "parallel" && isArc(circuit)) {
      this.arc(circuit, destination);
    } else if (circuit.kind === "parallel") {
      const group = this.registers++;
      for (const child of circuit.children) this.admittance(child, group);
      this.invert(group, destination);
    } else {
      for (const term of expansionOf(circuit.type).impedance) this.term(circuit, term, destination);
    }
  }

  /** A resistor beside a constant phase element: one instruction of the kernel. */
  private arc(circuit: Parallel, destination: number): void {
    const [resistor, cpe] = ["R", "CPE"].map(
      (type) => circuit.children.find((child) => child.kind === "element" && child.type === type) as Element,
    );
    const use = (element: Element, symbol: string, role: Role) => ({
      parameter: this.index.get(`${element.label}.${symbol}`)!,
      role,
      degree: 1,
    });
    this.push({
      op: Op.Arc,
      destination,
      source: 0,
      second: 0,
      references: [
        use(resistor, "R", Role.Conductance),
        use(cpe, "Q", Role.Gain),
        use(cpe, "n", Role.Exponent),
      ],
      gain: 1,
      exponent: 0,
    });
  }

  private admittance(circuit: Circuit, destination: number): void {
    if (circuit.kind === "parallel") {
      for (const child of circuit.children) this.admittance(child, destination);
      return;
    }
    const direct = circuit.kind === "element" ? expansionOf(circuit.type).admittance : undefined;
    if (direct) {
      for (const term of direct) this.term(circuit as Element, term, destination);
      return;
    }
    const group = this.registers++;
    this.impedance(circuit, group);
    this.invert(group, destination);
  }

  private invert(source: number, destination: number): void {
    this.finish(source);
    this.push({ op: Op.Invert, destination, source, second: 0, references: [], gain: 1, exponent: 0 });
  }

  private term(element: Element, term: Term, destination: number): void {
    const source = term.of ? this.sum(element, term.of) : 0;
    const second = term.and ? this.sum(element, term.and) : (term.number ?? 0);
    this.push({
      op: term.op,
      destination,
      source,
      second,
      references: term.uses.map((use) => ({
        parameter: this.index.get(`${element.label}.${use.symbol}`)!,
        role: use.role,
        degree: use.degree,
      })),
      gain: term.factor ?? 1,
      exponent: term.exponent,
    });
  }

  private sum(element: Element, terms: readonly Term[]): number {
    const register = this.registers++;
    for (const term of terms) this.term(element, term, register);
    this.finish(register);
    return register;
  }

  /** A register that holds nothing but constants is filled with their sum. */
  finish(register: number): void {
    if (this.written.has(register)) return;
    this.push({
      op: Op.Fill,
      destination: register,
      source: 0,
      second: 0,
      references: [],
      gain: 1,
      exponent: 0,
    });
  }

  private push(instruction: Omit<Instruction, "fresh">): void {
    const fresh = instruction.op !== Op.Constant && !this.written.has(instruction.destination);
    if (fresh) this.written.add(instruction.destination);
    this.instructions.push({ ...instruction, fresh });
  }
}

function isArc(circuit: Parallel): boolean {
  if (circuit.children.length !== 2) return false;
  const types = circuit.children.map((child) => (child.kind === "element" ? child.type : ""));
  return types.includes("R") && types.includes("CPE");
}
