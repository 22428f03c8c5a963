/**
 * Agilent Resolutions Pro text (.asp): number of points, first and last abscissa, three codes, one ordinate a line. The first two codes are those of .spc files
 * (1: wavenumber, 2: absorbance), which the same program writes; other codes stay unnamed.
 */
import { FormatError } from "../formatError.ts";
import { splitLines } from "../text.ts";
import { WAVENUMBER } from "./abscissa.ts";
import { between, type SpectrumReader } from "./reader.ts";

export const resolutionsPro: SpectrumReader = {
  name: "resolutions-pro-asp",
  detect({ text }) {
    if (text === undefined) return 0;
    const lines = text
      .slice(0, 400)
      .split(/\r?\n/)
      .slice(0, 8)
      .map((line) => line.trim());
    const isNumber =
      lines.length === 8 && lines.slice(0, 7).every((line) => line !== "" && Number.isFinite(Number(line)));
    const codes = lines.slice(3, 6).map(Number);
    return isNumber &&
      /^\d+$/.test(lines[0]) &&
      codes.every((code) => Number.isInteger(code) && code >= 0 && code < 256)
      ? 0.6
      : 0;
  },
  read({ text, file }) {
    const lines = splitLines(text!).map((line) => line.trim());
    const points = Number(lines[0]);
    const [first, last, xCode, yCode] = lines.slice(1, 5).map(Number);
    const values = lines
      .slice(6)
      .filter((line) => line !== "")
      .map(Number);
    if (values.length === 0)
      throw new FormatError({
        file,
        expected: `${points} ordinates`,
        found: "none",
        cure: "the file seems cut off: export it again",
      });
    const warnings: string[] = [];
    let end = last;
    if (values.length !== points) {
      warnings.push(`${file}: ${points} points are stated, ${values.length} were found`);
      end = first + ((last - first) / Math.max(1, points - 1)) * (values.length - 1);
    }
    return {
      scans: [
        {
          ...(xCode === 1 ? WAVENUMBER : { axis: "other" as const, xLabel: "x", xUnit: "" }),
          x: between(first, end, values.length),
          yLabel: yCode === 2 ? "Absorbance" : yCode === 128 ? "Transmittance" : "Intensity",
          yUnit: "",
          y: Float64Array.from(values),
        },
      ],
      warnings,
    };
  },
};
