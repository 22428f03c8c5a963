/** A model whose starts are the values of a fit, and that holds what the fit was told: to be kept, and fitted again. */
import type { FitOptions } from "../fit/options.ts";
import type { HoldModel, LineModel, ParameterModel, SpectrumModel } from "./model.ts";
import { labelOf } from "./model.ts";
import type { SpectrumResult } from "./spectrumResult.ts";

/** What a fit was told about parameters. */
type Wishes = Pick<FitOptions, "fixed" | "bounds" | "ties">;

/**
 * The model with the values of the result as starts, with the background and the region of the fit, and with its fixed values, bounds
 * and ties.
 * @param region that was fitted; default that of the model
 */
export function startedModel(
  model: SpectrumModel,
  result: Pick<SpectrumResult, "parameters" | "values" | "background">,
  { fixed = {}, bounds = {}, ties = {} }: Wishes = {},
  region = model.region,
): SpectrumModel {
  const fitted = (name: string): number | undefined => {
    const value = result.values[result.parameters.indexOf(name)];
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  };
  const parameter = (name: string, given: ParameterModel | undefined): ParameterModel | undefined => {
    if (ties[name] !== undefined) return ties[name];
    if (fixed[name] !== undefined) return { fixed: fixed[name] };
    if (typeof given === "string") return given;
    const record = typeof given === "object" ? given : {};
    if (record.fixed !== undefined) return record;
    const start = fitted(name) ?? (typeof given === "number" ? given : record.start);
    const limits = bounds[name] ?? record.bounds;
    if (start === undefined) return given;
    // A bound that is open at one end has no place in a file; the value at which the fit ended lies within both
    return limits?.every(Number.isFinite) ? { start, bounds: limits } : start;
  };
  const hold = (name: string, given: HoldModel | undefined): HoldModel | undefined => {
    const value = fitted(name);
    if (fixed[name] !== undefined) return fixed[name];
    return typeof given === "object" && value !== undefined ? { ...given, start: value } : given;
  };
  const lines = model.lines.map((line): LineModel => {
    const label = labelOf(line.name);
    const symbols = new Set([
      ...Object.keys(line.parameters),
      ...result.parameters.flatMap((name) =>
        name.startsWith(`${label}.`) ? [name.slice(label.length + 1)] : [],
      ),
    ]);
    const parameters: Record<string, ParameterModel> = {};
    for (const symbol of symbols) {
      if (symbol === "splitting" || symbol === "ratio" || symbol === "widening") continue;
      const kept = parameter(`${label}.${symbol}`, line.parameters[symbol]);
      if (kept !== undefined) parameters[symbol] = kept;
    }
    if (typeof line.doublet !== "object") return { ...line, parameters };
    const { splitting, ratio, width } = line.doublet;
    const doublet = {
      splitting: hold(`${label}.splitting`, splitting),
      ratio: hold(`${label}.ratio`, ratio),
      width: hold(`${label}.widening`, width),
    };
    return {
      ...line,
      parameters,
      doublet: Object.fromEntries(Object.entries(doublet).filter(([, value]) => value !== undefined)),
    };
  });
  return { ...model, ...(region && { region }), background: result.background, lines };
}
