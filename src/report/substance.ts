/** Names of substances as they are printed. */

const lowered = "₀₁₂₃₄₅₆₇₈₉";

const elements: ReadonlySet<string> = new Set(
  (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd " +
    "In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U D"
  ).split(" "),
);

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
  // "L1" is a line without a name, and no substance
  const symbols = substance.match(/[A-Z](?!x)[a-z]?/g) ?? [];
  if (!symbols.every((symbol) => elements.has(symbol))) return name;
  return name.replace(
    substance,
    substance.replace(/(?<=[A-Za-z)])\d+/g, (digits) => [...digits].map((d) => lowered[Number(d)]).join("")),
  );
}
