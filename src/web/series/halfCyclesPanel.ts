/** The half-cycles one by one: their list, voltage against charge of those that are selected, and the numbers of one. */

import { LinkedFigure } from "../../dom/linkedFigure.ts";
import { h } from "../../dom/make.ts";
import type { CyclesFile, HalfCycleEntry } from "../../report/cyclesDocument.ts";
import { letterOf } from "../../report/cyclesPage.ts";
import { columnUnit, percent, significant } from "../../report/number.ts";
import { distinctLooks } from "../../report/palette.ts";
import { type ProfileSeries, profilePlot } from "../../report/profilePlot.ts";
import { DataList } from "../dataList.ts";

/** Abscissa of the curves: unit, and A·s in one of it. */
export interface ChargeUnit {
  readonly unit: string;
  readonly coulombs: number;
}

/** mAh·cm⁻² of symmetric cells with an area, mAh/g with a mass, else mAh. */
export function chargeUnit({ area_cm2, mass_g, cell }: CyclesFile): ChargeUnit {
  if (cell === "symmetric" && area_cm2 !== null) return { unit: "mAh·cm⁻²", coulombs: 3.6 * area_cm2 };
  if (mass_g !== null) return { unit: "mAh/g", coulombs: 3.6 * mass_g };
  return { unit: "mAh", coulombs: 3.6 };
}

export class HalfCyclesPanel {
  readonly element: HTMLElement;
  private readonly list: DataList;
  private readonly figure: LinkedFigure;
  private readonly readout = h("p", { class: "readout" });
  private readonly facts = h("dl", { class: "facts" });
  private readonly note = h("p", { class: "soft note" });
  private series: readonly ProfileSeries[] = [];
  private unit: ChargeUnit = { unit: "mAh", coulombs: 3.6 };

  /** @param onSelect places in the table */
  constructor(onSelect: (current: number, selected: readonly number[]) => void) {
    this.list = new DataList("Half-cycles", { select: onSelect });
    this.figure = new LinkedFigure("Voltage against charge", { point: (index) => this.point(index) });
    this.element = h(
      "div",
      { class: "half-cycles" },
      this.list.element,
      h("div", { class: "half-cycle-figure" }, this.figure.element, this.readout, this.note),
      this.facts,
    );
  }

  show(
    document: CyclesFile,
    current: number,
    selected: readonly number[],
    series: readonly ProfileSeries[],
  ): void {
    this.series = series;
    this.unit = chargeUnit(document);
    this.list.show(
      document.halfCycles.map((entry) => rowOf(entry, document)),
      current,
      selected,
    );
    const { unit } = this;
    const first = series[0];
    this.figure.show({
      draw: (width) => profilePlot(series, { ...unit, width, background: "none" }),
      count: first?.charge.length ?? 0,
      nearest: "plane",
      places: (i) => [[[first.charge[i] / unit.coulombs, first.voltage[i]]]],
    });
    this.point(undefined);
    const more = selected.length - series.length;
    this.note.textContent =
      selected.length > distinctLooks
        ? `The first ${distinctLooks} of ${selected.length} selected half-cycles are drawn.`
        : more > 0
          ? `${more === 1 ? "One curve is" : `${more} curves are`} not at hand: the record is too long to keep its samples.`
          : "";
    const entry = document.halfCycles[current];
    this.facts.replaceChildren(
      ...(entry ? factsOf(entry) : []).map(([name, value]) =>
        h("div", {}, h("dt", {}, name), h("dd", {}, value)),
      ),
    );
  }

  private point(index: number | undefined): void {
    this.figure.mark(index);
    const first = this.series[0];
    this.readout.textContent =
      first && index !== undefined && index < first.charge.length
        ? `${first.label}   Q ${significant(first.charge[index] / this.unit.coulombs, 4)} ${this.unit.unit}   V ${scaled(first.voltage[index], "V", 4)}`
        : "";
  }
}

export function halfCycleName({ cycle, direction }: Pick<HalfCycleEntry, "cycle" | "direction">): string {
  return `cycle ${cycle}, ${direction}`;
}

function rowOf(entry: HalfCycleEntry, { events }: CyclesFile) {
  const letters = events.flatMap(({ halfCycle }, k) => (halfCycle === entry.index ? [letterOf(k)] : []));
  const density = entry.currentDensity_mA_cm2;
  const current =
    density === null
      ? scaled((entry.current_mA ?? Number.NaN) / 1000, "A", 3)
      : `${significant(density, 3)} mA·cm⁻²`;
  return {
    label: `${entry.cycle}, ${entry.direction} · ${current}`,
    title: `${halfCycleName(entry)}, ${current}`,
    ...(letters.length > 0 && {
      mark: {
        kind: "invalid",
        text: letters.join(" "),
        words: `event ${letters.join(", ")}`,
      },
    }),
  };
}

function scaled(value: number | null, unit: string, digits: number): string {
  if (value === null || !Number.isFinite(value)) return "–";
  const { factor, unit: shown } = columnUnit([Math.abs(value)], unit);
  return `${significant(value / factor, digits)}\u00a0${shown}`;
}

type Fact = readonly [name: string, value: string];

function factsOf(one: HalfCycleEntry): Fact[] {
  const number = (name: string, value: number | null, unit: string, digits = 4): Fact[] =>
    value === null ? [] : [[name, `${significant(value, digits)}\u00a0${unit}`.trim()]];
  const si = (name: string, value: number | null, unit: string): Fact[] =>
    value === null ? [] : [[name, scaled(value, unit, 4)]];
  const hours = (seconds: number | null): number | null => (seconds === null ? null : seconds / 3600);
  const lasted =
    one.endTime_s === null || one.startTime_s === null ? null : hours(one.endTime_s - one.startTime_s);
  return [
    ["half-cycle", `${one.index}: ${halfCycleName(one)}`],
    ...number("begins at", hours(one.startTime_s), "h", 5),
    ...number("lasts", lasted, "h"),
    ...number("rest before", one.rest_s, "s", 3),
    ...si("current", one.current_mA === null ? null : one.current_mA / 1000, "A"),
    ...number("current density", one.currentDensity_mA_cm2, "mA·cm⁻²"),
    ...number("charge", one.charge_mAh, "mAh"),
    ...number("charge per area", one.charge_mAh_cm2, "mAh·cm⁻²"),
    ...number("charge per mass", one.charge_mAh_g, "mAh/g"),
    ...si("V at the start", one.voltageStart_V, "V"),
    ...si("V of the plateau", one.voltagePlateau_V, "V"),
    ...si("V at the end", one.voltageEnd_V, "V"),
    ...si("η of the plateau", one.overpotentialPlateau_V, "V"),
    ...number("η·A/I", one.areaResistance_ohm_cm2, "Ω·cm²"),
    ...number("ΔV/ΔI at the start", one.ohmicResistance_ohm, "Ω"),
    ...(one.wedge === null ? [] : ([["(η₉₅ − η₅)/η", percent(one.wedge)]] as Fact[])),
    ...si("noise", one.noise_V, "V"),
    ...number("P at the start", one.pressureStart_Pa === null ? null : one.pressureStart_Pa / 1e6, "MPa", 5),
    ...number("P at the end", one.pressureEnd_Pa === null ? null : one.pressureEnd_Pa / 1e6, "MPa", 5),
    ["samples", one.samples.toLocaleString("en")],
  ];
}
