/** Which characters a TrueType font can draw, from its table `cmap` (OpenType 1.9, "cmap"; formats 4 and 12). */

/** The characters of a text, each once, that the font has no glyph for; white space and control characters are not asked for. */
export function missingGlyphs(font: Uint8Array, text: string): string[] {
  const has = glyphFinder(font);
  return [...new Set(text)].filter((letter) => !/[\s\p{C}]/u.test(letter) && !has(letter.codePointAt(0)!));
}

/** @throws when the font has no Unicode table of a known format */
function glyphFinder(font: Uint8Array): (code: number) => boolean {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const tables = view.getUint16(4);
  let cmap = -1;
  for (let k = 0; k < tables; k++) {
    const at = 12 + 16 * k;
    if (view.getUint32(at) === 0x636d6170) cmap = view.getUint32(at + 8);
  }
  if (cmap < 0) throw new Error("the font has no table cmap");
  const finders: ((code: number) => boolean)[] = [];
  for (let k = 0; k < view.getUint16(cmap + 2); k++) {
    const platform = view.getUint16(cmap + 4 + 8 * k);
    const at = cmap + view.getUint32(cmap + 8 + 8 * k);
    // 0 is Unicode, 3 is Windows; a symbol font is neither
    if (platform !== 0 && platform !== 3) continue;
    const format = view.getUint16(at);
    if (format === 4) finders.push((code) => inSegments(view, at, code));
    if (format === 12) finders.push((code) => inGroups(view, at, code));
  }
  if (finders.length === 0) throw new Error("the font has no Unicode table of format 4 or 12");
  return (code) => finders.some((find) => find(code));
}

function inSegments(view: DataView, at: number, code: number): boolean {
  const double = view.getUint16(at + 6);
  const [ends, starts, deltas, offsets] = [14, 16 + double, 16 + 2 * double, 16 + 3 * double];
  for (let k = 0; k < double; k += 2) {
    if (view.getUint16(at + ends + k) < code) continue;
    const start = view.getUint16(at + starts + k);
    if (start > code) return false;
    const delta = view.getUint16(at + deltas + k);
    const offset = view.getUint16(at + offsets + k);
    if (offset === 0) return ((code + delta) & 0xffff) !== 0;
    return view.getUint16(at + offsets + k + offset + 2 * (code - start)) !== 0;
  }
  return false;
}

function inGroups(view: DataView, at: number, code: number): boolean {
  const count = view.getUint32(at + 12);
  for (let k = 0; k < count; k++) {
    const group = at + 16 + 12 * k;
    if (code < view.getUint32(group)) return false;
    if (code <= view.getUint32(group + 4))
      return view.getUint32(group + 8) + code - view.getUint32(group) !== 0;
  }
  return false;
}
