// The spectra of a joint problem: which take part, which of their variables are their own, and how the others follow from the shared ones.

import { bindArrow, setCoupledRow } from "./arrow";
import { enterFit } from "./batch";
import { LOSS_LINEAR, section, W_AT_EXTENSION, W_LOSS, word } from "./job";
import { allocate, get, put } from "./memory";
import { setLoss, setLossScale } from "./objective";
import { variableCount } from "./parameters";
import { spectrumCount } from "./points";

// Extension, in doubles: pass, shared variables, linked variables, most iterations, then per variable of the Program the index of its
// link or −1, and its smoothness; per shared variable its start; per spectrum a record.
const X_SHARED = 1;
const X_LINKED = 2;
const X_ITERATIONS = 3;
const X_TABLES = 4;
// Record of a spectrum: 0 left out, 1 from its start, 2 searched first; weight of its cost; 1/distance to the one before; scale of a
// robust loss; then for each link its offset and a coefficient per shared variable
export const S_USE = 0;
export const S_WEIGHT = 1;
export const S_NEARNESS = 2;
export const S_LOSS_SCALE = 3;
const S_LINKS = 4;

/** Variables of the Program; those of a spectrum's own; shared ones; links; own ones that are smooth; spectra that take part. */
export let n = 0;
export let own = 0;
export let shared = 0;
export let linked = 0;
export let coupled = 0;
export let members = 0;
/** Own variables of all members, then the shared ones, as `arrow` counts them. */
export let unknowns = 0;
let extension: usize = 0;
/** Spectrum of each member (i32); variable of each own row, and of each link (i32). */
export let spectra: usize = 0;
export let ownVariables: usize = 0;
export let linkedVariables: usize = 0;

export function int(list: usize, i: i32): i32 {
  return load<i32>(list + ((<usize>i) << 2));
}

function setInt(list: usize, i: i32, value: i32): void {
  store<i32>(list + ((<usize>i) << 2), value);
}

/** Link of a variable, −1 for one of the spectrum's own. */
export function linkOf(v: i32): i32 {
  return <i32>get(extension, X_TABLES + v);
}

/** Square of the weight of a variable's steps. */
export function stiffness(v: i32): f64 {
  const weight = get(extension, X_TABLES + n + v);
  return weight * weight;
}

function record(s: i32): usize {
  const at = X_TABLES + 2 * n + shared + s * (S_LINKS + linked * (1 + shared));
  return extension + ((<usize>at) << 3);
}

/** The record of member j. */
export function recordOf(j: i32): usize {
  return record(int(spectra, j));
}

/** Offset of link l in a record, followed by its coefficients. */
export function linkIn(entry: usize, l: i32): usize {
  return entry + ((<usize>(S_LINKS + l * (1 + shared))) << 3);
}

/** The solver's point of member j in a list of them; its products in another. */
export function pointOf(all: usize, j: i32): usize {
  return all + ((<usize>(j * n)) << 3);
}

export function productsOf(all: usize, j: i32): usize {
  return all + ((<usize>(j * (n + 1) * (n + 1))) << 3);
}

/** An entry of JᵀJ. */
export function productAt(from: usize, i: i32, j: i32): f64 {
  return i <= j ? get(from, i * (n + 1) + j) : get(from, j * (n + 1) + i);
}

/** Makes the spectrum of member j the present one, with the loss of its own fit. */
export function enterMember(j: i32): void {
  enterFit(int(spectra, j));
  setLoss(word(W_LOSS));
  if (word(W_LOSS) !== LOSS_LINEAR) setLossScale(get(recordOf(j), S_LOSS_SCALE));
}

/** The linked variables of member j that follow from the shared ones. */
export function link(j: i32, point: usize, from: usize): void {
  for (let l = 0; l < linked; l++) {
    const at = linkIn(recordOf(j), l);
    let value = get(at, 0);
    for (let k = 0; k < shared; k++) value += get(at, 1 + k) * get(from, members * own + k);
    put(point, int(linkedVariables, l), value);
  }
}

/** Start of a shared variable, in the solver's coordinates. */
export function sharedStart(k: i32): f64 {
  return get(extension, X_TABLES + 2 * n + k);
}

export function mostIterations(): i32 {
  return <i32>get(extension, X_ITERATIONS);
}

/** Reads the extension and lays out the normal equations; false without memory. */
export function bindMembers(): bool {
  n = variableCount();
  extension = section(W_AT_EXTENSION);
  shared = <i32>get(extension, X_SHARED);
  linked = <i32>get(extension, X_LINKED);
  const count = spectrumCount();
  spectra = allocate((<usize>count) << 2);
  ownVariables = allocate((<usize>n) << 2);
  linkedVariables = allocate((<usize>linked) << 2);
  if (linkedVariables === 0) return false;
  members = 0;
  for (let s = 0; s < count; s++) {
    if (get(record(s), S_USE) === 0) continue;
    setInt(spectra, members, s);
    members++;
  }
  own = 0;
  coupled = 0;
  for (let v = 0; v < n; v++) {
    const link = linkOf(v);
    if (link >= 0) setInt(linkedVariables, link, v);
    else {
      setInt(ownVariables, own, v);
      if (stiffness(v) > 0) coupled++;
      own++;
    }
  }
  unknowns = members * own + shared;
  if (!bindArrow(members, own, shared, coupled)) return false;
  let c = 0;
  for (let r = 0; r < own; r++) {
    if (!(stiffness(int(ownVariables, r)) > 0)) continue;
    setCoupledRow(c, r);
    c++;
  }
  return true;
}
