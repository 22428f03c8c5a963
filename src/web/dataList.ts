/** The list of what a view holds: as many as one likes, of which only the visible rows are elements. */
import { h, newId } from "../dom/make.ts";

/** Pixels; the style sheet has the same. */
const ROW = 30;
const BEYOND = 8;

const statusMarks = { converged: "✓", warning: "⚠", failed: "✗" } as const;

/** What stands in a row. */
export interface DataRow {
  readonly label: string;
  readonly title?: string;
  /** How good its fit is, and how well: "0.2 %". */
  readonly fit?: {
    readonly status: keyof typeof statusMarks;
    readonly quality: string;
    readonly words: string;
  };
  /** A second mark before that of the fit. */
  readonly mark?: { readonly kind: string; readonly text: string; readonly words: string };
}

export interface DataListEvents {
  /** `current` is the one whose parameters are shown; `selected` has it too. */
  select(current: number, selected: readonly number[]): void;
  /** Without it nothing can be taken off the list. */
  remove?(selected: readonly number[]): void;
}

export class DataList {
  readonly element: HTMLElement;
  private readonly box: HTMLElement;
  private readonly rows = h("div", { class: "rows", role: "presentation" });
  private readonly count = h("span", { class: "soft" });
  private readonly id = newId("spectra");
  private readonly events: DataListEvents;
  private items: readonly DataRow[] = [];
  private selected = new Set<number>();
  private current = 0;
  private anchor = 0;
  private pending = false;

  /** @param name of the list: "Spectra" */
  constructor(name: string, events: DataListEvents) {
    this.events = events;
    this.box = h("div", {
      class: "spectra",
      role: "listbox",
      tabindex: "0",
      "aria-multiselectable": "true",
      "aria-label": name,
      onscroll: () => this.later(),
      onkeydown: (event: KeyboardEvent) => this.key(event),
      onclick: (event: MouseEvent) => this.click(event),
    });
    this.box.append(this.rows);
    this.element = h(
      "section",
      { class: "panel list", "aria-label": `List of ${name.toLowerCase()}` },
      h("h2", {}, `${name} `, this.count),
      this.box,
      h(
        "p",
        { class: "soft note" },
        `Shift or Ctrl selects several${events.remove ? "; Delete takes them off the list" : ""}.`,
      ),
    );
    new ResizeObserver(() => this.later()).observe(this.box);
  }

  show(items: readonly DataRow[], current: number, selected: readonly number[]): void {
    const isNew = current !== this.current;
    this.items = items;
    this.current = current;
    this.selected = new Set(selected);
    this.count.textContent = `(${items.length.toLocaleString("en")})`;
    if (isNew) this.reveal();
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
    const total = this.items.length;
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
    const { label, title, fit, mark } = this.items[i];
    const row = h(
      "div",
      {
        id: `${this.id}-${i}`,
        class: `row${i === this.current ? " current" : ""}`,
        role: "option",
        "aria-selected": String(this.selected.has(i)),
        "aria-setsize": this.items.length,
        "aria-posinset": i + 1,
        "data-index": i,
        title: title ?? label,
      },
      h("span", { class: "name" }, h("bdi", {}, label)),
      mark && h("span", { class: `verdict ${mark.kind}`, "aria-label": mark.words }, mark.text),
      fit &&
        h(
          "span",
          { class: `fit ${fit.status}`, "aria-label": fit.words },
          `${statusMarks[fit.status]} ${fit.status === "failed" ? "" : fit.quality}`,
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
    if (this.items.length === 0) return;
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
    this.reveal();
  }

  /** Scrolls to the current row when it is out of sight. */
  private reveal(): void {
    const [top, bottom] = [this.current * ROW, (this.current + 1) * ROW];
    // Rows are drawn with the next frame: until then the box may be too low to scroll
    this.rows.style.height = `${this.items.length * ROW}px`;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (bottom > this.box.scrollTop + this.box.clientHeight)
      this.box.scrollTop = bottom - this.box.clientHeight;
  }

  private key(event: KeyboardEvent): void {
    const last = this.items.length - 1;
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
    else if (event.key === "Delete") this.events.remove?.([...this.selected]);
    else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey))
      this.events.select(
        this.current,
        this.items.map((_, i) => i),
      );
    else return;
    event.preventDefault();
  }
}
