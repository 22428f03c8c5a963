/** The ratios of areas that a model asks for. */

import { h } from "../../dom/make.ts";
import type { SpectrumModel } from "../../spectra/model.ts";
import { withoutRatio, withRatio } from "./modelEdits.ts";

export class RatiosPanel {
  readonly element = h("div", { class: "ratios", role: "group", "aria-label": "Ratios of areas" });
  private readonly onChange: (model: SpectrumModel, label: string) => void;
  private chosen: [above: string | undefined, below: string | undefined] = [undefined, undefined];

  constructor(onChange: (model: SpectrumModel, label: string) => void) {
    this.onChange = onChange;
  }

  show(model: SpectrumModel | undefined): void {
    const names = model?.lines.map(({ name }) => name) ?? [];
    this.element.hidden = names.length < 2;
    if (!model || this.element.hidden) return;
    const ratios = model.ratios.map(([above, below], i) =>
      h(
        "li",
        {},
        `${above} / ${below} `,
        h(
          "button",
          {
            type: "button",
            "aria-label": `Remove the ratio ${above} / ${below}`,
            onclick: () => this.onChange(withoutRatio(model, i), `remove the ratio ${above} / ${below}`),
          },
          "Remove",
        ),
      ),
    );
    const pick = (at: 0 | 1, label: string): HTMLSelectElement => {
      const select = h(
        "select",
        {
          "aria-label": label,
          onchange: () => {
            this.chosen[at] = select.value;
          },
        },
        ...names.map((name) => h("option", { value: name }, name)),
      );
      const wanted = this.chosen[at];
      select.value = wanted !== undefined && names.includes(wanted) ? wanted : names[at];
      return select;
    };
    const above = pick(0, "Ratio, area above");
    const below = pick(1, "Ratio, area below");
    const add = (): void => {
      const [one, other] = [above.value, below.value];
      const known = model.ratios.some(([a, b]) => a === one && b === other);
      if (one !== other && !known) this.onChange(withRatio(model, one, other), `ratio ${one} / ${other}`);
    };
    this.element.replaceChildren(
      h("h3", {}, "Ratios of areas"),
      ...(ratios.length > 0 ? [h("ul", {}, ...ratios)] : []),
      h(
        "div",
        { class: "range" },
        above,
        "/",
        below,
        h("button", { type: "button", onclick: add }, "Add the ratio"),
      ),
    );
  }
}
