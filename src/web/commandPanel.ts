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
  private readonly simulatedNote: string;
  private readonly note = h("p", { class: "soft note", hidden: true });

  /** @param simulatedNote what to do about spectra that are no files */
  constructor(say: (sentence: string) => void, simulatedNote: string) {
    this.simulatedNote = simulatedNote;
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

  /**
   * @param simulated whether the spectra are no files that one could name
   * @param removed spectra that are off the list and in the files still
   */
  show(
    lines: readonly string[],
    { simulated, removed }: { readonly simulated: boolean; readonly removed: number },
  ): void {
    this.text.textContent = lines.join("\n");
    this.note.textContent = [
      ...(simulated ? [this.simulatedNote] : []),
      ...(removed > 0
        ? [
            `${removed === 1 ? "One was" : `${removed.toLocaleString("en")} were`} taken off the list; the files hold ${removed === 1 ? "it" : "them"} still, and the command line takes whole files.`,
          ]
        : []),
    ].join(" ");
    this.note.hidden = this.note.textContent === "";
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
