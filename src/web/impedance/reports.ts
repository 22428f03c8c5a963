/** The reports of the command line, made on the page. Their writers are loaded when they are needed. */
import { arcsOf } from "../../impedance/arcs.ts";
import { bandOf } from "../../impedance/band.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import type { TakeAway, Work } from "../view.ts";
import type { Findings } from "./findings.ts";
import { groupsOf } from "./state.ts";

/** From so many spectra on the report has trends. */
const LEAST_TREND = 5;

export function reportItems(findings: Findings): TakeAway[] {
  const { results, validity, distributions, identification } = findings;
  const item = (label: string, file: string, make: TakeAway["make"]): TakeAway => ({
    group: "Reports",
    label,
    file,
    make,
  });
  return [
    ...(results.length > 0 ? [item("Report", "report.html", (run) => fitPage(findings, run))] : []),
    ...(validity.length > 0
      ? [item("Kramers–Kronig, report", "validity.html", () => validityPage(findings))]
      : []),
    ...(distributions.length > 0
      ? [item("Relaxation times, report", "drt.html", () => relaxationPage(findings))]
      : []),
    ...(identification
      ? [item("Circuits compared, report", "circuits.html", () => circuitsPage(findings, identification))]
      : []),
  ];
}

/** What every report says about itself. @param names of the commands that do what it reports */
async function imprint({ commands }: Findings, ...names: readonly string[]) {
  const { today } = await import("../../report/today.ts");
  const own = commands.filter((line) => names.includes(line.split(" ")[1]));
  return { version: __VERSION__, date: today(), ...(own.length > 0 && { command: own.join("; ") }) };
}

async function validityPage(findings: Findings): Promise<string> {
  const { validity, kernel, notes } = findings;
  return (await import("../../report/validityPage.ts")).validityPage({
    title: "Kramers–Kronig",
    results: validity.map(({ result }) => result),
    spectra: validity.map(({ spectrum }) => spectrum),
    failures: [],
    rule: validity[0].result.rule,
    kernel,
    seconds: Number.NaN,
    settings: "complex fit, representation auto, as many elements as the verdict takes",
    notes,
    ...(await imprint(findings, "validate")),
  });
}

async function relaxationPage(findings: Findings): Promise<string> {
  const { distributions, notes } = findings;
  return (await import("../../report/drtPage.ts")).drtReport({
    results: distributions.map(({ result }) => result),
    spectra: distributions.map(({ spectrum }) => spectrum),
    failures: [],
    notes,
    ...(await imprint(findings, "drt")),
  });
}

async function circuitsPage(
  findings: Findings,
  { result, spectrum }: NonNullable<Findings["identification"]>,
): Promise<string> {
  const { drawnCandidates, identificationReport } = await import("../../report/identification.ts");
  const curves = drawnCandidates(result).map(({ circuit, values }) =>
    findings.curveOfCircuit(circuit, values, spectrum),
  );
  return identificationReport({
    title: `Circuits for ${[spectrum.file, spectrum.name].filter(Boolean).join(" · ") || "a spectrum"}`,
    identifications: [result],
    spectra: [spectrum],
    curves: [curves],
    seconds: Number.NaN,
    notes: findings.notes,
    ...(await imprint(findings, "identify")),
  });
}

/** The page that `interphase fit --report` writes. */
async function fitPage(findings: Findings, { progress }: Work): Promise<string> {
  const { spectra, results, seconds, notes, circuit, cell, abscissa, curveOf } = findings;
  const [{ fitReport, reportSpectra }, { summarize }] = await Promise.all([
    import("../../report/html.ts"),
    import("../../report/document.ts"),
  ]);
  const drawn = new Set(reportSpectra(results));
  const curves = results.map((result, i) => {
    if (!drawn.has(i)) return undefined;
    progress(i, results.length);
    return curveOf(result, spectra[i]);
  });
  return fitReport({
    title: `Impedance fit: ${circuit}`,
    results,
    spectra,
    curves,
    arcs: results.length === 1 ? [arcsOf(results[0], { ...cell, band: bandOf(spectra[0]) })] : undefined,
    summary: summarize(results, seconds),
    notes,
    trends: spectra.length < LEAST_TREND ? undefined : { ...abscissa, group: groupNames(spectra) },
    ...(await imprint(findings, "fit", "series")),
  });
}

/** The series that each spectrum belongs to. */
function groupNames(spectra: readonly Spectrum[]): string[] {
  const names = new Array<string>(spectra.length).fill("");
  for (const { label, indices } of groupsOf(spectra)) {
    for (const i of indices) names[i] = label;
  }
  return names;
}
