/** The sizes of the cell and how its record is read: what the command line takes as options. */
import { choice, h, newId } from "../../dom/make.ts";
import { readingWishes } from "./readingWords.ts";
import type { CellRecord, Sizes } from "./state.ts";

const numbers = [
  { name: "area_cm2", label: "Area, cm²", words: "area" },
  { name: "mass_g", label: "Active mass, g", words: "mass" },
  { name: "thickness_um", label: "Electrolyte, µm", words: "thickness of the electrolyte" },
  { name: "conductivity", label: "Conductivity, S/cm", words: "conductivity" },
  { name: "reference", label: "Reference cycle", words: "reference cycle" },
] as const;

type Numeric = (typeof numbers)[number]["name"];

const kinds = [
  ["auto", "found from the voltage"],
  ["symmetric", "symmetric"],
  ["full", "full"],
] as const;

export class SizesPanel {
  readonly element: HTMLElement;
  private sizes: Sizes = {};
  private readonly fields: Readonly<Record<Numeric, HTMLInputElement>>;
  private readonly kind: ReturnType<typeof choice<(typeof kinds)[number][0]>>;
  private readonly words: HTMLInputElement;
  private readonly fault = h("p", { class: "fault", id: newId("fault"), role: "status" });
  private readonly facts = h("p", { class: "summary" });
  private readonly notes = h("details", { class: "notes", hidden: true });

  /** @param onRead is given the words of the command line by which the records shall be read again */
  constructor(onChange: (sizes: Sizes, label: string) => void, onRead: (words: string) => void) {
    this.words = h("input", {
      type: "text",
      class: "words",
      placeholder: '--column "current_ampere=I[mA]" --threshold 1e-5',
      spellcheck: "false",
      autocomplete: "off",
      "aria-describedby": this.fault.id,
      onchange: () => {
        try {
          readingWishes(this.words.value);
          this.words.setAttribute("aria-invalid", "false");
          this.fault.textContent = "";
          onRead(this.words.value.trim());
        } catch (error) {
          this.words.setAttribute("aria-invalid", "true");
          this.fault.textContent = `${(error as Error).message}.`;
        }
      },
    });
    const change = (name: Numeric, words: string): void => {
      const field = this.fields[name];
      const text = field.value.trim().replace(",", ".");
      const value = Number(text);
      const isSound =
        text === "" ||
        (name === "reference" ? Number.isInteger(value) && value >= 0 : Number.isFinite(value) && value > 0);
      field.setAttribute("aria-invalid", String(!isSound));
      this.fault.textContent = isSound
        ? ""
        : `"${field.value}" is no ${words}; give ${name === "reference" ? "the number of a cycle" : "a positive number"}, or nothing.`;
      if (!isSound) return;
      const { [name]: _, ...others } = this.sizes;
      onChange(text === "" ? others : { ...others, [name]: value }, words);
    };
    const field = ({ name, words }: (typeof numbers)[number]): HTMLInputElement =>
      h("input", {
        type: "text",
        inputmode: "decimal",
        class: "number",
        placeholder: name === "reference" ? "first whole" : "not given",
        "aria-describedby": this.fault.id,
        onchange: () => change(name, words),
      });
    this.fields = Object.fromEntries(numbers.map((one) => [one.name, field(one)])) as Record<
      Numeric,
      HTMLInputElement
    >;
    this.kind = choice("Cell", kinds, (kind) => {
      const { cell: _, ...others } = this.sizes;
      onChange(kind === "auto" ? others : { ...others, cell: kind }, "kind of cell");
    });
    this.element = h(
      "section",
      { class: "panel sizes", "aria-label": "Cell" },
      h(
        "div",
        { class: "choices" },
        ...numbers.map(({ name, label }) =>
          h("label", { class: "field" }, h("span", {}, label), this.fields[name]),
        ),
        this.kind.element,
        h("label", { class: "field wide" }, h("span", {}, "Read with options"), this.words),
      ),
      this.fault,
      h("p", { class: "soft note" }, "For all records that are selected in the list."),
      this.facts,
      this.notes,
    );
  }

  /** @param fault of the present sizes @param facts what the record is @param notes of its reader and its analysis */
  show(
    { sizes, words = "" }: Pick<CellRecord, "sizes" | "words">,
    fault: string | undefined,
    facts: string,
    notes: readonly string[],
  ): void {
    this.words.value = words;
    this.words.setAttribute("aria-invalid", "false");
    this.sizes = sizes;
    for (const { name } of numbers) {
      const field = this.fields[name];
      if (document.activeElement === field && field.getAttribute("aria-invalid") === "true") continue;
      field.value = sizes[name] === undefined ? "" : String(sizes[name]);
      field.setAttribute("aria-invalid", "false");
    }
    if (fault !== undefined) this.fields.reference.setAttribute("aria-invalid", "true");
    this.fault.textContent = fault === undefined ? "" : `${fault}.`;
    this.kind.set(sizes.cell ?? "auto");
    this.facts.textContent = facts;
    this.notes.hidden = notes.length === 0;
    this.notes.replaceChildren(
      h("summary", {}, notes.length === 1 ? "1 remark" : `${notes.length} remarks`),
      h("ul", {}, ...notes.map((note) => h("li", {}, note))),
    );
  }
  /** Why the records could not be read again. */
  refuse(sentence: string): void {
    this.fault.textContent = sentence;
    this.words.setAttribute("aria-invalid", "true");
  }
}
