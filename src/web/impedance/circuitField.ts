/** The field of the circuit: parsed while one types, with a caret under a mistake and completions at the cursor. */

import { h, newId } from "../../dom/make.ts";
import { pointAt } from "../../program/caret.ts";
import type { Circuit } from "../../program/circuit.ts";
import { CircuitError, parseCircuit } from "../../program/syntax.ts";
import { type Completion, completionsAt } from "./completion.ts";

export class CircuitField {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly mistake = h("div", { class: "mistake", "aria-live": "polite", hidden: true });
  private readonly onText: (text: string) => void;
  private shown: readonly Completion[] = [];
  private active = -1;

  /** @param onText called with every text that was typed, valid or not */
  constructor(onText: (text: string) => void) {
    this.onText = onText;
    const [id, listId, mistakeId] = [newId("circuit"), newId("completions"), newId("mistake")];
    this.mistake.id = mistakeId;
    this.list = h("ul", {
      id: listId,
      class: "completions",
      role: "listbox",
      "aria-label": "Completions",
      hidden: true,
    });
    this.input = h("input", {
      id,
      type: "text",
      class: "circuit",
      role: "combobox",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": listId,
      "aria-describedby": mistakeId,
      oninput: () => this.typed(),
      onkeydown: (event: KeyboardEvent) => this.key(event),
      onblur: () => this.close(),
      onclick: () => this.close(),
    });
    this.element = h(
      "div",
      { class: "circuit-field" },
      h("label", { for: id }, "Circuit"),
      this.input,
      this.mistake,
      this.list,
    );
  }

  /** Shows a text that was not typed. The cursor stays when it is the same. */
  set(text: string): void {
    if (this.input.value !== text) this.input.value = text;
    this.judge();
  }

  focus(): void {
    this.input.focus();
  }

  /** The circuit of a text, or undefined while the text is not one. */
  static parse(text: string): Circuit | undefined {
    try {
      return parseCircuit(text);
    } catch (error) {
      if (error instanceof CircuitError) return undefined;
      throw error;
    }
  }

  private typed(): void {
    this.judge();
    this.offer();
    this.onText(this.input.value);
  }

  /** The mistake of the present text, with the caret under it. */
  private judge(): void {
    const text = this.input.value;
    let error: CircuitError | undefined;
    try {
      parseCircuit(text);
    } catch (thrown) {
      if (!(thrown instanceof CircuitError)) throw thrown;
      error = thrown;
    }
    this.input.setAttribute("aria-invalid", String(error !== undefined));
    this.mistake.hidden = error === undefined;
    this.mistake.replaceChildren(
      ...(error
        ? [
            h("pre", { "aria-hidden": "true" }, pointAt(error.text, error.position).replace(/^ {2}/gm, "")),
            h("p", {}, h("strong", {}, error.problem), ` at character ${error.position + 1}; ${error.cure}`),
          ]
        : []),
    );
  }

  private offer(): void {
    const caret = this.input.selectionStart ?? this.input.value.length;
    this.show(completionsAt(this.input.value, caret));
  }

  private show(completions: readonly Completion[]): void {
    this.shown = completions;
    this.active = -1;
    const open = completions.length > 0;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(
      ...completions.map((one, i) =>
        h(
          "li",
          {
            id: `${this.list.id}-${i}`,
            role: "option",
            "aria-selected": "false",
            // The field keeps the focus
            onmousedown: (event: MouseEvent) => {
              event.preventDefault();
              this.accept(one);
            },
          },
          h("strong", {}, one.label),
          h("span", { class: "soft" }, one.note),
        ),
      ),
    );
  }

  private close(): void {
    if (this.shown.length > 0) this.show([]);
  }

  private accept({ text, caret }: Completion): void {
    this.input.value = text;
    this.input.setSelectionRange(caret, caret);
    this.close();
    this.judge();
    this.onText(text);
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" && this.shown.length === 0) {
      event.preventDefault();
      this.offer();
      return;
    }
    if (this.shown.length === 0) return;
    const count = this.shown.length;
    if (event.key === "ArrowDown") this.activate((this.active + 1) % count);
    else if (event.key === "ArrowUp") this.activate((this.active - 1 + count) % count);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && this.active >= 0)
      this.accept(this.shown[this.active]);
    else return;
    event.preventDefault();
  }

  private activate(index: number): void {
    this.active = index;
    [...this.list.children].forEach((item, i) => {
      item.setAttribute("aria-selected", String(i === index));
      if (i === index) item.scrollIntoView({ block: "nearest" });
    });
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
  }
}
