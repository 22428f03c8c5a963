/**
 * Renishaw WiRE (.wdf), little-endian: blocks of 16 bytes (four letters, number, size u64) and content. "WDF1" states points and spectra, laser
 * and sweeps; DATA holds the intensities (f32), XLST and YLST the abscissas with kind and unit, ORGN the origin of each spectrum (place, time).
 * Blocks and their places as in the public descriptions of the format; checked on the sizes of all blocks.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError } from "../formatError.ts";
import { type Abscissa, RAMAN_SHIFT, WAVENUMBER } from "./abscissa.ts";
import { BytesView } from "./bytesView.ts";
import { type Facts, factsOf, known, type SpectrumReader } from "./reader.ts";

const X_UNITS: Readonly<Record<number, Abscissa>> = {
  1: RAMAN_SHIFT,
  2: WAVENUMBER,
  3: { axis: "wavelength", xLabel: "Wavelength", xUnit: "nm" },
  4: { axis: "other", xLabel: "Energy", xUnit: "eV" },
  5: { axis: "wavelength", xLabel: "Wavelength", xUnit: "µm" },
};
const UNITS: Readonly<Record<number, string>> = {
  5: "µm",
  6: "counts",
  8: "mm",
  9: "m",
  10: "K",
  12: "s",
  13: "ms",
  21: "°C",
};
/** Origins that are facts of a spectrum. */
const ORIGINS: Readonly<Record<number, string>> = { 3: "x", 4: "y", 5: "z", 9: "temperature" };

interface Block {
  readonly at: number;
  readonly size: number;
}

function blocksOf(view: BytesView): Map<string, Block> {
  const blocks = new Map<string, Block>();
  for (let at = 0; at + 16 <= view.length; ) {
    const size = view.u64(at + 8);
    const name = view.text(at, 4);
    if (!blocks.has(name)) blocks.set(name, { at, size });
    if (size < 16) break;
    at += size;
  }
  return blocks;
}

export const renishawWdf: SpectrumReader = {
  name: "renishaw-wdf",
  detect: ({ head }) => (head.startsWith("WDF1") ? 1 : 0),
  read({ bytes, file }) {
    const view = new BytesView(bytes, file);
    view.need(0, 512, "the header");
    const blocks = blocksOf(view);
    const block = (name: string): Block => {
      const found = blocks.get(name);
      if (found === undefined) {
        throw new FormatError({
          file,
          expected: `the block ${name}`,
          found: `only ${[...blocks.keys()].join(", ")}`,
          cure: "the file seems cut off: copy it again from the instrument",
        });
      }
      return found;
    };
    const points = view.u32(60);
    const collected = view.u64(72);
    const capacity = view.u64(64);
    const data = block("DATA");
    const abscissas = block("XLST");
    const spectra = Math.min(collected, capacity);
    if (points === 0 || spectra === 0 || points * spectra * 4 > data.size - 16) {
      throw new FormatError({
        file,
        expected: `${spectra} spectra of ${points} points in the block DATA`,
        found: `${data.size - 16} bytes`,
        cure: "the file seems damaged: copy it again from the instrument",
      });
    }
    const x = view.f32s(abscissas.at + 24, points);
    const xUnit = view.u32(abscissas.at + 20);
    const laser = known(view.f32(156));
    const sweeps = known(view.u32(80));
    const title = view.text(240, 160);
    const origins = blocks.get("ORGN");
    const warnings: string[] = [];
    if (collected < capacity) warnings.push(`${file}: ${collected} of ${capacity} spectra were collected`);

    const originsOf = (spectrum: number): Facts => {
      const facts: Record<string, number> = {};
      if (origins === undefined) return facts;
      const many = view.u32(origins.at + 16);
      const stride = 24 + 8 * capacity;
      for (let k = 0; k < many && 20 + (k + 1) * stride <= origins.size; k++) {
        const at = origins.at + 20 + k * stride;
        const name = ORIGINS[view.u32(at) & 0x7fffffff];
        const unit = UNITS[view.u32(at + 4)];
        if (name !== undefined)
          facts[unit === undefined ? name : `${name}/${unit}`] = view.f64(at + 24 + 8 * spectrum);
      }
      return facts;
    };
    const common = factsOf({ title, laser_wavenumber_per_cm: laser, program: view.text(96, 24) });
    const scans = Array.from(
      { length: spectra },
      (_, k): Scan => ({
        name: spectra > 1 ? String(k + 1) : title || undefined,
        ...(X_UNITS[xUnit] ?? { axis: "other", xLabel: "x", xUnit: "" }),
        x,
        yLabel: "Intensity",
        yUnit: UNITS[view.u32(152)] ?? "",
        y: view.f32s(data.at + 16 + 4 * points * k, points),
        ...(laser === undefined ? {} : { wavelength: 1e8 / laser }),
        ...(sweeps === undefined ? {} : { sweeps }),
        facts: { ...common, ...originsOf(k) },
      }),
    );
    return { scans, warnings };
  },
};
