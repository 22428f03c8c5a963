/** What the fit of a scan found: components with areas and shares, ratios, composition in atomic %, all parameters. */

import { h, markup } from "../../dom/make.ts";
import type { FileComposition, FittedSpectrum } from "../../report/spectrumDocument.ts";
import {
  componentTable,
  compositionTable,
  parameterDetails,
  qualityText,
  ratioTable,
} from "../../report/spectrumTable.ts";

export class ComponentsPanel {
  readonly element = h("section", { class: "panel components", "aria-label": "Components of the fit" });

  show(fit: FittedSpectrum | undefined, composition: FileComposition | undefined): void {
    this.element.hidden = !fit || fit.result.components.length === 0;
    if (!fit || this.element.hidden) return;
    const doubts = composition?.composition.doubts ?? [];
    this.element.replaceChildren(
      h("h2", {}, "Components"),
      h("p", { class: "soft" }, `${qualityText(fit.result)}.`),
      markup(componentTable([fit])),
      markup(ratioTable([fit])),
      ...(composition
        ? [
            h("h3", {}, "Composition"),
            markup(compositionTable([composition])),
            h(
              "p",
              { class: "soft" },
              "Areas over Scofield's cross sections for Al Kα, without escape depths; errors are those of the areas.",
            ),
            h("ul", { class: "warnings" }, ...doubts.map((doubt) => h("li", {}, doubt))),
          ]
        : []),
      markup(parameterDetails(fit)),
    );
  }
}
