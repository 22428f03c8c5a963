/**
 * PHI MultiPak spectra (.spe) and depth profiles (.pro): a text header "SOFH" … "EOFH", then binary, little-endian. Four u32: group, number of
 * regions, bytes of the region headers, bytes of this header (16). Per region 24 u32 (96 bytes): points at place 5, unit of the intensities
 * ("c/s") at 14, type of the values ("f4", "f8") at 18, their bytes at 19, their place from the end of the text at 20.
 * The text states each region as "SpectralRegDef: n n C1s 6 points step first last … time pass-energy": binding energies in eV; intensity × time
 * is a whole number of counts.
 *
 * Found in a file of SmartSoft-VersaProbe 3.3.3 of one region; several regions and the layers of a profile follow from the sizes.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError, quote } from "../formatError.ts";
import { splitLines } from "../text.ts";
import { BINDING, intensityUnit } from "./abscissa.ts";
import { BytesView } from "./bytesView.ts";
import { evenly, factsOf, known, type SpectrumReader } from "./reader.ts";

const CURE = "export the spectra as VAMAS or text in MultiPak";

interface Region {
  readonly name: string;
  readonly points: number;
  readonly step: number;
  readonly first: number;
  readonly time: number;
  readonly passEnergy: number;
}

function regionsOf(lines: readonly string[]): Region[] {
  return lines.flatMap((line) => {
    const cells = /^SpectralRegDef:\s*(.*)$/.exec(line)?.[1].split(/\s+/);
    if (cells === undefined || cells.length < 12) return [];
    const [points, step, first, , , , time, passEnergy] = cells.slice(4).map(Number);
    return [{ name: cells[2], points, step, first, time, passEnergy }];
  });
}

function entryOf(lines: readonly string[], key: string): string {
  return (
    lines
      .find((line) => line.startsWith(`${key}:`))
      ?.slice(key.length + 1)
      .trim() ?? ""
  );
}

export const phi: SpectrumReader = {
  name: "phi",
  detect: ({ head }) => (/^(\d+\s*[\r\n]+)?SOFH\s*[\r\n]/.test(head) ? 1 : 0),
  read({ bytes, file, options }) {
    const latin = new TextDecoder("windows-1252").decode(bytes.subarray(0, 1 << 20));
    const end = /\nEOFH\r?\n?/.exec(latin);
    if (end === null) {
      throw new FormatError({
        file,
        expected: 'the end "EOFH" of the PHI header',
        found: "none",
        cure: "the file seems cut off: copy it again from the instrument",
      });
    }
    const lines = splitLines(latin.slice(0, end.index));
    const regions = regionsOf(lines);
    const start = end.index + end[0].length;
    if (regions.length === 0 || bytes.length <= start + 16) {
      throw new FormatError({
        file,
        expected: "spectra below the PHI header",
        found:
          regions.length === 0
            ? "no definition of a region"
            : `only the header, of ${regions.length} regions (${regions.map(({ name }) => quote(name)).join(", ")})`,
        cure: "give the .spe or .pro file itself",
      });
    }
    const view = new BytesView(bytes.subarray(start), file);
    const stated = view.u32(4);
    const warnings: string[] = [];
    const scans: Scan[] = [];
    if (stated !== regions.length) {
      throw new FormatError({
        file,
        expected: `${regions.length} regions in the binary part`,
        found: `${stated}`,
        cure: CURE,
      });
    }
    const [, energy] = /([\d.]+)/.exec(entryOf(lines, "XraySource")) ?? [];
    const photonEnergy = options.photonEnergy ?? known(Number(energy));
    regions.forEach((region, k) => {
      const at = 16 + 96 * k;
      const points = view.u32(at + 20);
      const type = view.text(at + 72, 4);
      const width = type === "f4" ? 4 : type === "f8" ? 8 : 0;
      const size = view.u32(at + 76);
      const from = view.u32(at + 80);
      const layers = size / (points * width);
      if (
        width === 0 ||
        points !== region.points ||
        !Number.isInteger(layers) ||
        layers < 1 ||
        from < 16 + 96 * stated
      ) {
        throw new FormatError({
          file,
          expected: `${region.points} values of the type f4 or f8 for the region ${quote(region.name)}`,
          found: `${size} bytes of the type ${quote(type)} for ${points} points`,
          cure: CURE,
        });
      }
      view.need(from, size, `the values of the region ${quote(region.name)}`);
      if (layers > 1) {
        warnings.push(
          `${file}, region ${region.name}: ${layers} spectra were read in the order of the file, taken for layers of a depth profile`,
        );
      }
      for (let layer = 0; layer < layers; layer++) {
        const place = from + layer * points * width;
        scans.push({
          name: layers > 1 ? `${region.name}, layer ${layer + 1}` : region.name,
          ...BINDING,
          x: evenly(region.first, region.step, points),
          yLabel: "Intensity",
          yUnit: intensityUnit(view.text(at + 56, 4)),
          y: width === 4 ? view.f32s(place, points) : view.f64s(place, points),
          ...(photonEnergy === undefined ? {} : { photonEnergy }),
          ...(known(region.time) === undefined ? {} : { dwell: region.time, sweeps: 1 }),
          facts: factsOf({
            technique: entryOf(lines, "Technique"),
            instrument: entryOf(lines, "InstrumentModel"),
            sample: entryOf(lines, "FileDesc"),
            pass_energy_electronvolt: known(region.passEnergy),
            source: entryOf(lines, "XraySource"),
            start_time: entryOf(lines, "AcqFileDate"),
          }),
        });
      }
    });
    return { scans, warnings };
  },
};
