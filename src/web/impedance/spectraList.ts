/** The list of spectra: as many as one likes, of which only the visible rows are elements. */
import type { FitResult } from "../../fit/result.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import type { Verdict } from "../../impedance/verdict.ts";
import { shortened } from "../../report/name.ts";
import { percent } from "../../report/number.ts";
import { h, newId } from "../dom.ts";
import { spectrumLabel } from "./state.ts";

/** Pixels; the style sheet has the same. */
const ROW = 30;
const BEYOND = 8;

const statusMarks = { converged: "✓", warning: "⚠", failed: "✗" } as const;
const verdictWords: Readonly<Record<Verdict, string>> = {
  valid: "KK ✓",
  invalid: "KK ✗",
  undecided: "KK ?",
  failed: "KK –",
};

export interface SpectraListEvents {
  /** `current` is the one whose parameters are shown; `selected` has it too. */
  select(current: number, selected: readonly number[]): void;
  remove(selected: readonly number[]): void;
}

export class SpectraList {
  readonly element: HTMLElement;
  private readonly box: HTMLElement;
  private readonly rows = h("div", { class: "rows", role: "presentation" });
  private readonly count = h("span", { class: "soft" });
  private readonly id = newId("spectra");
  private readonly events: SpectraListEvents;
  private labels: readonly string[] = [];
  private results: readonly (FitResult | undefined)[] = [];
  private verdicts: readonly (Verdict | undefined)[] = [];
  private selected = new Set<number>();
  private current = 0;
  private anchor = 0;
  private pending = false;

  constructor(events: SpectraListEvents) {
    this.events = events;
    this.box = h("div", {
      class: "spectra",
      role: "listbox",
      tabindex: "0",
      "aria-multiselectable": "true",
      "aria-label": "Spectra",
      onscroll: () => this.later(),
      onkeydown: (event: KeyboardEvent) => this.key(event),
      onclick: (event: MouseEvent) => this.click(event),
    });
    this.box.append(this.rows);
    this.element = h(
      "section",
      { class: "panel list", "aria-label": "List of spectra" },
      h("h2", {}, "Spectra ", this.count),
      this.box,
      h("p", { class: "soft note" }, "Shift or Ctrl selects several; Delete takes them off the list."),
    );
    new ResizeObserver(() => this.later()).observe(this.box);
  }

  show(
    spectra: readonly Spectrum[],
    {
      results,
      verdicts,
      current,
      selected,
    }: {
      readonly results: readonly (FitResult | undefined)[];
      readonly verdicts: readonly (Verdict | undefined)[];
      readonly current: number;
      readonly selected: readonly number[];
    },
  ): void {
    this.labels = shortened(spectra.map(({ file, name }) => ({ file, spectrum: name }))).map(
      ({ file, spectrum }, i) => spectrumLabel({ ...spectra[i], file, name: spectrum }, i),
    );
    this.results = results;
    this.verdicts = verdicts;
    this.current = current;
    this.selected = new Set(selected);
    this.count.textContent = `(${spectra.length.toLocaleString("en")})`;
    this.later();
  }

  /** Draws with the next frame: fits and scrolling may ask many times in one. */
  private later(): void {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.render();
    });
  }

  private render(): void {
    const { scrollTop, clientHeight } = this.box;
    const total = this.labels.length;
    const from = Math.max(0, Math.floor(scrollTop / ROW) - BEYOND);
    const to = Math.min(total, Math.ceil((scrollTop + clientHeight) / ROW) + BEYOND);
    const rows: HTMLElement[] = [];
    for (let i = from; i < to; i++) rows.push(this.row(i));
    // The active row stays in the document: screen readers follow it
    if (this.current < total && (this.current < from || this.current >= to))
      rows.push(this.row(this.current));
    this.rows.style.height = `${total * ROW}px`;
    this.rows.replaceChildren(...rows);
    if (total > 0) this.box.setAttribute("aria-activedescendant", `${this.id}-${this.current}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  private row(i: number): HTMLElement {
    const result = this.results[i];
    const verdict = this.verdicts[i];
    const row = h(
      "div",
      {
        id: `${this.id}-${i}`,
        class: `row${i === this.current ? " current" : ""}`,
        role: "option",
        "aria-selected": String(this.selected.has(i)),
        "aria-setsize": this.labels.length,
        "aria-posinset": i + 1,
        "data-index": i,
        title: result?.message ?? this.labels[i],
      },
      h("span", { class: "name" }, this.labels[i]),
      verdict &&
        h(
          "span",
          { class: `verdict ${verdict}`, "aria-label": `Kramers–Kronig: ${verdict}` },
          verdictWords[verdict],
        ),
      result &&
        h(
          "span",
          { class: `fit ${result.status}`, "aria-label": `fit ${result.status}, rms ${percent(result.rms)}` },
          `${statusMarks[result.status]} ${result.status === "failed" ? "" : percent(result.rms)}`,
        ),
    );
    row.style.top = `${i * ROW}px`;
    return row;
  }

  private click(event: MouseEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-index]");
    if (row) this.choose(Number(row.dataset.index), event.shiftKey, event.ctrlKey || event.metaKey);
  }

  private choose(index: number, extend: boolean, add: boolean): void {
    if (this.labels.length === 0) return;
    let selected: number[];
    if (extend) {
      const [from, to] = [Math.min(this.anchor, index), Math.max(this.anchor, index)];
      selected = Array.from({ length: to - from + 1 }, (_, k) => from + k);
    } else if (add) {
      const others = [...this.selected].filter((one) => one !== index);
      selected = this.selected.has(index) && others.length > 0 ? others : [...others, index];
    } else selected = [index];
    if (!extend) this.anchor = index;
    const current = selected.includes(index) ? index : selected[0];
    this.events.select(
      current,
      selected.sort((a, b) => a - b),
    );
    const [top, bottom] = [current * ROW, (current + 1) * ROW];
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (bottom > this.box.scrollTop + this.box.clientHeight)
      this.box.scrollTop = bottom - this.box.clientHeight;
  }

  private key(event: KeyboardEvent): void {
    const last = this.labels.length - 1;
    const page = Math.max(1, Math.floor(this.box.clientHeight / ROW) - 1);
    const next = {
      ArrowDown: this.current + 1,
      ArrowUp: this.current - 1,
      Home: 0,
      End: last,
      PageDown: this.current + page,
      PageUp: this.current - page,
    }[event.key];
    if (next !== undefined) this.choose(Math.min(Math.max(next, 0), last), event.shiftKey, false);
    else if (event.key === "Delete") this.events.remove([...this.selected]);
    else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey))
      this.events.select(
        this.current,
        this.labels.map((_, i) => i),
      );
    else return;
    event.preventDefault();
  }
}
