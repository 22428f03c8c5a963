/**
 * Bruker/Siemens UXD: text. "_KEY = value" lines, ";" comments; each range ends its keys with the kind of its data: _COUNTS or _CPS (intensities alone, many on a
 * line, from _START or _2THETA in steps of _STEPSIZE), _2THETACOUNTS, _2THETACPS (pairs), _2THETACOUNTSTIME (triples with the time).
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError } from "../formatError.ts";
import { splitLines } from "../text.ts";
import { TWO_THETA } from "./abscissa.ts";
import { evenly, factsOf, known, numbersIn, type SpectrumReader } from "./reader.ts";

const DATA = /^_(2THETA)?(COUNTS|CPS)(TIME)?\s*$/i;

export const uxd: SpectrumReader = {
  name: "uxd",
  detect: ({ text }) =>
    text !== undefined &&
    /^_(FILEVERSION|SAMPLE|\+?STEPSIZE)\s*=/m.test(text.slice(0, 8000)) &&
    /^_(2THETA)?(COUNTS|CPS)/m.test(text.slice(0, 40000))
      ? 1
      : 0,
  read({ text, file }) {
    const lines = splitLines(text!);
    const keys = new Map<string, string>();
    const scans: Scan[] = [];
    const warnings: string[] = [];
    for (let at = 0; at < lines.length; at++) {
      const [, key, value] = /^_([^=\s]+)\s*=\s*'?(.*?)'?\s*$/.exec(lines[at]) ?? [];
      if (key !== undefined) keys.set(key.toUpperCase(), value);
      const kind = DATA.exec(lines[at]);
      if (kind === null) continue;
      let end = at + 1;
      const numbers: number[] = [];
      for (; end < lines.length && !/^\s*_/.test(lines[end]); end++) {
        if (!/^\s*;/.test(lines[end])) numbers.push(...numbersIn(lines[end]));
      }
      const width = 1 + (kind[1] === undefined ? 0 : 1) + (kind[3] === undefined ? 0 : 1);
      const points = Math.floor(numbers.length / width);
      const column = (k: number): Float64Array =>
        Float64Array.from({ length: points }, (_, i) => numbers[i * width + k]);
      const first = Number(keys.get("START") ?? keys.get("2THETA"));
      const step = Number(keys.get("STEPSIZE"));
      if (points === 0 || (kind[1] === undefined && !Number.isFinite(first + step))) {
        warnings.push(
          `${file}, line ${at + 1}: ${points === 0 ? "no intensities" : "no _START with _STEPSIZE"}; the range was left out`,
        );
        continue;
      }
      const stated = Number(keys.get("STEPCOUNT"));
      if (stated > 0 && stated !== points)
        warnings.push(`${file}, line ${at + 1}: ${stated} points are stated, ${points} were found`);
      const wavelength = known(Number(keys.get("WL1")));
      const dwell = known(Number(keys.get("STEPTIME")));
      const drive = keys.get("DRIVE") ?? "";
      const isTwoTheta = drive === "" || /coupled|2theta/i.test(drive);
      scans.push({
        ...(isTwoTheta ? TWO_THETA : { axis: "angle" as const, xLabel: drive, xUnit: "°" }),
        x: kind[1] === undefined ? evenly(first, step, points) : column(0),
        yLabel: "Intensity",
        yUnit: kind[2].toUpperCase() === "CPS" ? "counts/s" : "counts",
        y: column(kind[1] === undefined ? 0 : 1),
        ...(wavelength === undefined ? {} : { wavelength }),
        ...(dwell === undefined ? {} : { dwell, sweeps: 1 }),
        facts: factsOf({
          sample: keys.get("SAMPLE"),
          anode: keys.get("ANODE"),
          scan_axis: drive,
          start_time: keys.get("DATEMEASURED"),
        }),
      });
      at = end - 1;
    }
    if (scans.length === 0) {
      throw new FormatError({
        file,
        expected: "a range with intensities",
        found: warnings.length === 0 ? "none" : warnings[0].replace(`${file}, `, ""),
        cure: "export the scan again",
      });
    }
    return {
      scans: scans.map((scan, k) => (scans.length > 1 ? { ...scan, name: String(k + 1) } : scan)),
      warnings,
    };
  },
};
