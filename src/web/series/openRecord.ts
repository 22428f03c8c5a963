/** A surveyed record whose columns can be asked for any stretch of time. */
import type { Envelope } from "../../series/envelope.ts";
import { openPyramid, type Pyramid } from "../../series/pyramid.ts";
import { samplesOf } from "../../series/samples.ts";
import type { PlottedColumn, Survey, SurveyedColumn } from "../../series/survey.ts";

/** Samples of a cell of the pyramid: as near as it knows where a time lies. */
const NEAR = 64;

interface OpenTrace extends SurveyedColumn {
  readonly opened: Pyramid;
}

export class OpenRecord {
  readonly survey: Survey;
  private readonly traces: readonly OpenTrace[];

  constructor(survey: Survey) {
    this.survey = survey;
    this.traces = survey.traces.map((trace) => ({ ...trace, opened: openPyramid({ kept: trace.pyramid }) }));
  }

  get columns(): readonly PlottedColumn[] {
    return this.traces.map(({ column }) => column);
  }

  /** Least and greatest value in at most so many columns between two times in s; a little beyond them, so that lines reach the edge. */
  envelope(column: PlottedColumn, from: number, to: number, columns: number): Envelope | undefined {
    const trace = this.traces.find((one) => one.column === column);
    if (!trace) return undefined;
    const { opened, samples } = trace;
    const [first, end] = rowsBetween(opened, from, to);
    const { times } = this.survey;
    if (!samples || !times) return opened.envelope(first, end, columns);
    return opened.envelope(
      first,
      end,
      columns,
      (a, b) => samplesOf(samples, a, b),
      (a, b) => samplesOf(times, a, b),
    );
  }

  /** Time, voltage and current of the rows between two times; undefined without samples, and of more rows than `most`. */
  samplesBetween(
    from: number,
    to: number,
    most: number,
  ): Record<"time" | "voltage" | "current", Float64Array> | undefined {
    const [voltage, current] = (["voltage_volt", "current_ampere"] as const).map((name) =>
      this.traces.find(({ column }) => column === name),
    );
    if (!voltage || !current) return undefined;
    const [first, end] = rowsBetween(voltage.opened, from, to);
    if (end - first > most) return undefined;
    const { held } = voltage.pyramid;
    if (held && current.pyramid.held) {
      return {
        time: held.x.subarray(first, end),
        voltage: held.values.subarray(first, end),
        current: current.pyramid.held.values.subarray(first, end),
      };
    }
    const { times } = this.survey;
    if (!times || !voltage.samples || !current.samples) return undefined;
    return {
      time: samplesOf(times, first, end),
      voltage: samplesOf(voltage.samples, first, end),
      current: samplesOf(current.samples, first, end),
    };
  }
}

function rowsBetween(pyramid: Pyramid, from: number, to: number): [number, number] {
  return [
    Math.max(0, pyramid.sampleAt(from) - NEAR),
    Math.min(pyramid.samples, pyramid.sampleAt(to) + 2 * NEAR),
  ];
}
