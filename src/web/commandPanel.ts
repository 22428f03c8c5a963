/** The equivalent command line, ready to copy. */
import { h } from "../dom/make.ts";

export class CommandPanel {
  readonly element: HTMLElement;
  private readonly say: (sentence: string) => void;
  private readonly text = h("pre", {
    class: "command",
    tabindex: "0",
    role: "region",
    "aria-label": "Command line",
  });
  private readonly note = h("p", { class: "soft note", hidden: true });

  /** @param simulatedNote what to do about spectra that are no files */
  constructor(say: (sentence: string) => void, simulatedNote: string) {
    this.note.textContent = simulatedNote;
    this.say = say;
    this.element = h(
      "section",
      { class: "panel", "aria-label": "Equivalent command line" },
      h("h2", {}, "The same on the command line"),
      this.text,
      this.note,
      h("p", {}, h("button", { type: "button", onclick: () => void this.copy() }, "Copy")),
    );
  }

  /** @param simulated whether the spectra are no files that one could name */
  show(lines: readonly string[], simulated: boolean): void {
    this.text.textContent = lines.join("\n");
    this.note.hidden = !simulated;
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text.textContent ?? "");
      this.say("The command is in the clipboard.");
    } catch {
      getSelection()?.selectAllChildren(this.text);
      this.say("This browser does not let the page copy; the command is selected, press Ctrl+C.");
    }
  }
}
