/** What the arcs of the selected fit are: resistance, peak, capacitance, what they may be, per area and thickness of the cell. */

import { h, markup } from "../../dom/make.ts";
import type { FitResult } from "../../fit/result.ts";
import { arcsOf } from "../../impedance/arcs.ts";
import { bandOf } from "../../impedance/band.ts";
import type { Cell } from "../../impedance/cell.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { arcTable } from "../../report/arcs.ts";
import { numberField } from "../numberField.ts";

/** Units in which a laboratory has the sizes of a cell. */
const centimetres2 = 1e-4;
const micrometres = 1e-6;

/** Without the last bits of a change of unit: 0.785 cm² is 7.85e-5 m². */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

export class ArcsPanel {
  readonly element: HTMLElement;
  private readonly table = h("div", { class: "arcs" });
  private readonly fault = h("p", { class: "fault", role: "alert" });
  private readonly area;
  private readonly thickness;
  private cell: Cell = {};

  constructor(onCell: (cell: Cell, label: string) => void) {
    const size = (
      key: "area" | "thickness",
      label: string,
      unit: string,
      factor: number,
    ): ReturnType<typeof numberField> =>
      numberField({
        label,
        unit,
        placeholder: "not given",
        least: { above: 0 },
        change: (value) => {
          this.fault.textContent = "";
          const { [key]: _old, ...others } = this.cell;
          onCell(
            value === undefined ? others : { ...others, [key]: tidy(value * factor) },
            `${key} of the cell`,
          );
        },
        refuse: (sentence) => {
          this.fault.textContent = sentence;
        },
      });
    this.area = size("area", "Area of the electrodes", "cm²", centimetres2);
    this.thickness = size("thickness", "Thickness of the electrolyte", "µm", micrometres);
    this.element = h(
      "div",
      { class: "arcs-panel" },
      h("div", { class: "choices" }, this.area.element, this.thickness.element),
      this.fault,
      this.table,
    );
  }

  show(result: FitResult | undefined, spectrum: Spectrum | undefined, cell: Cell): void {
    this.cell = cell;
    this.area.set(cell.area === undefined ? undefined : tidy(cell.area / centimetres2));
    this.thickness.set(cell.thickness === undefined ? undefined : tidy(cell.thickness / micrometres));
    if (!result || !spectrum) {
      this.table.replaceChildren(h("p", { class: "soft" }, "The arcs follow from the fit of the circuit."));
      return;
    }
    const analysis = arcsOf(result, { ...cell, band: bandOf(spectrum) });
    const none = analysis.arcs.length + analysis.tails.length === 0;
    this.table.replaceChildren(
      ...(none
        ? [h("p", { class: "soft" }, "The circuit has no arc: no resistor beside a capacitor or CPE.")]
        : []),
      markup(arcTable(analysis)),
    );
  }
}
