/** What works anywhere on the page: dropping files, and keys. */

/** Marks `element` with `data-dropping` while something is dragged over the page, and hands over what is dropped. */
export function listenToDrops(element: HTMLElement, onDrop: (transfer: DataTransfer) => void): void {
  let inside = 0;
  const count = (change: number): void => {
    inside = change === 0 ? 0 : Math.max(0, inside + change);
    element.toggleAttribute("data-dropping", inside > 0);
  };
  document.addEventListener("dragenter", (event) => {
    event.preventDefault();
    count(1);
  });
  document.addEventListener("dragleave", () => count(-1));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    count(0);
    if (event.dataTransfer) onDrop(event.dataTransfer);
  });
}

/** Arrow keys go from tab to tab of a list; a tab that is picked may be another element then. */
export function listenToArrows(list: HTMLElement): void {
  list.addEventListener("keydown", ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const all = [...list.querySelectorAll<HTMLElement>('[role="tab"]')];
    if (step === undefined || all.length === 0) return;
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + step + all.length) % all.length].click();
    list.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  });
}

/** Ctrl (or ⌘) with Z, Shift+Z or Y, and O. The steps of the page hold the letters of its fields too. */
export function listenToKeys(actions: { undo(): void; redo(): void; open(): void }): void {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) actions.undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) actions.redo();
    else if (key === "o" && !event.shiftKey) actions.open();
    else return;
    event.preventDefault();
  });
}
