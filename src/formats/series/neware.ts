/**
 * Neware exports as CSV (and the sheet "record" of its workbooks): flat, one row per record; or nested, where rows of cycles begin in the
 * first cell, rows of steps in the second, records in the third. English and Chinese headers; clocks such as 00:01:02, of the
 * step or of the test; units change between mA and A. Capacities count from the beginning of each step.
 */
import { splitCells } from "../dialect.ts";
import { both, timeOfSteps } from "./derive.ts";
import type { NameRule, TextFormat, TextHead } from "./format.ts";
import { canonical, readSeriesHeading } from "./heading.ts";
import { chargeNames, DATE_NAMES, STATE_NAMES, TIME_NAMES } from "./names.ts";
import { findHeader } from "./search.ts";

const STEP = "unsigned, from the beginning of each step";

const RULES: readonly NameRule[] = [
  { name: /^(cumulativetime|totaltime|testtime|总时间|累计时间|测试时间)$/, column: "test_time_second" },
  { name: /^(time|relativetime|steptime|时间|相对时间|步骤时间)$/, column: "step_time_second" },
  ...TIME_NAMES,
  { name: /^(stepid|stepindex|step|工步序号|工步号)$/, column: "step_index" },
  { name: /^(cycleid|cycleindex|cycle|循环序号|循环号)$/, column: "cycle_count" },
  ...STATE_NAMES,
  ...chargeNames(STEP),
  ...DATE_NAMES,
];

const RECORD = /^(datapoint|recordid|recordno|record|recordindex|数据序号|记录序号|记录id|序号)$/;

export const newareCsv: TextFormat = {
  name: "neware-csv",
  detect(head) {
    return nested(head) ?? flat(head);
  },
};

function flat(head: TextHead): ReturnType<TextFormat["detect"]> {
  const found = findHeader(head, (names) => {
    if (![...names].some((name) => RECORD.test(name))) return false;
    return (
      [...names].some((name) => /^(steptype|stepname|工步类型|工步名称|工步状态|状态)$/.test(name)) ||
      names.has("cumulativetime") ||
      names.has("总时间")
    );
  });
  if (found === undefined) return undefined;
  return {
    headerLine: found.line,
    delimiter: found.delimiter,
    rules: RULES,
    derive: (columns) => (columns.has("test_time_second") ? undefined : timeOfSteps("the clock of the step")),
  };
}

/** Names of the two first columns of records, which are empty there. */
const CYCLE = "cycle row";
const STEP_ROW = "step row";

function nested({ lines, options }: TextHead): ReturnType<TextFormat["detect"]> {
  for (const delimiter of options.delimiter === undefined ? [",", "\t", ";"] : [options.delimiter]) {
    const [cycle, step, record] = [0, 1, 2].map((i) => splitCells(lines[i] ?? "", delimiter));
    if (!/^(cycle|循环)/.test(canonical(cycle[0] ?? ""))) continue;
    if (step[0] !== "" || !/^(step|工步)/.test(canonical(step[1] ?? ""))) continue;
    if (record[0] !== "" || record[1] !== "" || !RECORD.test(readSeriesHeading(record[2] ?? "").name))
      continue;
    const cells = [CYCLE, STEP_ROW, ...record.slice(2)];
    return {
      headerLine: 2,
      delimiter,
      cells,
      rules: [
        { name: /^cyclerow$/, column: "#cycle" },
        { name: /^steprow$/, column: "#step" },
        ...RULES.filter(({ column }) => column !== "cycle_count" && column !== "step_index"),
      ],
      isRecord: (row) => row[0] === "" && row[1] === "",
      derive: (columns) =>
        both(
          numbersAbove(),
          columns.has("test_time_second") ? undefined : timeOfSteps("the clock of the step"),
        ),
    };
  }
  return undefined;
}

/** Cycle and step of the headings above; headings are no records. */
function numbersAbove(): ReturnType<NonNullable<NonNullable<ReturnType<TextFormat["detect"]>>["derive"]>> {
  let cycle = Number.NaN;
  let step = Number.NaN;
  return {
    columns: [
      { column: "cycle_count", from: "the row of the cycle above", factor: 1 },
      { column: "step_index", from: "the row of the step above", factor: 1 },
    ],
    derive: ({ rows, numbers, drop }) => {
      const { "#cycle": cycles, "#step": steps, cycle_count: cycleOf, step_index: stepOf } = numbers;
      for (let row = 0; row < rows; row++) {
        if (!Number.isNaN(cycles[row])) cycle = cycles[row];
        else if (!Number.isNaN(steps[row])) step = steps[row];
        else {
          cycleOf[row] = cycle;
          stepOf[row] = step;
          continue;
        }
        // its cells are those of other columns
        for (const values of Object.values(numbers)) values[row] = Number.NaN;
        drop(row);
      }
    },
  };
}
