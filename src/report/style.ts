/** The style sheet of reports: light and dark, screen and A4 paper; no fonts, pictures or addresses from outside. */
import { darkRules } from "./palette.ts";

const light = `--paper:#fff;--page:#f5f5f3;--ink:#1a1a1a;--soft:#595959;--rule:#d5d5d0;--good:#00664b;--warn:#8a4b00;--bad:#a11212;--tint:#fff4e0;`;
const dark = `--paper:#1b1e22;--page:#121417;--ink:#e8e8e6;--soft:#a9adb3;--rule:#3a3f46;--good:#4fd0a5;--warn:#f2b32b;--bad:#ff8a80;--tint:#33290f;`;

export const styleSheet = [
  `:root{color-scheme:light dark;${light}}`,
  `*{box-sizing:border-box}`,
  `body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",Helvetica,Arial,"Liberation Sans",sans-serif}`,
  `main{max-width:74rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}`,
  `h1{font-size:1.7rem;line-height:1.25;margin:0 0 .25rem;overflow-wrap:anywhere}`,
  `h2{font-size:1.2rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--rule);padding-bottom:.25rem}`,
  `p{margin:.4rem 0;max-width:60rem}.soft{color:var(--soft)}`,
  `dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:1rem 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}`,
  `code{font:.93em ui-monospace,"Liberation Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}`,
  `.counts{display:flex;flex-wrap:wrap;gap:.75rem;padding:0;margin:1rem 0;list-style:none}`,
  `.counts li{background:var(--paper);border:1px solid var(--rule);border-left:.3rem solid var(--soft);padding:.35rem .9rem;min-width:8rem}`,
  `.counts b{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}`,
  `.counts .good{border-left-color:var(--good)}.counts .warn{border-left-color:var(--warn)}.counts .bad{border-left-color:var(--bad)}`,
  `ul.list{padding-left:1.2rem;margin:.4rem 0}ul.list li{margin:.25rem 0;overflow-wrap:anywhere}`,
  `.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.counts li{color:var(--ink)}`,
  `.scroll{overflow-x:auto;margin:.6rem 0;background:var(--paper);border:1px solid var(--rule)}`,
  `table{border-collapse:collapse;width:100%;font-size:.86rem;font-variant-numeric:tabular-nums}`,
  `th,td{padding:.28rem .6rem;text-align:right;vertical-align:top;white-space:nowrap;border-bottom:1px solid var(--rule)}`,
  `thead th{font-weight:600;vertical-align:bottom}tr>:first-child,.l{text-align:left}tbody tr:last-child>*{border-bottom:0}`,
  `td:first-child,tbody th{font-weight:400;white-space:normal;overflow-wrap:anywhere;min-width:7rem}td.w{white-space:normal;min-width:9rem}`,
  `.flag{display:block;font-size:.9em;color:var(--warn);font-weight:600}.flag.soft{color:var(--soft);font-weight:400}`,
  `td.f{background:var(--tint)}td.x{color:var(--soft);font-style:italic}`,
  `details{margin:.6rem 0}summary{cursor:pointer;padding:.3rem 0}`,
  `.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(20rem,1fr));gap:1rem;align-items:start;margin:.8rem 0}.figures.three{grid-template-columns:repeat(auto-fill,minmax(max(17rem,31%),1fr))}.figures.wide{grid-template-columns:minmax(0,31rem)}`,
  `body{counter-reset:figure}figure{margin:0;background:var(--paper);border:1px solid var(--rule);padding:.4rem;break-inside:avoid}`,
  // A wide figure has letters of the same size as the others; on a narrow screen it is moved inside its frame, not shrunk
  `figure.wide{overflow-x:auto;margin:.8rem 0;width:56rem;max-width:100%}figure.wide .figure{max-width:54rem;min-width:40rem;margin:0}figure.wide figcaption{max-width:54rem}`,
  `.figure{display:block;width:100%;height:auto;max-width:34rem;margin:0 auto;color:var(--ink)}.figures.wide .figure{max-width:none}.paper{color:var(--paper)}`,
  `figcaption{font-size:.82rem;color:var(--soft);padding:.2rem .3rem;overflow-wrap:anywhere}figcaption::before{counter-increment:figure;content:"Figure " counter(figure) ". ";font-weight:600}`,
  `footer{margin-top:2.5rem;border-top:1px solid var(--rule);padding-top:.6rem;font-size:.86rem;color:var(--soft)}`,
  `@media screen and (prefers-color-scheme:dark){:root{${dark}}${darkRules()}}`,
  // Paper is white whatever the screen prefers.
  `@media print{@page{size:A4;margin:14mm}body{background:#fff;font-size:9.5pt}main{max-width:none;padding:0}`,
  // Cells wrap on paper: nothing may run off the sheet.
  `.figures{grid-template-columns:repeat(2,85mm);gap:4mm}.figures.wide{grid-template-columns:110mm}figure{border:0;padding:0}figcaption{font-size:7.5pt}figure.wide{overflow:visible}figure.wide .figure{min-width:0}.scroll{overflow:visible;border:0}`,
  `table{font-size:7pt}th,td{padding:.15rem .3rem;white-space:normal}td:first-child,tbody th{min-width:0}thead{display:table-header-group}tr{break-inside:avoid}h2{break-after:avoid}}`,
].join("");
