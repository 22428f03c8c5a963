/**
 * Why a fitted circuit is put aside although it may fit: it holds more than the data determine, or a simpler circuit is the same.
 * A circuit is called redundant when one of its parameters could be anything, or when one of its elements is not what its name says.
 */
import { timeConstant } from "../fit/order.ts";
import type { FitResult } from "../fit/result.ts";
import type { Circuit } from "../program/circuit.ts";
import { elementsOf } from "../program/circuit.ts";
import { elementKind, type ParameterKind } from "../program/element.ts";
import { printCircuit } from "../program/syntax.ts";
import type { Scope } from "./screening.ts";

/** Condition number of the scaled Jacobian above which parameters can be exchanged for one another. */
const EXCHANGEABLE = 1e7;
/** An arc whose angular frequency 1/τ lies this far beyond the measured ones shows as an arc only if it is very depressed. */
const FAR = 100;

/**
 * One sentence for each reason; empty for a circuit whose every parameter the data determine.
 * @param scale by what the standard errors of the result are to be multiplied: the floor of the noise may lie above the misfit
 */
export function redundancyOf(circuit: Circuit, result: FitResult, scope: Scope, scale: number): string[] {
  const kinds: ParameterKind[] = elementsOf(circuit).flatMap(({ type }) => elementKind(type).parameters);
  const reasons: string[] = [];
  let undetermined = false;
  result.parameters.forEach((name, i) => {
    const { scale: kind } = kinds[i];
    const [value, error, state] = [result.values[i], result.stderr[i] * scale, result.states[i]];
    if (state === "fixed" || state === "tied") return;
    if (state === "not identifiable" || !Number.isFinite(value)) {
      reasons.push(`${name} is not identifiable`);
      undetermined = true;
    } else if (kind === "linear" && state !== "free") {
      reasons.push(boundSentence(name, value));
    } else if (state === "at lower bound") {
      reasons.push(`${name} goes to 0: the data do not show it`);
    } else if (state === "at upper bound") {
      reasons.push(`${name} goes to infinity: the data do not limit it`);
    } else if (kind === "log" && !(error <= Math.abs(value))) {
      reasons.push(`${name} has a standard error above its value`);
      undetermined = true;
    }
  });
  if (!undetermined && result.conditionNumber > EXCHANGEABLE) {
    reasons.push(
      `parameters are nearly exchangeable (condition number ${result.conditionNumber.toExponential(1)})`,
    );
  }
  return [...reasons, ...unseenArcs(circuit, result, scope, scale)];
}

function boundSentence(name: string, value: number): string {
  const ofCpe = /^CPE[^.]*\.n$/.test(name);
  if (ofCpe && value === 1) return `${name} = 1: a capacitor does the same`;
  if (ofCpe && value === 0) return `${name} = 0: a resistor does the same`;
  return `${name} is at its bound`;
}

/** Members that act far outside the measured frequencies and are not determined from there: why they are not. */
function unseenArcs(circuit: Circuit, result: FitResult, scope: Scope, scale: number): string[] {
  const { parameters, values, stderr } = result;
  const branches = circuit.kind === "series" ? circuit.children : [circuit];
  return branches.flatMap((branch) => {
    const tau = timeConstant(branch, (name) => values[parameters.indexOf(name)]);
    if (tau === undefined) return [];
    const omega = 1 / tau;
    if (!(omega < scope.least / FAR || omega > scope.most * FAR)) return [];
    const labels = new Set(elementsOf(branch).map(({ label }) => label));
    const known = parameters.every(
      (name, i) =>
        !labels.has(name.slice(0, name.lastIndexOf("."))) || stderr[i] * scale <= Math.abs(values[i]),
    );
    if (known) return [];
    const side = omega < scope.least ? "below" : "above";
    return [
      `${printCircuit(branch, undefined, { settings: false })} acts far ${side} the measured frequencies`,
    ];
  });
}
