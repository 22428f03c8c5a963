/** Light or dark: as the system says, until the user says otherwise. */
import { darkRules } from "../../report/palette.ts";

type Theme = "light" | "dark";
const key = "interphase-theme";
const system = globalThis.matchMedia("(prefers-color-scheme: dark)");

function chosen(): Theme | undefined {
  try {
    const kept = localStorage.getItem(key);
    return kept === "light" || kept === "dark" ? kept : undefined;
  } catch {
    return undefined; // storage is forbidden
  }
}

function show(): void {
  document.documentElement.dataset.theme = chosen() ?? (system.matches ? "dark" : "light");
  document.dispatchEvent(new Event("interphase-theme"));
}

/** Follows the system, and gives figures the colours of `src/report/palette.ts` on a dark page. */
export function startTheme(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`[data-theme="dark"] .figure{${darkRules()}}`);
  document.adoptedStyleSheets.push(sheet);
  system.addEventListener("change", show);
  show();
}

export function toggleTheme(): Theme {
  const next: Theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(key, next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  document.documentElement.dataset.theme = next;
  document.dispatchEvent(new Event("interphase-theme"));
  return next;
}
