// Normal equations of a series: a block of own variables for each member, neighbours coupled on the diagonal of some of them, and a
// border of variables that all members share. Members are eliminated one after the other (block tridiagonal Cholesky), what
// remains of the border is the Schur complement S = C − Σ BᵀA⁻¹B, and back-substitution gives the steps: linear in the number of
// members. Rows and columns are scaled to a unit diagonal.
//
//   ⎡A₀ E₀        B₀⎤      Eⱼ couples row r of member j with the same row of member j + 1
//   ⎢E₀ A₁ E₁     B₁⎥
//   ⎢   E₁ A₂     B₂⎥
//   ⎣B₀ᵀ B₁ᵀ B₂ᵀ  C ⎦

import { backSolve, factor, forwardSolve } from "./cholesky";
import { allocate, doubles, get, put } from "./memory";

let members = 0;
/** Variables of a member, of the border, and rows that are coupled with the next member. */
let own = 0;
let border = 0;
let coupled = 0;

/** Per member, own × (own + border + 1): [A | B | g], A upper triangle; the same for the border, border × (border + 1): [C | g]. */
let normal: usize = 0;
let corner: usize = 0;
/** Per member and coupled row, the entry of Eⱼ; and which rows they are (i32). */
let couplings: usize = 0;
let rows: usize = 0;
/** Factors: per member own × (own + border + 1 + coupled): [U\D | Y of B | y | Y of E]; of the border. */
let factors: usize = 0;
let cornerFactor: usize = 0;
let scales: usize = 0;
let side: usize = 0;

// One entry per unknown: the own variables member by member, then the border
/** What the damping is proportional to, the solution, and whether an unknown stays where it is (i32). */
export let damp: usize = 0;
export let step: usize = 0;
let frozen: usize = 0;

// Inverse: per member its own block, its block with the border, and the coupled entries with the next member; the border's
let inverse: usize = 0;
let inverseBorder: usize = 0;
let inverseNext: usize = 0;
let inverseCorner: usize = 0;
let later: usize = 0;
let reach: usize = 0;
let product: usize = 0;

export function bindArrow(memberCount: i32, ownCount: i32, borderCount: i32, coupledCount: i32): bool {
  members = memberCount;
  own = ownCount;
  border = borderCount;
  coupled = coupledCount;
  const unknowns = members * own + border;
  const beside = border + coupled;
  normal = doubles(members * own * (own + border + 1));
  corner = doubles(border * (border + 1));
  couplings = doubles(members * coupled);
  rows = allocate((<usize>coupled) << 2);
  factors = doubles(members * own * (own + beside + 1));
  cornerFactor = doubles(border * (border + 1));
  scales = doubles(unknowns);
  side = doubles(max(own, border));
  damp = doubles(unknowns);
  step = doubles(unknowns);
  frozen = allocate((<usize>unknowns) << 2);
  inverse = doubles(members * own * own);
  inverseBorder = doubles(members * own * border);
  inverseNext = doubles(members * coupled);
  inverseCorner = doubles(border * border);
  later = doubles(beside * beside);
  reach = doubles(own * beside);
  product = doubles(own * beside);
  return product !== 0;
}

/** [A | B | g] of a member, rows own + border + 1 apart. */
export function normalOf(j: i32): usize {
  return normal + ((<usize>(j * own * (own + border + 1))) << 3);
}

/** [C | g] of the border, rows border + 1 apart. */
export function normalOfBorder(): usize {
  return corner;
}

/** The entries that couple member j with the next, one per coupled row. */
export function couplingOf(j: i32): usize {
  return couplings + ((<usize>(j * coupled)) << 3);
}

export function setCoupledRow(c: i32, row: i32): void {
  store<i32>(rows + ((<usize>c) << 2), row);
}

export function coupledRow(c: i32): i32 {
  return load<i32>(rows + ((<usize>c) << 2));
}

export function isFrozen(unknown: i32): bool {
  return load<i32>(frozen + ((<usize>unknown) << 2)) !== 0;
}

export function setFrozen(unknown: i32, value: bool): void {
  store<i32>(frozen + ((<usize>unknown) << 2), value ? 1 : 0);
}

/** The diagonal of the undamped matrix. */
export function diagonal(unknown: i32): f64 {
  if (unknown >= members * own) {
    const k = unknown - members * own;
    return get(corner, k * (border + 1) + k);
  }
  const r = unknown % own;
  return get(normalOf(unknown / own), r * (own + border + 1) + r);
}

/** The right-hand side: half the gradient of the cost. */
export function gradient(unknown: i32): f64 {
  if (unknown >= members * own) return get(corner, (unknown - members * own) * (border + 1) + border);
  return get(normalOf(unknown / own), (unknown % own) * (own + border + 1) + own + border);
}

function factorOf(j: i32): usize {
  return factors + ((<usize>(j * own * (own + border + 1 + coupled))) << 3);
}

/** Factors the matrix with μ times the damping on its diagonal; false when it is not positive definite. */
function factorArrow(mu: f64): bool {
  const unknowns = members * own + border;
  for (let u = 0; u < unknowns; u++) {
    const d = diagonal(u);
    put(scales, u, d > 0 ? 1.0 / sqrt(d) : 1.0);
  }
  const atBorder = members * own;
  for (let k = 0; k < border; k++) {
    const sk = get(scales, atBorder + k);
    const held = isFrozen(atBorder + k);
    for (let c = 0; c < border; c++) {
      const free = !held && !isFrozen(atBorder + c);
      const value = free ? get(corner, k * (border + 1) + c) * sk * get(scales, atBorder + c) : 0;
      put(cornerFactor, k * (border + 1) + c, value);
    }
    put(cornerFactor, k * (border + 1) + k, held ? 1.0 : 1.0 + mu * get(damp, atBorder + k) * sk * sk);
    put(cornerFactor, k * (border + 1) + border, held ? 0 : -get(corner, k * (border + 1) + border) * sk);
  }
  const width = own + border + 1 + coupled;
  for (let j = 0; j < members; j++) {
    scaleMember(j, mu);
    if (j > 0) eliminateBefore(j);
    const a = factorOf(j);
    if (!factor(a, own, width, width)) return false;
    // What this member leaves of the border
    for (let r = 0; r < own; r++) {
      const y = a + ((<usize>(r * width + own)) << 3);
      const pivot = 1.0 / get(a, r * width + r);
      for (let k = 0; k < border; k++) {
        const f = get(y, k) * pivot;
        for (let c = k; c <= border; c++) {
          const at = k * (border + 1) + c;
          put(cornerFactor, at, get(cornerFactor, at) - f * get(y, c));
        }
      }
    }
  }
  return factor(cornerFactor, border, border + 1, border + 1);
}

/** Writes the scaled, damped rows of a member: [A | B | −g | E]. */
function scaleMember(j: i32, mu: f64): void {
  const width = own + border + 1 + coupled;
  const from = normalOf(j);
  const to = factorOf(j);
  const atBorder = members * own;
  for (let r = 0; r < own; r++) {
    const u = j * own + r;
    const held = isFrozen(u);
    const su = get(scales, u);
    const source = from + ((<usize>(r * (own + border + 1))) << 3);
    const row = to + ((<usize>(r * width)) << 3);
    for (let c = r + 1; c < own; c++) {
      put(row, c, held || isFrozen(j * own + c) ? 0 : get(source, c) * su * get(scales, j * own + c));
    }
    put(row, r, held || !(diagonal(u) > 0) ? 1.0 : 1.0 + mu * get(damp, u) * su * su);
    for (let k = 0; k < border; k++) {
      const free = !held && !isFrozen(atBorder + k);
      put(row, own + k, free ? get(source, own + k) * su * get(scales, atBorder + k) : 0);
    }
    put(row, own + border, held ? 0 : -get(source, own + border) * su);
    for (let c = 0; c < coupled; c++) {
      const next = u + own;
      const joined = coupledRow(c) === r && j + 1 < members && !held && !isFrozen(next);
      put(row, own + border + 1 + c, joined ? get(couplingOf(j), c) * su * get(scales, next) : 0);
    }
  }
}

/** Takes what the member before explains off the rows of member j. */
function eliminateBefore(j: i32): void {
  const width = own + border + 1 + coupled;
  const before = factorOf(j - 1);
  const a = factorOf(j);
  for (let r = 0; r < own; r++) {
    const y = before + ((<usize>(r * width + own)) << 3);
    const pivot = 1.0 / get(before, r * width + r);
    for (let c = 0; c < coupled; c++) {
      const f = get(y, border + 1 + c) * pivot;
      if (f === 0) continue;
      const row = a + ((<usize>(coupledRow(c) * width)) << 3);
      for (let d = c; d < coupled; d++) {
        const column = coupledRow(d);
        put(row, column, get(row, column) - f * get(y, border + 1 + d));
      }
      for (let k = 0; k <= border; k++) put(row, own + k, get(row, own + k) - f * get(y, k));
    }
  }
}

/** Solves (A + μD)·step = −g over the unknowns that are not frozen; false when the matrix is not positive definite. */
export function solveArrow(mu: f64): bool {
  if (!factorArrow(mu)) return false;
  const width = own + border + 1 + coupled;
  const atBorder = members * own;
  const shared = step + ((<usize>atBorder) << 3);
  backSolve(
    cornerFactor,
    cornerFactor + ((<usize>border) << 3),
    (<usize>(border + 1)) << 3,
    shared,
    border,
    border + 1,
  );
  for (let j = members - 1; j >= 0; j--) {
    const a = factorOf(j);
    const next = step + ((<usize>((j + 1) * own)) << 3);
    for (let r = 0; r < own; r++) {
      const y = a + ((<usize>(r * width + own)) << 3);
      let value = get(y, border);
      for (let k = 0; k < border; k++) value -= get(y, k) * get(shared, k);
      if (j + 1 < members) {
        for (let c = 0; c < coupled; c++) value -= get(y, border + 1 + c) * get(next, coupledRow(c));
      }
      put(side, r, value);
    }
    backSolve(a, side, 8, step + ((<usize>(j * own)) << 3), own, width);
  }
  for (let u = 0; u < atBorder + border; u++) put(step, u, isFrozen(u) ? 0 : get(step, u) * get(scales, u));
  return true;
}

/** Covariance of rows r and c of member j. */
export function inverseAt(j: i32, r: i32, c: i32): f64 {
  const scale = get(scales, j * own + r) * get(scales, j * own + c);
  return get(inverse, (j * own + r) * own + c) * scale;
}

/** Covariance of row r of member j with variable k of the border. */
export function inverseWithBorder(j: i32, r: i32, k: i32): f64 {
  return (
    get(inverseBorder, (j * own + r) * border + k) * get(scales, j * own + r) * get(scales, members * own + k)
  );
}

export function inverseOfBorder(k: i32, c: i32): f64 {
  return get(inverseCorner, k * border + c) * get(scales, members * own + k) * get(scales, members * own + c);
}

/** Covariance of coupled row c of member j with the same row of the next. */
export function inverseWithNext(j: i32, c: i32): f64 {
  const u = j * own + coupledRow(c);
  return get(inverseNext, j * coupled + c) * get(scales, u) * get(scales, u + own);
}

/**
 * The blocks of the inverse of the undamped matrix that `inverseAt` and the others return; 0 for unknowns that are frozen. False when
 * the matrix is not positive definite. Selected inversion (Takahashi, Fagan and Chen 1973): from the last member to the first,
 * Σ_jj = A⁻¹ + KΣKᵀ and Σ_j,later = −KΣ, with K = A⁻¹[E B] and Σ that of the next member and the border.
 */
export function invertArrow(): bool {
  if (!factorArrow(0)) return false;
  const width = own + border + 1 + coupled;
  const beside = coupled + border;
  const atBorder = members * own;
  for (let k = 0; k < border; k++) {
    for (let c = 0; c < border; c++) put(side, c, c === k ? 1 : 0);
    forwardSolve(cornerFactor, side, border, border + 1);
    backSolve(cornerFactor, side, 8, side, border, border + 1);
    const held = isFrozen(atBorder + k);
    for (let c = 0; c < border; c++)
      put(inverseCorner, c * border + k, held || isFrozen(atBorder + c) ? 0 : get(side, c));
  }
  for (let j = members - 1; j >= 0; j--) {
    const a = factorOf(j);
    fillLater(j);
    // K: the coupled columns first, then those of the border
    for (let z = 0; z < beside; z++) {
      const column = own + (z < coupled ? border + 1 + z : z - coupled);
      for (let r = 0; r < own; r++) put(side, r, get(a, r * width + column));
      backSolve(a, side, 8, side, own, width);
      for (let r = 0; r < own; r++) put(reach, r * beside + z, get(side, r));
    }
    for (let r = 0; r < own; r++) {
      for (let z = 0; z < beside; z++) {
        let sum = 0.0;
        for (let y = 0; y < beside; y++) sum += get(reach, r * beside + y) * get(later, y * beside + z);
        put(product, r * beside + z, sum);
      }
      for (let k = 0; k < border; k++)
        put(inverseBorder, (j * own + r) * border + k, -get(product, r * beside + coupled + k));
    }
    for (let c = 0; c < coupled; c++)
      put(inverseNext, j * coupled + c, -get(product, coupledRow(c) * beside + c));
    for (let c = 0; c < own; c++) {
      for (let r = 0; r < own; r++) put(side, r, r === c ? 1 : 0);
      forwardSolve(a, side, own, width);
      backSolve(a, side, 8, side, own, width);
      const held = isFrozen(j * own + c);
      for (let r = 0; r < own; r++) {
        let sum = get(side, r);
        for (let z = 0; z < beside; z++) sum += get(product, r * beside + z) * get(reach, c * beside + z);
        put(inverse, (j * own + r) * own + c, held || isFrozen(j * own + r) ? 0 : sum);
      }
    }
  }
  return true;
}

/** Σ of the coupled rows of the member after j and of the border. */
function fillLater(j: i32): void {
  const beside = coupled + border;
  for (let y = 0; y < beside; y++) {
    for (let z = 0; z < beside; z++) {
      let value = 0.0;
      if (y >= coupled && z >= coupled) value = get(inverseCorner, (y - coupled) * border + z - coupled);
      else if (j + 1 < members) {
        const c = coupledRow(y < coupled ? y : z);
        const row = (j + 1) * own + c;
        if (y < coupled && z < coupled) value = get(inverse, row * own + coupledRow(z));
        else value = get(inverseBorder, row * border + max(y, z) - coupled);
      }
      put(later, y * beside + z, value);
    }
  }
}
