import type { Frame } from "./assemble.ts";
import { correlationOf } from "./correlation.ts";
import type { Joint } from "./joint.ts";
import { BOLTZMANN, type LinkPlan } from "./link.ts";
import type { ParameterState } from "./result.ts";
import type { ArrheniusParameter, SharedParameter } from "./seriesResult.ts";

const states: readonly ParameterState[] = ["free", "at lower bound", "at upper bound", "not identifiable"];

function covarianceOf({ inverse, shared }: Joint, scale: number): (k: number, c: number) => number {
  return (k, c) => scale * inverse[k * shared.length + c];
}

/** The shared parameters of a joint solution. @param scale what the inverse is multiplied with to give the covariance */
export function sharedOf(frame: Frame, { links }: LinkPlan, joint: Joint, scale: number): SharedParameter[] {
  const covariance = covarianceOf(joint, scale);
  return links
    .filter((link) => !link.arrhenius)
    .map(({ parameter, variable, shared: [k] }) => {
      const logarithmic = frame.plan.variables[variable].scale === "log";
      const value = logarithmic ? Math.exp(joint.shared[k]) : joint.shared[k];
      return {
        name: frame.names[parameter],
        value,
        stderr: Math.sqrt(covariance(k, k)) * (logarithmic ? value : 1),
        unit: frame.units[parameter],
        state: states[joint.states[k]] ?? "free",
      };
    });
}

/** The parameters that follow Arrhenius' law. */
export function arrheniusOf(
  frame: Frame,
  { links }: LinkPlan,
  joint: Joint,
  scale: number,
): ArrheniusParameter[] {
  const covariance = covarianceOf(joint, scale);
  return links.flatMap(({ parameter, shared: [k, e], arrhenius: law }) => {
    if (!law) return [];
    const energy = joint.shared[e];
    const value = Math.exp(joint.shared[k]);
    const sign = law.sense === "resistance" ? 1 : -1;
    // ln p₀ = ln p(T₀) ∓ Ea/kT₀, and ∓ ln T₀ where the law has T beside p
    const perEnergy = -sign / (BOLTZMANN * law.reference);
    const variance = covariance(k, k) + 2 * perEnergy * covariance(k, e) + perEnergy ** 2 * covariance(e, e);
    return [
      {
        ...law,
        parameter: frame.names[parameter],
        unit: frame.units[parameter],
        activationEnergy: energy,
        activationEnergyStderr: Math.sqrt(covariance(e, e)),
        value,
        stderr: value * Math.sqrt(covariance(k, k)),
        lnPrefactor:
          joint.shared[k] +
          perEnergy * energy -
          (law.form === "temperature" ? sign * Math.log(law.reference) : 0),
        lnPrefactorStderr: Math.sqrt(variance),
        correlation: covariance(k, e) / Math.sqrt(covariance(k, k) * covariance(e, e)),
      },
    ];
  });
}

/** Value of a parameter at a temperature in K by its law, and the standard error of its logarithm. */
export function arrheniusAt(
  law: ArrheniusParameter,
  temperature: number,
): { value: number; lnStderr: number } {
  const sign = law.sense === "resistance" ? 1 : -1;
  const slope = (sign * (1 / temperature - 1 / law.reference)) / BOLTZMANN;
  const beside = law.form === "temperature" ? sign * Math.log(temperature / law.reference) : 0;
  const relative = law.stderr / law.value;
  const perEnergy = slope * law.activationEnergyStderr;
  return {
    value: law.value * Math.exp(beside + slope * law.activationEnergy),
    lnStderr: Math.sqrt(relative ** 2 + 2 * law.correlation * relative * perEnergy + perEnergy ** 2),
  };
}

/** Correlation of the shared variables in the order in which they are reported. */
export function sharedCorrelation({ links }: LinkPlan, { inverse, shared }: Joint): Float64Array {
  const order = [...links]
    .sort((a, b) => Number(a.arrhenius !== undefined) - Number(b.arrhenius !== undefined))
    .flatMap((link) => link.shared);
  const size = order.length;
  const sorted = Float64Array.from(
    { length: size * size },
    (_, i) => inverse[order[Math.floor(i / size)] * shared.length + order[i % size]],
  );
  return correlationOf(
    sorted,
    Float64Array.from({ length: size }, (_, i) => Math.sqrt(sorted[i * size + i])),
  );
}
