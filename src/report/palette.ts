/**
 * Colours and shapes. The eight colours are those of Okabe and Ito ("Color Universal Design", 2008), told apart with every
 * common form of colour blindness; yellow is replaced by their grey, because it vanishes on paper. No plot
 * relies on colour alone: every series also has a marker shape of its own.
 */
export const ink = "#1a1a1a";

interface Tone {
  readonly light: string;
  readonly dark: string;
}

const tones: readonly Tone[] = [
  { light: "#0072B2", dark: "#4DA6DB" },
  { light: "#D55E00", dark: "#F0803C" },
  { light: "#009E73", dark: "#2CC59A" },
  { light: "#CC79A7", dark: "#DE9CC0" },
  { light: "#E69F00", dark: "#F2B32B" },
  { light: "#56B4E9", dark: "#8CCDF2" },
  { light: "#000000", dark: "#FFFFFF" },
  { light: "#808080", dark: "#B0B0B0" },
];

export type Shape = "circle" | "square" | "triangle" | "diamond" | "cross" | "wedge" | "plus" | "hexagon";
const shapes: readonly Shape[] = [
  "circle",
  "square",
  "triangle",
  "diamond",
  "cross",
  "wedge",
  "plus",
  "hexagon",
];

/** How one series looks. The class lets a page repaint it in dark mode; without any page the colour holds. */
export interface Look {
  readonly color: string;
  readonly className: string;
  readonly shape: Shape;
}

/** Most series that colours and shapes can tell apart. */
export const distinctLooks = tones.length;

/** The look of series k of at most eight. */
export function distinct(k: number): Look {
  const index = k % tones.length;
  return { color: tones[index]!.light, className: `s${index}`, shape: shapes[index]! };
}

/** The colour of series k for what no style sheet can repaint, such as a canvas. */
export function distinctColor(k: number, page: "light" | "dark"): string {
  return tones[k % tones.length]![page];
}

/**
 * Stops of the sequential ramp for ordered series: dark blue over purple to orange, lightness rising all
 * the way (after the "plasma" map of matplotlib, CC0, cut at both ends), so that it also works in grey.
 */
const ramp: readonly Tone[] = [
  { light: "#30188F", dark: "#7C6CF0" },
  { light: "#7E1EA6", dark: "#A86BE8" },
  { light: "#B63679", dark: "#D670B4" },
  { light: "#DC5F4B", dark: "#F08A78" },
  { light: "#EE9A2F", dark: "#F8BE5C" },
];
const rampSteps = 16;

function mix(tone: "light" | "dark", share: number): string {
  const at = Math.min(Math.max(share, 0), 1) * (ramp.length - 1);
  const k = Math.min(Math.floor(at), ramp.length - 2);
  const channel = (stop: Tone, c: number) => Number.parseInt(stop[tone].slice(1 + 2 * c, 3 + 2 * c), 16);
  return `#${[0, 1, 2]
    .map((c) => Math.round(channel(ramp[k]!, c) * (k + 1 - at) + channel(ramp[k + 1]!, c) * (at - k)))
    .map((level) => level.toString(16).padStart(2, "0"))
    .join("")}`;
}

/**
 * The look of item k of `count` ordered series: a colour of the ramp, in sixteen steps. Beyond what a legend lists one by one all markers
 * are circles: the ramp rises in lightness, and different shapes on one spot would be a star.
 *
 * @param page "dark" for what a style sheet cannot repaint
 */
export function sequential(k: number, count: number, page: "light" | "dark" = "light"): Look {
  const step = count < 2 ? 0 : Math.round((k / (count - 1)) * (rampSteps - 1));
  return {
    color: mix(page, step / (rampSteps - 1)),
    className: `r${step}`,
    shape: count > distinctLooks ? "circle" : shapes[k % 4]!,
  };
}

/** CSS rules that give every look its colour for a dark page. */
export function darkRules(): string {
  const distinctRules = tones.map((tone, k) => `.s${k}{color:${tone.dark}}`);
  const rampRules = Array.from(
    { length: rampSteps },
    (_, k) => `.r${k}{color:${mix("dark", k / (rampSteps - 1))}}`,
  );
  return [...distinctRules, ...rampRules].join("");
}

/** CSS rules that give every look the colour for the colour scheme in use where it stands (`light-dark()`). */
export function schemeRules(): string {
  const rule = (name: string, light: string, dark: string): string =>
    `.${name}{color:light-dark(${light},${dark})}`;
  const distinctRules = tones.map(({ light, dark }, k) => rule(`s${k}`, light, dark));
  const rampRules = Array.from({ length: rampSteps }, (_, k) => {
    const share = k / (rampSteps - 1);
    return rule(`r${k}`, mix("light", share), mix("dark", share));
  });
  return [...distinctRules, ...rampRules].join("");
}
