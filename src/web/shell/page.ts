/** The shell: opening, tabs of views, undo, take away, session, theme, and the line that says what happens. */

import { h } from "../../dom/make.ts";
import type { KernelBuild } from "../../kernel/build.ts";
import { type Engine, openEngine } from "../../workers/engine.ts";
import type { ReadFile, Unread } from "../reading/message.ts";
import { droppedFiles, makeExample, type NamedFile, pickedFiles, readFiles } from "../reading/opening.ts";
import type { Host, OpenView, View, Work } from "../view.ts";
import { views } from "../views.ts";
import { download } from "./download.ts";
import { listenToArrows, listenToDrops, listenToKeys } from "./gestures.ts";
import { createHistory } from "./history.ts";
import { menu } from "./menu.ts";
import { readSession, sessionEnding, writeSession } from "./session.ts";
import { type Example, examples, startScreen } from "./start.ts";
import { startTheme, toggleTheme } from "./theme.ts";
import { unreadList } from "./unread.ts";
import { workList } from "./workList.ts";

const kernelNotes: Readonly<Record<KernelBuild, string>> = {
  simd: "WebAssembly kernel with SIMD",
  scalar: "WebAssembly kernel without SIMD, which this browser does not have",
  js: "JavaScript kernel, because this page may not compile WebAssembly: the same results, but fits take about four times as long",
  debug: "debug kernel",
};

export class PageElement extends HTMLElement {
  private readonly opened = new Map<View, OpenView>();
  private readonly opening = new Map<View, Promise<OpenView>>();
  private readonly line = h("p", { class: "status", role: "status", "aria-live": "polite" });
  private readonly kernelNote = h("span", { class: "soft kernel" }, "loading the kernel …");
  private readonly said: string[] = [];
  private readonly works = workList((sentence) => this.say(sentence));
  private readonly unread = unreadList((names, words) => void this.readAgain(names, words));
  /** Files that could not be read, by name. */
  private readonly unreadFiles = new Map<string, NamedFile>();
  private readonly history = createHistory(() => this.showHistory());
  private readonly stage = h("main", { id: "stage", tabindex: "-1" });
  private readonly tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Views", hidden: true });
  private readonly undoButton = h("button", { type: "button", onclick: () => this.history.undo() }, "Undo");
  private readonly redoButton = h("button", { type: "button", onclick: () => this.history.redo() }, "Redo");
  private readonly filePicker = h("input", { type: "file", multiple: true, hidden: true });
  private readonly folderPicker = h("input", { type: "file", webkitdirectory: true, hidden: true });
  private engine: Promise<Engine> | undefined;
  private host: Host | undefined;
  private shown: View | undefined;

  connectedCallback(): void {
    if (this.engine) return;
    startTheme();
    this.engine = this.startEngine();
    for (const picker of [this.filePicker, this.folderPicker]) {
      picker.addEventListener("change", () => {
        if (picker.files) void this.openFiles(pickedFiles(picker.files));
        picker.value = "";
      });
    }
    this.append(this.header(), this.works.element, this.unread.element, this.stage, this.footer());
    listenToDrops(this, (transfer) => {
      void this.attempt(async () => this.openFiles(await droppedFiles(transfer)));
    });
    listenToArrows(this.tabs);
    listenToKeys({
      undo: () => this.history.undo(),
      redo: () => this.history.redo(),
      open: () => this.filePicker.click(),
    });
    this.showHistory();
    this.showStage();
  }

  private header(): HTMLElement {
    const open = menu("Open", () => [
      { label: "Files …", pick: () => this.filePicker.click() },
      { label: "A folder …", pick: () => this.folderPicker.click() },
      ...examples.map((example) => ({
        group: "Examples",
        label: example.label,
        note: example.note,
        pick: () => void this.openExample(example),
      })),
    ]);
    const take = menu("Take away", () => this.takeAwayItems());
    const theme = h(
      "button",
      { type: "button", class: "icon", "aria-label": "Light or dark", onclick: () => void toggleTheme() },
      "◐",
    );
    return h(
      "header",
      { class: "bar" },
      h("a", { class: "skip", href: "#stage" }, "Skip to the data"),
      h("h1", {}, "Interphase"),
      this.tabs,
      h(
        "nav",
        { "aria-label": "Page", class: "tools" },
        open.element,
        take.element,
        this.undoButton,
        this.redoButton,
        theme,
      ),
      this.filePicker,
      this.folderPicker,
    );
  }

  private footer(): HTMLElement {
    return h(
      "footer",
      {},
      this.line,
      h(
        "p",
        { class: "soft" },
        this.kernelNote,
        ` · Interphase ${__VERSION__} · nothing leaves this machine`,
      ),
    );
  }

  private async startEngine(): Promise<Engine> {
    try {
      const engine = await openEngine();
      this.kernelNote.textContent = kernelNotes[engine.build];
      this.kernelNote.dataset.kernel = engine.build;
      void engine.ready();
      return engine;
    } catch (error) {
      const sentence = `The kernel could not be loaded (${(error as Error).message}); reload the page.`;
      this.kernelNote.textContent = sentence;
      throw new Error(sentence, { cause: error });
    }
  }

  /** Sentences of one turn stand together: the later must not hide the earlier. */
  private say(sentence: string): void {
    if (this.said.length === 0) setTimeout(() => this.said.splice(0));
    if (!this.said.includes(sentence)) this.said.push(sentence);
    this.line.textContent = this.said.join(" ");
  }

  /** Runs what a button or a drop asked for; a failure is a sentence in the line. */
  private async attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    }
  }

  private openExample(example: Example): Promise<void> {
    return this.attempt(() =>
      this.read(`Simulating: ${example.label}`, (run) => makeExample(example.name, run)),
    );
  }

  private openFiles(files: readonly NamedFile[]): Promise<void> {
    return this.attempt(async () => {
      if (files.length === 0) return this.say("Nothing to open: the folder holds no files.");
      const sessions = files.filter(({ name }) => name.endsWith(sessionEnding));
      for (const { file, name } of sessions) await this.restore(await file.text(), name);
      const others = files.filter((file) => !sessions.includes(file));
      if (others.length === 0) return;
      await this.readOthers(others);
    });
  }

  /** @param words options of the command line */
  private async readOthers(files: readonly NamedFile[], words?: string): Promise<void> {
    const title = files.length === 1 ? `Reading ${files[0].name}` : `Reading ${files.length} files`;
    await this.read(title, async (run) => {
      const opened = await readFiles(files, run, words);
      for (const { file } of opened.unread) {
        const found = files.find(({ name }) => name === file);
        if (found) this.unreadFiles.set(file, found);
      }
      return opened;
    });
  }

  private readAgain(names: readonly string[], words: string): Promise<void> {
    return this.attempt(() =>
      this.readOthers(
        names.flatMap((name) => this.unreadFiles.get(name) ?? []),
        words,
      ),
    );
  }

  private async read(
    title: string,
    reading: (
      run: Work,
    ) => Promise<{ readonly read: readonly ReadFile[]; readonly unread: readonly Unread[] }>,
  ): Promise<void> {
    const result = await this.works.work(title, reading);
    if (!result) return;
    this.unread.add(result.unread);
    if (result.read.length === 0) {
      this.say(
        `Nothing was opened: ${result.unread.length === 1 ? "the file" : `${result.unread.length} files`} could not be read; the reasons are listed above.`,
      );
      return;
    }
    let first: View | undefined;
    for (const view of views) {
      const files = result.read.filter(({ kind }) => kind === view.kind);
      if (files.length === 0) continue;
      first ??= view;
      (await this.viewOf(view)).take(files);
    }
    this.show(first);
  }

  private async viewOf(view: View): Promise<OpenView> {
    this.host ??= {
      engine: await this.engine!,
      history: this.history,
      say: (sentence) => this.say(sentence),
      work: this.works.work,
    };
    const host = this.host;
    let opening = this.opening.get(view);
    if (!opening) {
      opening = (async () => view.open(host))();
      this.opening.set(view, opening);
      // Without its code there is no view; the next data try again
      opening.then(
        (open) => this.opened.set(view, open),
        () => this.opening.delete(view),
      );
    }
    return opening;
  }

  private show(view: View | undefined): void {
    this.shown = view ?? this.shown;
    this.showStage();
  }

  private showStage(): void {
    const open = this.shown && this.opened.get(this.shown);
    this.toggleAttribute("data-open", open !== undefined);
    this.stage.replaceChildren(
      open?.element ??
        startScreen({
          openFiles: () => this.filePicker.click(),
          openFolder: () => this.folderPicker.click(),
          openExample: (example) => void this.openExample(example),
        }),
    );
    this.tabs.hidden = this.opened.size < 2;
    this.tabs.replaceChildren(
      ...[...this.opened.keys()].map((view) =>
        h(
          "button",
          {
            type: "button",
            role: "tab",
            "aria-selected": String(view === this.shown),
            tabindex: view === this.shown ? 0 : -1,
            onclick: () => this.show(view),
          },
          view.title,
        ),
      ),
    );
  }

  private takeAwayItems() {
    const open = this.shown && this.opened.get(this.shown);
    if (!open) return [{ label: "Nothing is open yet", pick: () => {} }];
    const session = {
      group: "Session",
      label: "Session file",
      note: "reopens everything as it is now",
      pick: () => this.saveSession(),
    };
    const items = open.takeAway().map(({ group, label, file, make }) => ({
      group,
      label,
      note: file,
      pick: () =>
        void this.attempt(async () => {
          const content = await this.works.work(`Writing ${file}`, make);
          if (content === undefined) return;
          download(file, content);
          this.say(`${file} is in your downloads.`);
        }),
    }));
    return [...items, session];
  }

  private saveSession(): void {
    const saved = Object.fromEntries([...this.opened].map(([view, open]) => [view.kind, open.save()]));
    const file = `session${sessionEnding}`;
    download(file, writeSession({ views: saved }, __VERSION__));
    this.say(`${file} is in your downloads; drop it here to go on.`);
  }

  private async restore(text: string, file: string): Promise<void> {
    const session = readSession(text, file);
    for (const [kind, saved] of Object.entries(session.views)) {
      const view = views.find((one) => one.kind === kind);
      if (!view) {
        this.say(`${file}: this page has no view for ${kind}; that part of the session was left out.`);
        continue;
      }
      (await this.viewOf(view)).restore(saved);
      this.show(view);
    }
  }

  private showHistory(): void {
    const { undoable, redoable } = this.history;
    this.undoButton.disabled = undoable === undefined;
    this.redoButton.disabled = redoable === undefined;
    this.undoButton.title = undoable === undefined ? "Nothing to undo" : `Undo: ${undoable} (Ctrl+Z)`;
    this.redoButton.title = redoable === undefined ? "Nothing to redo" : `Redo: ${redoable} (Ctrl+Shift+Z)`;
  }
}
