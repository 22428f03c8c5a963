/** Small files of every text format, made from one truth. */

export interface Truth {
  readonly time: readonly number[];
  readonly stepTime: readonly number[];
  readonly voltage: readonly number[];
  /** A, positive on charge. */
  readonly current: readonly number[];
  readonly cycle: readonly number[];
  readonly step: readonly number[];
  /** Seconds since 1970. */
  readonly unix: readonly number[];
}

const start = Date.UTC(2024, 8, 20, 8, 32, 34) / 1000;

/** Rest, charge, discharge, twice; times are whole seconds, so that clocks show them. */
export function truth(perStep = 20): Truth {
  const rows = Array.from({ length: 6 * perStep }, (_, row) => {
    const step = Math.floor(row / perStep);
    const within = row % perStep;
    const phase = within / perStep;
    const kind = step % 3;
    return {
      time: row * 10,
      stepTime: within * 10,
      voltage: [3.2, 3.2 + 0.9 * phase, 4.1 - 0.9 * phase][kind] + 0.0001 * (row % 7),
      current: [0, 0.5, -0.25][kind],
      cycle: 1 + Math.floor(step / 3),
      step: 1 + kind,
    };
  });
  const round = (value: number): number => Number(value.toFixed(5));
  return {
    time: rows.map(({ time }) => time),
    stepTime: rows.map(({ stepTime }) => stepTime),
    voltage: rows.map(({ voltage }) => round(voltage)),
    current: rows.map(({ current }) => current),
    cycle: rows.map(({ cycle }) => cycle),
    step: rows.map(({ step }) => step),
    unix: rows.map(({ time }) => start + time),
  };
}

const two = (value: number): string => String(value).padStart(2, "0");
const clock = (seconds: number): string =>
  `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
const iso = (unix: number): string => new Date(unix * 1000).toISOString().slice(0, 19).replace("T", " ");
const american = (unix: number): string => {
  const [, y, m, d, rest] = /^(\d+)-(\d+)-(\d+) (.*)$/.exec(iso(unix))!;
  return `${m}/${d}/${y} ${rest}`;
};

/** How a file writes its table. */
export interface Style {
  readonly delimiter: string;
  readonly decimal: "." | ",";
}

export interface Made {
  readonly format: string;
  readonly text: string;
  /** Times of the test, where the file does not tell the time between its steps. */
  readonly time?: readonly number[];
  /** Columns that the file has beside time, voltage and current. */
  readonly has: readonly (keyof Truth)[];
}

const comma: Style = { delimiter: ",", decimal: "." };

/** Text of a number in a style. */
const n = (value: number, { decimal }: Style): string => String(value).replace(".", decimal);

function table(
  rows: Truth,
  header: readonly string[],
  style: Style,
  row: (i: number) => readonly (string | number)[],
): string {
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell) => (typeof cell === "number" ? n(cell, style) : cell)).join(style.delimiter);
  return [line(header), ...rows.time.map((_, i) => line(row(i)))].join("\n").concat("\n");
}

/** Every format, in a style of its own or in the given one. */
export function madeFiles(t: Truth, wanted?: Style): Made[] {
  const style = wanted ?? comma;
  const tabbed: Style =
    wanted === undefined ? { delimiter: "\t", decimal: "." } : { ...wanted, delimiter: "\t" };
  const state = (i: number): string => (t.current[i] > 0 ? "C" : t.current[i] < 0 ? "D" : "R");
  const full: readonly (keyof Truth)[] = ["cycle", "step", "unix", "stepTime"];
  const milli = t.current.map((value) => value * 1000);
  return [
    {
      format: "bdf-csv",
      has: ["cycle", "step", "unix"],
      text: table(
        t,
        [
          "test_time_second",
          "voltage_volt",
          "current_ampere",
          "cycle_count",
          "step_index",
          "unix_time_second",
        ],
        style,
        (i) => [t.time[i], t.voltage[i], t.current[i], t.cycle[i], t.step[i], t.unix[i]],
      ),
    },
    {
      format: "bdf-csv",
      has: ["cycle"],
      text: table(t, ["Test Time / s", "Voltage / V", "Current / A", "Cycle Count / 1"], style, (i) => [
        t.time[i],
        t.voltage[i],
        t.current[i],
        t.cycle[i],
      ]),
    },
    {
      format: "biologic-mpt",
      has: ["cycle", "step"],
      text: `EC-Lab ASCII FILE\nNb header lines : 6\n\nModulo Bat\nSafety : T < 70 °C, 3 µA\n${table(
        t,
        ["mode", "Ns", "time/s", "Ecell/V", "I/mA", "cycle number", "Capacitance charge/µF"],
        tabbed,
        (i) => [1, t.step[i], t.time[i], t.voltage[i], milli[i], t.cycle[i], 0],
      )}`,
    },
    {
      format: "biologic-mpt",
      has: [],
      text: table(t, ["mode", "time/s", "Ewe/V", "<I>/mA"], tabbed, (i) => [
        1,
        t.time[i],
        t.voltage[i],
        milli[i],
      ]),
    },
    {
      format: "neware-csv",
      has: full,
      text: table(
        t,
        [
          ...["DataPoint", "Cycle Index", "Step Index", "Step Type", "Time", "Cumulative Time"],
          ...["Current(mA)", "Voltage(V)", "Spec. Cap.(mAh/g)", "Date", "T(°C)"],
        ],
        style,
        (i) => [
          ...[i + 1, t.cycle[i], t.step[i], "CC Chg", clock(t.stepTime[i]), clock(t.time[i])],
          ...[milli[i], t.voltage[i], 0, iso(t.unix[i]), 25.5],
        ],
      ),
    },
    {
      format: "neware-csv",
      has: full,
      text: table(
        t,
        ["数据序号", "循环号", "工步号", "工步类型", "时间", "总时间", "电流(A)", "电压(V)", "绝对时间"],
        style,
        (i) => [
          ...[i + 1, t.cycle[i], t.step[i], "恒流充电", clock(t.stepTime[i]), clock(t.time[i])],
          ...[t.current[i], t.voltage[i], iso(t.unix[i])],
        ],
      ),
    },
    {
      format: "neware-csv",
      has: ["cycle", "step", "unix"],
      // a clock that begins again with every step: its steps follow one another without a gap
      time: t.time.map(
        (time, i) => time - 10 * (t.stepTime.slice(0, i + 1).filter((one) => one === 0).length - 1),
      ),
      text: nested(t, style),
    },
    {
      format: "arbin-csv",
      has: full,
      text: table(
        t,
        [
          "Data Point",
          "Date Time",
          "Test Time (s)",
          "Step Time (s)",
          "Cycle Index",
          "Step Index",
          "Current (A)",
          "Voltage (V)",
        ],
        style,
        (i) => [
          ...[i + 1, style.delimiter === "\t" ? american(t.unix[i]) : `\t${american(t.unix[i])}`],
          ...[t.time[i], t.stepTime[i], t.cycle[i], t.step[i], t.current[i], t.voltage[i]],
        ],
      ),
    },
    {
      format: "arbin-csv",
      has: full,
      text: table(
        t,
        [
          "Test_ID",
          "Data_Point",
          "Test_Time",
          "Step_Time",
          "DateTime",
          "Step_Index",
          "Cycle_Index",
          "Current",
          "Voltage",
        ],
        style,
        (i) => [
          1,
          i + 1,
          t.time[i],
          t.stepTime[i],
          t.unix[i],
          t.step[i],
          t.cycle[i],
          t.current[i],
          t.voltage[i],
        ],
      ),
    },
    {
      format: "maccor",
      has: full,
      text: `Today's Date\t09/21/2024\nDate of Test:\t09/20/2024 8:32:34 AM\n${table(
        t,
        ["Rec#", "Cyc#", "Step", "TestTime", "StepTime", "Amps", "Volts", "State", "DPT Time"],
        tabbed,
        (i) => [
          ...[i + 1, t.cycle[i], t.step[i], `  0d ${clock(t.time[i])}.00`, `  0d ${clock(t.stepTime[i])}`],
          ...[Math.abs(t.current[i]), t.voltage[i], state(i), american(t.unix[i])],
        ],
      )}`,
    },
    {
      format: "land",
      has: full,
      text: table(
        t,
        [
          "Record",
          "TestTime/Sec",
          "StepTime/Sec",
          "Cycle-Index",
          "Step-Index",
          "Current/mA",
          "Voltage/V",
          "SysTime",
        ],
        style,
        (i) => [
          i + 1,
          t.time[i],
          t.stepTime[i],
          t.cycle[i],
          t.step[i],
          milli[i],
          t.voltage[i],
          iso(t.unix[i]),
        ],
      ),
    },
    {
      format: "land",
      has: ["cycle", "step", "stepTime"],
      text: table(
        t,
        ["序号", "测试时间/Sec", "步骤时间/Sec", "循环序号", "步骤号", "电流/mA", "电压/V"],
        tabbed,
        (i) => [i + 1, t.time[i], t.stepTime[i], t.cycle[i], t.step[i], milli[i], t.voltage[i]],
      ),
    },
    {
      format: "basytec",
      has: ["cycle", "step", "stepTime"],
      text: `~Resultfile from Basytec Battery Test System\n~Start of Test: 20.09.2024 08:32:34\n~${table(
        t,
        ["Time[s]", "DataSet", "t-Step[s]", "Line", "Command", "U[V]", "I[A]", "T1[°C]", "Cyc-Count"],
        tabbed,
        (i) => [
          t.time[i],
          i + 1,
          t.stepTime[i],
          t.step[i],
          "Pause",
          t.voltage[i],
          t.current[i],
          25.5,
          t.cycle[i],
        ],
      )}`,
    },
    {
      format: "novonix",
      has: full,
      text: `[Summary]\nNovonix\nStarted: ${iso(t.unix[0])}\n[End Summary]\n[Data]\n${table(
        t,
        [
          "Date and Time",
          "Cycle Number",
          "Run Time (h)",
          "Step Time (h)",
          "Current (A)",
          "Potential (V)",
          "Step Number",
        ],
        style,
        (i) => [
          ...[iso(t.unix[i]), t.cycle[i], t.time[i] / 3600, t.stepTime[i] / 3600],
          ...[t.current[i], t.voltage[i], t.step[i]],
        ],
      )}`,
    },
    {
      format: "pec",
      has: full,
      text: `Request Year:,2019\nTest:,187\n#END RESULTS CHECK\n${table(
        t,
        [
          ...[
            "Test",
            "Step",
            "Cycle",
            "Total Time (Seconds)",
            "Load On Time (Seconds)",
            "Step Time (Seconds)",
          ],
          ...["Real Time", "Voltage (mV)", "Current (mA)", "Charge Capacity (mAh)", "Charge Capacity (mWh)"],
        ],
        style,
        (i) => [
          ...[187, t.step[i], t.cycle[i], t.time[i], 0, t.stepTime[i], american(t.unix[i])],
          ...[Number((t.voltage[i] * 1000).toFixed(3)), milli[i], 0, 0],
        ],
      )}`,
    },
    {
      format: "gamry-dta",
      has: [],
      text: `EXPLAIN\nTAG\tPWR800_CHARGE\nCURVE\tTABLE\t3\n${table(
        t,
        ["", "Pt", "T", "Vf", "Im"],
        tabbed,
        (i) => [...(i < 0 ? [] : [""]), i, t.time[i], t.voltage[i], t.current[i]],
      ).replace("\n", "\n\t#\ts\tV vs. Ref.\tA\n")}`,
    },
    {
      format: "delimited",
      has: ["cycle"],
      text: `a cell of ours\n\n${table(t, ["t / min", "U / mV", "I / mA", "Cycle"], style, (i) => [
        t.time[i] / 60,
        Number((t.voltage[i] * 1000).toFixed(3)),
        milli[i],
        t.cycle[i],
      ])}`,
    },
  ];
}

/** Rows of cycles and steps between the records; clocks of the step. */
function nested(t: Truth, style: Style): string {
  const { delimiter: d } = style;
  const lines = [
    ["Cycle ID", "Cap_Chg(mAh)", "Cap_DChg(mAh)"].join(d),
    ["", "Step ID", "Step Name", "Step Time(h:min:s.ms)", "Cap(mAh)"].join(d),
    [
      "",
      "",
      "Record ID",
      "Time(h:min:s.ms)",
      "Voltage(V)",
      "Current(mA)",
      "Temperature(?)",
      "State",
      "Absolute Time",
    ].join(d),
  ];
  let cycle = -1;
  let step = -1;
  t.time.forEach((_, i) => {
    if (t.cycle[i] !== cycle) {
      cycle = t.cycle[i];
      step = -1;
      lines.push([cycle, n(12.5, style), n(11.5, style)].join(d));
    }
    if (t.step[i] !== step) {
      step = t.step[i];
      lines.push(["", step, "CC_Chg", "0:03:20.000", n(3.25, style)].join(d));
    }
    lines.push(
      [
        ...[
          "",
          "",
          i + 1,
          `${clock(t.stepTime[i])}.000`,
          n(t.voltage[i], style),
          n(t.current[i] * 1000, style),
        ],
        ...[n(25.5, style), "x", iso(t.unix[i])],
      ].join(d),
    );
  });
  return `${lines.join("\n")}\n`;
}
