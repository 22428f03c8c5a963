/** Which of the spectra that were read a figure shows, in which order of colours and under which names. */
import { basename } from "node:path";
import type { Spectrum } from "../impedance/spectrum.ts";
import { shortened } from "../report/name.ts";
import { resultName } from "../report/text.ts";
import { UsageError } from "./mistake.ts";
import { counted, say } from "./say.ts";

/** More spectra than this are not told apart by any colour, and make a file that no program likes. */
const MOST_SERIES = 100;

/** The spectra that --spectrum names, all without it. */
export function chosen(
  wanted: readonly string[],
  spectra: readonly Spectrum[],
  kind: string,
): readonly Spectrum[] {
  const nameOf = ({ name, file }: Spectrum): string => name ?? basename(file ?? "");
  const names = spectra.map(nameOf);
  const listed = (): string =>
    `${names.slice(0, 12).join(", ")}${names.length > 12 ? ` and ${names.length - 12} more` : ""}`;
  const picked =
    wanted.length === 0
      ? spectra
      : wanted.flatMap((text) => {
          const same = spectra.filter((_, i) => names[i] === text);
          if (same.length > 0) return same;
          if (/^[1-9]\d*$/.test(text) && Number(text) <= spectra.length) return [spectra[Number(text) - 1]];
          throw new UsageError(`--spectrum ${text}: there is no such spectrum; there are ${listed()}`);
        });
  if (kind === "correlation" && picked.length > 1) {
    throw new UsageError(
      `interphase plot correlation draws one spectrum and there are ${picked.length}; name one with --spectrum: ${listed()}`,
    );
  }
  if (kind === "trend" && picked.length === 1) {
    throw new UsageError("interphase plot trend needs at least two spectra, and there is one");
  }
  return picked;
}

/** Whether the spectra are steps of one series: loops of one file, or spectra of rising cycle, time or temperature. */
export function isSeries(spectra: readonly Spectrum[]): boolean {
  if (spectra.length < 3) return false;
  if (spectra.every(({ file }) => file === spectra[0].file)) return true;
  return ["cycle", "time_second", "temperature_celsius"].some((fact) => {
    const values = spectra.map(({ facts }) => facts?.[fact]);
    return values.every(
      (value, i) => typeof value === "number" && (i === 0 || value > (values[i - 1] as number)),
    );
  });
}

export function labelsOf(given: readonly string[], spectra: readonly Spectrum[]): string[] {
  if (given.length > 0 && given.length !== spectra.length) {
    throw new UsageError(
      `--label is given ${counted(given.length, "time")} and there are ${counted(spectra.length, "spectrum", "spectra")}; give one for each`,
    );
  }
  if (given.length > 0) return [...given];
  return shortened(spectra.map(({ file, name }) => ({ file, spectrum: name }))).map(resultName);
}

/** At most a hundred indices, evenly spaced; says so when it leaves some out. */
export function someOf(count: number): number[] {
  const shown = Math.min(count, MOST_SERIES);
  if (shown < count) say(`${shown} of ${count} spectra are drawn, evenly spaced`);
  return Array.from({ length: shown }, (_, k) => Math.round((k * (count - 1)) / Math.max(shown - 1, 1)));
}
