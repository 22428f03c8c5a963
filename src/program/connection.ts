import type { Circuit } from "./circuit.ts";

/**
 * The members in series, in the normal form of a tree: series in series are flattened and a group of one is its member.
 * @throws when there is no member.
 */
export function inSeries(members: readonly Circuit[]): Circuit {
  return connect("series", members);
}

/** The members in parallel, in the normal form of a tree (see `inSeries`). @throws when there is no member. */
export function inParallel(members: readonly Circuit[]): Circuit {
  return connect("parallel", members);
}

function connect(kind: "series" | "parallel", members: readonly Circuit[]): Circuit {
  if (members.length === 0) throw new Error(`circuit: a ${kind} group needs at least one member`);
  if (members.length === 1) return members[0];
  return { kind, children: members.flatMap((member) => (member.kind === kind ? member.children : [member])) };
}

/**
 * The same circuit in normal form: no series directly in a series, no parallel directly in a parallel, no group of one.
 * Parsers return this form; a tree built by hand may need it before it is compared.
 * @throws when a group is empty.
 */
export function normalized(circuit: Circuit): Circuit {
  if (circuit.kind === "element") return circuit;
  return connect(circuit.kind, circuit.children.map(normalized));
}
