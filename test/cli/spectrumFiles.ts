/** Made spectra of photoelectrons whose truth is known, as files of two kinds. */
import { noise } from "../formats/spectra/noise.ts";

/** One component: the area of both lines of a doublet; without a splitting one line. */
export interface MadeLine {
  readonly center: number;
  readonly area: number;
  readonly fwhm?: number;
  readonly splitting?: number;
}

export interface Made {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Pseudo-Voigt of 30 % Lorentzian. */
function profile(x: number, area: number, center: number, fwhm: number): number {
  const t = (x - center) / fwhm;
  const gaussian = Math.sqrt((4 * Math.LN2) / Math.PI) * Math.exp(-4 * Math.LN2 * t * t);
  return (area / fwhm) * (0.7 * gaussian + (0.3 * 2) / Math.PI / (1 + 4 * t * t));
}

/**
 * Lines on a constant with the step of a Shirley background (0.03/eV of the area at lower binding energy), counted for `time` s.
 * Intensities are counts/s for a time other than 1.
 */
export function madeSpectrum(
  lines: readonly MadeLine[],
  [low, high]: readonly [number, number],
  { seed = 1, base = 1500, time = 1, step = 0.05 } = {},
): Made {
  const random = noise(seed);
  for (let i = 0; i < 8; i++) random();
  const points = Math.round((high - low) / step) + 1;
  const x = Float64Array.from({ length: points }, (_, i) => Number((low + step * i).toFixed(4)));
  const sum = x.map((at) =>
    lines.reduce(
      (total, { center, area, fwhm = 1.2, splitting }) =>
        total +
        (splitting === undefined
          ? profile(at, area, center, fwhm)
          : profile(at, (area * 2) / 3, center, fwhm) + profile(at, area / 3, center + splitting, fwhm)),
      0,
    ),
  );
  let loss = 0;
  const y = sum.map((value, i) => {
    if (i > 0) loss += 0.5 * step * (value + sum[i - 1]);
    const mean = (base + value + 0.03 * loss) * time;
    const normal = Math.sqrt(-2 * Math.log(random() || 1e-12)) * Math.cos(2 * Math.PI * random());
    return Math.round(mean + Math.sqrt(mean) * normal) / time;
  });
  return { x, y };
}

/** S 2p of Li2S beside Li6PS5Cl. */
export const argyrodite = (ratio: number): MadeLine[] => [
  { center: 160.5, area: 20000 * ratio, splitting: 1.18 },
  { center: 161.7, area: 20000, splitting: 1.18 },
];

export function csvOf({ x, y }: Made): string {
  return `Binding energy (eV),Counts (counts)\n${Array.from(x, (at, i) => `${at},${y[i]}`).join("\n")}\n`;
}

export interface MadeScan extends Made {
  readonly region: string;
  readonly cycle: number;
  readonly time: number;
  readonly transmission: number;
}

/** The scans in the form of SpecsLab Prodigy: counts/s, binding energies, time and transmission stated. */
export function specsOf(scans: readonly MadeScan[]): string {
  const parts = scans.map(({ x, y, region, cycle, time, transmission }) =>
    [
      `# Region:                       ${region}`,
      `# Analysis Method:              XPS`,
      `# Values/Curve:                 ${x.length}`,
      `# Dwell Time:                   ${time}`,
      `# Excitation Energy:            1486.61`,
      `# Number of Scans:              1`,
      `# Cycle: ${cycle}, Curve: 0`,
      `# ColumnLabels:                 energy counts/s transmission`,
      `#`,
      ...Array.from(x, (at, i) => `${at}  ${y[i]}  ${transmission}`),
      "",
    ].join("\n"),
  );
  return `# Created by:        SpecsLab Prodigy, Version 4.100\n#   Energy Axis:              Binding Energy\n# Group:                        made\n${parts.join("\n")}`;
}
