/** Columns that follow from others, row by row and over the borders of blocks. */
import type { ColumnFact } from "../../series/record.ts";
import type { Derive, TableLayout } from "./format.ts";

export type Derived = ReturnType<NonNullable<TableLayout["derive"]>>;

/** Current of the charge that passed since the row before: I = 3600·dq/dt, A from Ah and s. A row without time passed keeps none. */
export function currentOfCharge(from: string): Derived {
  let last = Number.NaN;
  const derive: Derive = ({ rows, numbers }) => {
    const { test_time_second: time, "#dq_ah": charge, current_ampere: current } = numbers;
    for (let row = 0; row < rows; row++) {
      const passed = time[row] - last;
      const dq = charge[row];
      current[row] = dq === 0 ? 0 : passed > 0 ? (3600 * dq) / passed : Number.NaN;
      if (Number.isFinite(time[row])) last = time[row];
    }
  };
  return { columns: [{ column: "current_ampere", from: `3600·(${from})/dt`, factor: 1 }], derive };
}

/** Test time of dates: seconds since the first row. */
export function timeOfDates(from: string): Derived {
  let first = Number.NaN;
  return {
    columns: [{ column: "test_time_second", from: `${from} less that of the first row`, factor: 1 }],
    derive: ({ rows, numbers }) => {
      const { test_time_second: time, unix_time_second: unix } = numbers;
      for (let row = 0; row < rows; row++) {
        if (Number.isNaN(first)) first = unix[row];
        time[row] = unix[row] - first;
      }
    },
  };
}

/** Test time of a clock that begins again with every step: what ran before is added. */
export function timeOfSteps(from: string): Derived {
  let before = 0;
  let last = 0;
  return {
    columns: [{ column: "test_time_second", from: `${from}, summed over the steps`, factor: 1 }],
    derive: ({ rows, numbers }) => {
      const { test_time_second: time, step_time_second: step } = numbers;
      for (let row = 0; row < rows; row++) {
        const now = step[row];
        if (now < last) before += last;
        if (!Number.isNaN(now)) last = now;
        time[row] = before + now;
      }
    },
  };
}

/** One after the other. */
export function both(one: Derived, two: Derived): Derived {
  if (one === undefined || two === undefined) return one ?? two;
  const columns: ColumnFact[] = [...one.columns, ...two.columns];
  return {
    columns,
    derive: (segment) => {
      one.derive(segment);
      two.derive(segment);
    },
  };
}
