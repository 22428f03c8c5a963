/**
 * Figures as PNG. The renderer (resvg) and the font (Arimo, as wide as Helvetica and Arial, for which the figures are set) are loaded when the
 * first picture is drawn: nothing else pays for them.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { crc32 } from "node:zlib";
import { missingGlyphs } from "./glyphs.ts";

export interface Picture {
  readonly bytes: Uint8Array;
  /** Characters that the font does not have: the picture lacks them. */
  readonly missing: readonly string[];
}

const files = {
  renderer: "@resvg/resvg-wasm/index_bg.wasm",
  regular: "@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf",
  bold: "@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf",
} as const;

let renderer: Promise<typeof import("@resvg/resvg-wasm")> | undefined;

/** Signs that the font lacks, and those that mean the same. */
const substitutes: Readonly<Record<string, string>> = { "∥": "‖" };

/**
 * @param width of the figure in mm
 * @param dpi pixels per inch; the file says so, and word processors show it at its true size
 */
export async function pngOf(svg: string, width: number, dpi: number): Promise<Picture> {
  renderer ??= import("@resvg/resvg-wasm").then(async (module) => {
    await module.initWasm(bytesOf(files.renderer));
    return module;
  });
  const { Resvg } = await renderer;
  const fonts = [bytesOf(files.regular), bytesOf(files.bold)];
  const drawable = svg.replace(/[∥]/gu, (sign) => substitutes[sign]);
  const family = "Arimo";
  const drawing = new Resvg(drawable, {
    fitTo: { mode: "width", value: Math.round((width / 25.4) * dpi) },
    font: { fontBuffers: fonts, defaultFontFamily: family, sansSerifFamily: family },
  });
  const image = drawing.render();
  const bytes = withResolution(image.asPng(), dpi);
  image.free();
  drawing.free();
  return { bytes, missing: missingGlyphs(fonts[0], shownText(drawable)) };
}

function bytesOf(path: string): Uint8Array {
  return readFileSync(createRequire(import.meta.url).resolve(path));
}

/** What the text elements of a figure say; names and descriptions are not drawn. */
function shownText(svg: string): string {
  return [...svg.matchAll(/<text\b[^>]*>(.*?)<\/text>/gsu)]
    .map(([, content]) => content.replace(/<[^>]*>|&#?\w+;/g, ""))
    .join("");
}

/** A PNG with the chunk pHYs, pixels per metre, behind its header (PNG 1.2, 4.2.4.2). */
function withResolution(png: Uint8Array, dpi: number): Uint8Array {
  const headerEnd = 8 + 25;
  const chunk = Buffer.alloc(21);
  chunk.writeUInt32BE(9, 0);
  chunk.write("pHYs", 4, "latin1");
  const perMetre = Math.round(dpi / 0.0254);
  chunk.writeUInt32BE(perMetre, 8);
  chunk.writeUInt32BE(perMetre, 12);
  chunk.writeUInt8(1, 16);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  return Buffer.concat([png.subarray(0, headerEnd), chunk, png.subarray(headerEnd)]);
}
