/** Names of substances as they are printed. */

const lowered = "₀₁₂₃₄₅₆₇₈₉";

/** The name of a component as it is printed: that of a component without a substance may be a formula itself. */
export function printedName({
  name,
  substance = name,
}: {
  readonly name: string;
  readonly substance?: string;
}): string {
  return formulaName({ name, substance });
}

/** "Li₆PS₅Cl" for a component "Li6PS5Cl": the digits of the formula of its substance; other names stay. */
export function formulaName({
  name,
  substance,
}: {
  readonly name: string;
  readonly substance?: string;
}): string {
  if (substance === undefined || !name.includes(substance)) return name;
  // A formula has a capital before each digit, words have none: "Li2S", "polysulfide, bridging"
  if (!/^(?:[A-Z][a-z]?(?:\d+|x)?|\(|\)\d*)+$/.test(substance)) return name;
  return name.replace(
    substance,
    substance.replace(/(?<=[A-Za-z)])\d+/g, (digits) => [...digits].map((d) => lowered[Number(d)]).join("")),
  );
}
