/**
 * How exact the elements are: impedances against the 30-digit values of the shared folder, derivatives against central
 * differences of the kernel's own impedances.
 *
 * @import { Report } from "./section.js"
 * @import { Circuit } from "../dist/index.js"
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { differentiateCircuit, evaluateCircuit } from "../dist/fit/evaluate.js";
import { elementKind, Kernel } from "../dist/index.js";
import { builds } from "./build.js";
import { alignedTable } from "./clock.js";
import { sharedFolder } from "./jobs.js";
import { unmeasured } from "./requirement.js";

/**
 * @typedef {object} Golden
 * @property {string} element what the file calls it
 * @property {Record<string, number>} params in the order of the catalogue
 * @property {number[]} f Hz
 * @property {[number, number][]} Z Ω
 */

/** Types of the catalogue in the order of the file. */
const types =
  "R C L CPE CPET W Wn Wo Ws Won Wsn La Ln G Gn Ga Gs K Ky Zarc H Ha TLMQ T Lsp Ls Tlmbo Tlmbs Tlmns".split(
    " ",
  );

/**
 * A derivative below this share of |Z/p| counts as that share: the rounding of Z drowns it in any difference, and no fit feels it.
 */
const smallest = 1e-3;

/** @returns {Promise<Report>} */
export async function benchElements() {
  const file = join(sharedFolder(), "golden", "elements.json");
  const rows = [
    "elements against 30-digit values, every build",
    "derivatives against central differences, every build",
  ];
  if (!existsSync(file)) {
    const reason = "skipped: no shared folder with golden/elements.json";
    return {
      text: `elements: ${reason}`,
      json: { skipped: reason },
      requirements: [unmeasured(rows[0], "≤ 1e-12", reason), unmeasured(rows[1], "≤ 1e-6", reason)],
    };
  }
  /** @type {{ elements: Golden[] }} */
  const { elements } = JSON.parse(readFileSync(file, "utf8"));
  if (elements.length !== types.length)
    throw new Error(`elements: ${file} has ${elements.length} elements, ${types.length} were expected`);
  const entries = [];
  for (const build of builds) {
    const kernel = await Kernel.load(build);
    const errors = elements.map((golden, i) => ({ type: types[i], ...errorsOf(kernel, types[i], golden) }));
    entries.push({
      build,
      elements: errors.length,
      value: largest(errors, "value"),
      derivative: largest(errors, "derivative"),
      errors,
    });
  }
  const worst = Math.max(...entries.map(({ value }) => value.error));
  const steepest = Math.max(...entries.map(({ derivative }) => derivative.error));
  return {
    text: [
      `elements: ${elements.length} formulas at ${elements[0].f.length} frequencies; largest relative error`,
      "",
      alignedTable(
        ["build", "impedance", "worst", "derivative", "worst"],
        entries.map(({ build, value, derivative }) => [
          build,
          value.error.toExponential(1),
          value.type,
          derivative.error.toExponential(1),
          derivative.type,
        ]),
      ),
      "",
      "Derivatives: against five-point central differences, relative to |∂Z/∂p| or a thousandth of |Z/p|, whichever is larger.",
    ].join("\n"),
    json: { builds: entries },
    requirements: [
      {
        what: rows[0],
        must: "≤ 1e-12",
        measured: worst.toExponential(1),
        pass: worst <= 1e-12,
        anchors: `${elements.length} formulas, mpmath with 30 digits`,
      },
      {
        what: rows[1],
        must: "≤ 1e-6",
        measured: steepest.toExponential(1),
        pass: steepest <= 1e-6,
        anchors: "–",
      },
    ],
  };
}

/**
 * The largest error and where it is; one that is not a number is the largest of all.
 *
 * @param {readonly { type: string, value: number, derivative: number }[]} errors
 * @param {"value" | "derivative"} key
 */
export function largest(errors, key) {
  const error = Math.max(...errors.map((own) => own[key]));
  return { error, type: errors.find((own) => Object.is(own[key], error))?.type ?? "" };
}

/**
 * Largest relative errors of one element alone: impedance, derivatives.
 *
 * @param {Kernel} kernel
 * @param {string} type
 * @param {Golden} golden
 */
function errorsOf(kernel, type, { params, f, Z }) {
  /** @type {Circuit} */
  const circuit = { kind: "element", type, label: `${type}1` };
  const names = elementKind(type).parameters.map(({ symbol }) => `${type}1.${symbol}`);
  const values = Object.values(params);
  if (values.length !== names.length)
    throw new Error(`elements: ${type} has ${names.length} parameters, its golden entry ${values.length}`);
  const frequency = Float64Array.from(f);
  const exact = differentiateCircuit(kernel, circuit, values, frequency);
  const value = Math.max(
    ...Z.map(([real, imaginary], i) => distance(exact, i, real, imaginary) / Math.hypot(real, imaginary)),
  );
  const derivative = Math.max(
    ...values.flatMap((p, k) => {
      const h = 1e-3 * p;
      const at = (/** @type {number} */ shift) =>
        evaluateCircuit(
          kernel,
          circuit,
          values.map((v, j) => (j === k ? v + shift : v)),
          frequency,
        );
      const [far, near, nearer, farther] = [at(-2 * h), at(-h), at(h), at(2 * h)];
      const slope = (/** @type {"real" | "imaginary"} */ part, /** @type {number} */ i) =>
        (8 * (nearer[part][i] - near[part][i]) - (farther[part][i] - far[part][i])) / (12 * h);
      return f.map((_, i) => {
        const size = Math.max(
          Math.hypot(slope("real", i), slope("imaginary", i)),
          (smallest * Math.hypot(exact.real[i], exact.imaginary[i])) / Math.abs(p),
        );
        return distance(exact.derivatives[k], i, slope("real", i), slope("imaginary", i)) / size;
      });
    }),
  );
  return { value, derivative };
}

/**
 * @param {{ readonly real: Float64Array, readonly imaginary: Float64Array }} curve
 * @param {number} i @param {number} real @param {number} imaginary
 */
const distance = (curve, i, real, imaginary) =>
  Math.hypot(curve.real[i] - real, curve.imaginary[i] - imaginary);
