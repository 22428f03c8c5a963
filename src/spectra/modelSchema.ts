/** The form of a model file: its keys, what they hold, and what they mean. Editors know it as schema/spectrum-model.json. */
import * as v from "valibot";

const finite = v.pipe(v.number("a number"), v.finite("a finite number"));
const pair = v.pipe(
  v.tuple([finite, finite], "two numbers [low, high]"),
  v.check(([low, high]) => low < high, "the lower number first"),
);
const text = v.pipe(v.string("text"), v.nonEmpty("text that is not empty"));
const held = v.union(
  [finite, v.literal("free"), v.strictObject({ start: finite, bounds: pair })],
  'a number, "free", or {"start": …, "bounds": [low, high]}',
);
const parameter = v.union(
  [
    finite,
    text,
    v.strictObject({ start: v.optional(finite), bounds: v.optional(pair), fixed: v.optional(finite) }),
  ],
  'a start value, a tie such as "Li2S.fwhm", or {"start": …, "bounds": [low, high]} or {"fixed": …}',
);
const doublet = v.union(
  [
    v.literal(false),
    v.literal("kalpha"),
    v.strictObject({
      splitting: v.optional(
        v.pipe(
          held,
          v.description("Distance of the second line in units of x. Default: that of the element and level."),
        ),
      ),
      ratio: v.optional(
        v.pipe(
          held,
          v.description("Area of the second line over that of the first. Default: p 1:2, d 2:3, f 3:4."),
        ),
      ),
      width: v.optional(
        v.pipe(held, v.description("Widths of the second line over those of the first. Default 1.")),
      ),
    }),
  ],
  'false, "kalpha", or {"splitting": …, "ratio": …, "width": …}',
);
const line = v.objectWithRest(
  {
    name: v.pipe(
      text,
      v.description(
        "Its letters, digits and underscores name its parameters: Li2S.center. Each line has its own.",
      ),
    ),
    substance: v.optional(v.pipe(text, v.description("What it belongs to, for legends: Li2S."))),
    element: v.optional(
      v.pipe(
        text,
        v.description("With the level the source of splitting, area ratio and sensitivity factor: S."),
      ),
    ),
    level: v.optional(
      v.pipe(text, v.regex(/^[1-7][spdf]$/, "a level such as 1s or 2p"), v.description("1s, 2p, 3d …")),
    ),
    sensitivity: v.optional(
      v.pipe(
        finite,
        v.gtValue(0, "a number above 0"),
        v.description("Sensitivity factor instead of that of the table."),
      ),
    ),
    shape: v.optional(
      v.pipe(
        text,
        v.description(
          'A type of the catalogue (pseudovoigt, voigt, gaussian, la …) or the name of one of "shapes". Default pseudovoigt.',
        ),
      ),
    ),
    amplitude: v.optional(
      v.pipe(
        v.picklist(["area", "height"], '"area" or "height"'),
        v.description(
          "What the size of the line is given by. Default: the area, where the shape has a finite one.",
        ),
      ),
    ),
    doublet: v.optional(
      v.pipe(
        doublet,
        v.description(
          "Two lines of one component. Default: that of the element and level; false: one line; kalpha: Kα1 and Kα2 of a diffractogram.",
        ),
      ),
    ),
    source: v.optional(v.pipe(text, v.description("Where its energy comes from."))),
  },
  v.pipe(
    parameter,
    v.description(
      "A parameter of the shape by its symbol (center, fwhm, area, fraction …): a start value, a tie to other parameters, or a record with start, bounds, fixed.",
    ),
  ),
);

export const modelSchema = v.pipe(
  v.strictObject({
    $schema: v.optional(text),
    name: v.optional(v.pipe(text, v.description("As results call the model."))),
    region: v.optional(
      v.pipe(pair, v.description("The range of x that is fitted, [low, high]. Default: all of the scan.")),
    ),
    background: v.optional(
      v.pipe(
        v.union([text, v.looseObject({ kind: text })], "the name of a background, or a record with its kind"),
        v.description(
          'Such as "shirley", "active:shirley+linear", "static:tougaard", "snip:width=40", or {"kind": …, "mode": "active" or "static", options}. Default "shirley", fitted with the lines.',
        ),
      ),
    ),
    shapes: v.optional(
      v.pipe(
        v.array(text, "a list of formulas"),
        v.description(
          'Line shapes of your own: "mine(area,center,width)=area/width*exp(-((x-center)/width)^2)".',
        ),
      ),
    ),
    lines: v.pipe(v.array(line, "a list of lines"), v.description("The components of the spectrum.")),
    ratios: v.optional(
      v.pipe(
        v.array(v.tuple([text, text], "two names of lines"), "a list of pairs of names"),
        v.description("Ratios of areas that are wanted: [numerator, denominator]."),
      ),
    ),
  }),
  v.title("Model of a spectrum"),
  v.description("Lines, background and what ties them, for interphase spectrum --model."),
);

/** Keys of a line that are no parameters of its shape. */
export const lineKeys: ReadonlySet<string> = new Set(Object.keys(line.entries));
