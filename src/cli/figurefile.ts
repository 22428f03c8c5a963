/** The file of a figure: its format, its size, and how it is written. */
import { extname } from "node:path";
import type { Arguments } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { toNumber, whole } from "./options.ts";
import { checkWritable, writeWhole } from "./outputs.ts";
import { pngOf } from "./png.ts";
import { say } from "./say.ts";

export interface FigureFile {
  readonly out: string | undefined;
  readonly format: "svg" | "png";
  /** mm */
  readonly width: number;
  readonly dpi: number;
}

export function readFigureFile(given: Arguments): FigureFile {
  const out = given.text("out");
  const ending = out === undefined ? ".svg" : extname(out).toLowerCase();
  if (ending !== ".svg" && ending !== ".png") {
    throw new UsageError(
      `--out ${out}: the ending says the format and must be .svg or .png, not "${ending}"`,
    );
  }
  const format = ending === ".png" ? "png" : "svg";
  if (given.has("dpi") && format === "svg") {
    throw new UsageError("--dpi is for a PNG, an SVG has no pixels; write --out FIGURE.png");
  }
  const dpi = whole(given, "dpi", 1) ?? 300;
  if (dpi < 30 || dpi > 2400) throw new UsageError(`--dpi ${dpi} must be from 30 to 2400`);
  const widthText = given.text("width");
  const width = widthText === undefined ? 85 : toNumber(widthText, "--width");
  if (!(width >= 50 && width <= 400)) {
    throw new UsageError(`--width ${widthText} must be from 50 to 400 mm; a column is 85, a page 170`);
  }
  if (out !== undefined) checkWritable(out, "out");
  return { out, format, width, dpi };
}

/** Writes it, or prints an SVG without `out`; says what the picture lacks. */
export async function writeFigure(
  svg: string,
  { out, format, width, dpi }: FigureFile,
  quiet: boolean,
): Promise<void> {
  if (out === undefined) {
    process.stdout.write(`${svg}\n`);
    return;
  }
  if (format === "svg") writeWhole(out, `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`);
  else {
    const { bytes, missing } = await pngOf(svg, width, dpi);
    writeWhole(out, bytes);
    if (missing.length > 0) {
      say(
        `Warning: ${out} lacks ${missing.slice(0, 20).join(" ")}: the font for PNG does not have ${missing.length === 1 ? "it" : "them"}; write .svg, or give --label and --title in other letters`,
      );
    }
  }
  if (!quiet) say(`written: ${out}`);
}
