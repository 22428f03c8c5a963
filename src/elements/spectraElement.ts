/** What all elements share: a shadow tree, spectra from one of three places, one update for many changes, errors as sentences. */
import { h } from "../dom/make.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import type { ErrorDetail, LoadDetail, SpectraElementEventMap } from "./contract.ts";
import { fetchSpectra, type GivenSpectrum, readScript, spectraOf } from "./source.ts";
import { sheetOf } from "./style.ts";

/** Where there is no document (Node, rendering on a server) the module can be imported, and no element be made. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

export abstract class SpectraElement<
  Events extends SpectraElementEventMap = SpectraElementEventMap,
> extends Base {
  /** Attributes whose change has an effect; elements add theirs. */
  static readonly observedAttributes: readonly string[] = ["src"];

  protected readonly root: ShadowRoot;
  private readonly fault = h("p", { class: "error", part: "error", role: "alert", hidden: true });
  /** Spectra that were set as a property; they come before `src` and scripts. */
  private given: readonly Spectrum[] | undefined;
  private loaded: readonly Spectrum[] = [];
  /** What `loaded` came from: an address, or the text of a script. */
  private loadedFrom: string | undefined;
  private scripts: MutationObserver | undefined;
  private stale = false;
  private update: Promise<void> | undefined;
  private work = new AbortController();

  constructor(style: string) {
    super();
    this.root = this.attachShadow({ mode: "open" });
    this.root.adoptedStyleSheets = [sheetOf(style)];
    this.root.append(this.fault);
  }

  /** Address of a file with spectra, of any format that the package reads. */
  get src(): string {
    return this.getAttribute("src") ?? "";
  }

  set src(address: string) {
    this.setAttribute("src", address);
  }

  /** The spectra shown: those that were set, else those of `src`, else those of a script inside the element. */
  get spectra(): readonly Spectrum[] {
    return this.given ?? this.loaded;
  }

  /** One spectrum or a list; undefined returns to `src`. @throws TypeError when it is neither */
  set spectra(spectra: GivenSpectrum | readonly GivenSpectrum[] | undefined) {
    this.given = spectra === undefined ? undefined : spectraOf(spectra);
    this.invalidate();
  }

  /** Resolves when all that was asked for until then is shown, also when that is an error. */
  get complete(): Promise<void> {
    return this.update ?? Promise.resolve();
  }

  override addEventListener<K extends keyof Events & string>(
    type: K,
    listener: (this: this, event: Events[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
  }

  connectedCallback(): void {
    // What was set before the element was defined is a property of its own, which hides the accessor
    for (const name of this.settable()) {
      if (!Object.hasOwn(this, name)) continue;
      const value: unknown = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
    this.scripts = new MutationObserver(() => this.invalidate());
    this.scripts.observe(this, { childList: true });
    this.invalidate();
  }

  disconnectedCallback(): void {
    this.scripts?.disconnect();
    this.work.abort();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.invalidate();
  }

  /** Names of the properties that can be set before the element is defined. */
  protected settable(): readonly string[] {
    return ["spectra", "src"];
  }

  /** Shows the present spectra. The signal is aborted when something has changed since. */
  protected abstract show(signal: AbortSignal): void | Promise<void>;

  /** Something has changed: what is under way is given up, and one update follows for all changes of this moment. */
  protected invalidate(): void {
    this.stale = true;
    this.work.abort();
    if (this.isConnected) this.update ??= this.settle();
  }

  /** Takes away what was shown of earlier spectra, so that nothing stale stands beside a fault. */
  protected blank(): void {}

  private async settle(): Promise<void> {
    await undefined;
    while (this.stale && this.isConnected) {
      this.stale = false;
      this.work = new AbortController();
      const { signal } = this.work;
      try {
        await this.load(signal);
        if (signal.aborted) continue;
        this.tell(undefined);
        await this.show(signal);
      } catch (error) {
        if (signal.aborted) continue;
        this.blank();
        this.fail(error);
      }
    }
    this.update = undefined;
  }

  /** Reads `src` or the script, when it is another than before. */
  private async load(signal: AbortSignal): Promise<void> {
    if (this.given) return;
    await documentIsRead();
    const script = this.querySelector<HTMLScriptElement>(":scope > script");
    const from = this.src !== "" ? `src ${this.src}` : script ? `script ${script.textContent}` : undefined;
    if (from === this.loadedFrom) return;
    this.loadedFrom = undefined;
    this.loaded = [];
    if (from === undefined) return;
    const detail =
      this.src !== "" ? await fetchSpectra(this.src, this.baseURI, signal) : await readScript(script!);
    if (signal.aborted) return;
    this.loaded = detail.spectra;
    this.loadedFrom = from;
    this.emit<LoadDetail>("load", detail);
  }

  /** Shows a failure as a sentence, and tells the page of it. */
  protected fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.tell(message);
    this.emit<ErrorDetail>("error", { message, error });
  }

  private tell(sentence: string | undefined): void {
    this.fault.textContent = sentence ?? "";
    this.fault.hidden = sentence === undefined;
  }

  protected emit<T>(type: string, detail: T, bubbles = false): void {
    this.dispatchEvent(new CustomEvent<T>(type, { detail, bubbles, composed: bubbles }));
  }
}

/** While a document is read, the children of an element may be still to come. */
function documentIsRead(): Promise<void> | undefined {
  if (document.readyState !== "loading") return undefined;
  return new Promise((resolve) => {
    document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
  });
}
