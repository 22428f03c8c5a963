/**
 * The style sheets of the elements. Colours follow the colour scheme in use where the element stands (`color-scheme` of the page);
 * custom properties that are inherited from outside change them. A sheet object passes `style-src 'self'`, an element `<style>` would not.
 */
import { schemeRules } from "../report/palette.ts";

const common = `
:host{display:block;min-width:0;font:var(--interphase-font,inherit);
--ink:var(--interphase-ink,light-dark(#1a1a1a,#e8e8e6));--soft:var(--interphase-soft,light-dark(#595959,#a9adb3));
--paper:var(--interphase-paper,light-dark(#fff,#1b1e22));--rule:var(--interphase-rule,light-dark(#d5d5d0,#3a3f46));
--good:var(--interphase-good,light-dark(#00664b,#4fd0a5));--warn:var(--interphase-warn,light-dark(#8a4b00,#f2b32b));
--bad:var(--interphase-bad,light-dark(#a11212,#ff8a80));--mark:var(--interphase-mark,light-dark(#a11212,#ff8a80));
color:var(--ink);background:var(--paper)}
:host([hidden]),[hidden]{display:none}
p{margin:.4rem 0}
.error{color:var(--bad);white-space:pre-wrap;font-family:ui-monospace,"Liberation Mono",Menlo,Consolas,monospace;font-size:.93em;overflow-wrap:anywhere}
.soft{color:var(--soft)}`;

export const figureStyle = `${common}
.linked{position:relative;margin:0;min-width:0;touch-action:pan-y}.linked canvas{position:absolute;inset:0 auto auto 0;pointer-events:none}
.linked:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
.figure-place{position:relative}.figure{display:block;width:100%;height:auto;color:var(--ink)}.figure .paper{color:var(--paper)}
.marks{pointer-events:none}.marks circle{fill:none;stroke:var(--mark);stroke-width:1.6}.marks path{fill:none;stroke:var(--mark);stroke-width:.5;stroke-dasharray:2 2}
.readout{min-height:1.5em;font-variant-numeric:tabular-nums;white-space:pre-wrap;color:var(--soft);font-size:.86em}
${schemeRules()}`;

export const fitStyle = `${common}
.summary{font-variant-numeric:tabular-nums}.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}
.scroll{overflow-x:auto;border:1px solid var(--rule)}.scroll:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.93em;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .6rem;text-align:right;white-space:nowrap;border-bottom:1px solid var(--rule)}
tbody tr:last-child>*{border-bottom:0}thead th{color:var(--soft);font-weight:600}th:first-child,.l{text-align:left}tbody th{font-weight:400}
.flag{color:var(--warn);font-weight:600}.flag.soft{color:var(--soft);font-weight:400}td.f{color:var(--warn)}td.x{color:var(--soft);font-style:italic}
ul{margin:.4rem 0;padding-left:1.2rem;color:var(--warn)}li{overflow-wrap:anywhere}
label{display:inline-flex;gap:.5rem;align-items:center;max-width:100%}select{font:inherit;min-width:0}
slot{display:block}`;

const sheets = new Map<string, CSSStyleSheet>();

/** One sheet for all elements of a kind. */
export function sheetOf(text: string): CSSStyleSheet {
  let sheet = sheets.get(text);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    sheets.set(text, sheet);
  }
  return sheet;
}
