/**
 * Bruker RAW4.00, little-endian: 61 bytes (magic, date, time), then segments of a type (u32) and a length (u32). A segment of the type 0 is
 * a range: 160 bytes, further segments, the intensities. In the 160 bytes: name of the scan at 32, first angle (f64) at 72, step (f64) at 80,
 * number of points at 88, time per step (f32) at 92, wavelength (f64) at 112, bytes per point at 136, bytes of the further segments at 140.
 *
 * Found in a file of 1647 points whose parts add up to its length, with the lines of rutile where they belong.
 * RAW1.01 and older files, and the .raw of Rigaku, have other layouts and are refused.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError, quote } from "../formatError.ts";
import { TWO_THETA } from "./abscissa.ts";
import { BytesView } from "./bytesView.ts";
import { evenly, factsOf, known, type SpectrumReader } from "./reader.ts";

const CURE = "export the scan as .xy, .uxd or .brml in DIFFRAC.EVA";
const FIRST_SEGMENT = 61;
const RANGE = 160;

function readRange(view: BytesView, at: number): { scan: Scan; end: number } {
  view.need(at, RANGE, "the header of a range");
  const points = view.u32(at + 88);
  const step = view.f64(at + 80);
  const first = view.f64(at + 72);
  const from = at + RANGE + view.u32(at + 140);
  if (
    view.u32(at + 136) !== 4 ||
    points === 0 ||
    !(Math.abs(step) > 1e-7 && Math.abs(step) < 10) ||
    !(Math.abs(first) < 400)
  ) {
    throw new FormatError({
      file: view.file,
      expected: "a scan over an angle with values of 4 bytes",
      found: `${points} points of ${view.u32(at + 136)} bytes from ${first} in steps of ${step}`,
      cure: CURE,
    });
  }
  const y = view.f32s(from, points);
  const dwell = known(view.f32(at + 92));
  const wavelength = known(view.f64(at + 112));
  return {
    end: from + 4 * points,
    scan: {
      ...TWO_THETA,
      x: evenly(first, step, points),
      yLabel: "Intensity",
      yUnit: "counts",
      y,
      ...(wavelength === undefined ? {} : { wavelength }),
      ...(dwell === undefined ? {} : { dwell, sweeps: 1 }),
      facts: factsOf({ scan_axis: view.text(at + 32, 24) }),
    },
  };
}

export const brukerRaw: SpectrumReader = {
  name: "bruker-raw",
  detect: ({ head }) => (/^RAW[ 1234]/.test(head) ? 1 : 0),
  read({ bytes, file, head }) {
    if (!head.startsWith("RAW4.00")) {
      throw new FormatError({
        file,
        expected: "a Bruker file RAW4.00",
        found: `${quote(head.slice(0, 7))}, whose layout is not read`,
        cure: CURE,
      });
    }
    const view = new BytesView(bytes, file);
    const scans: Scan[] = [];
    const warnings: string[] = [];
    const texts = new Map<string, string>();
    for (let at = FIRST_SEGMENT; at + 8 <= bytes.length; ) {
      const type = view.u32(at);
      if (type === 0) {
        try {
          const { scan, end } = readRange(view, at);
          scans.push(scan);
          at = end;
          continue;
        } catch (error) {
          if (!(error instanceof FormatError) || scans.length === 0) throw error;
          warnings.push(`${error.message}; ${scans.length} ranges were read`);
          break;
        }
      }
      const length = view.u32(at + 4);
      if (length < 8) break;
      if (type === 10 && length > 36) texts.set(view.text(at + 12, 24), view.text(at + 36, length - 36));
      at += length;
    }
    if (scans.length === 0) {
      throw new FormatError({
        file,
        expected: "a range with intensities",
        found: "none",
        cure: "the file seems cut off: copy it again",
      });
    }
    const facts = factsOf({
      sample: texts.get("SAMPLEID"),
      start_date: view.text(12, 10),
      start_hour: view.text(24, 10),
    });
    return {
      scans: scans.map((scan, k) => ({
        ...scan,
        ...(scans.length > 1 ? { name: String(k + 1) } : {}),
        facts: { ...facts, ...scan.facts },
      })),
      warnings,
    };
  },
};
