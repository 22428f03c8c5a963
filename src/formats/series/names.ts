/** Names of columns that more than one program writes, English, German and Chinese. */
import { seriesColumns } from "../../series/record.ts";
import type { NameRule } from "./format.ts";
import { canonical } from "./heading.ts";

/** The names of the Battery Data Format themselves. */
export const BDF_NAMES: readonly NameRule[] = seriesColumns.map((column) => ({
  name: new RegExp(`^${canonical(column)}$`),
  column,
}));

/** Dates with time: seconds since 1970 of a clock without zone. */
export const DATE_NAMES: readonly NameRule[] = [
  {
    name: /^(datetime|dateandtime|datetimeisostring|date|datum|absolutetime|abstime|systime|realtime|dpttime|timestamp|systemtime|unixtime|系统时间|绝对时间|日期|日期时间)$/,
    column: "unix_time_second",
  },
];

export const TIME_NAMES: readonly NameRule[] = [
  {
    name: /^(testtime|totaltime|cumulativetime|elapsedtime|runtime|progtime|programduration|timetotal|总时间|测试时间|累计时间)$/,
    column: "test_time_second",
  },
  { name: /^(steptime|tstep|relativetime|reltime|步骤时间|工步时间|相对时间)$/, column: "step_time_second" },
];

export const STATE_NAMES: readonly NameRule[] = [
  {
    name: /^(voltage|volts?|vol|potential|ecell|<ewe>|ewe|<ecell>|vf|cellvoltage|u|v|e|spannung|电压)$/,
    column: "voltage_volt",
  },
  { name: /^(current|amps?|cur|<i>|i|im|strom|电流)$/, column: "current_ampere" },
  {
    name: /^(cycleindex|cyclenumber|cyclecount|cycle|cycleno|cyclec|cycleid|cyc|cyccount|循环号|循环序号|循环)$/,
    column: "cycle_count",
  },
  {
    name: /^(stepindex|stepnumber|stepno|stepid|step|工步号|工步序号|工步)$/,
    column: "step_index",
  },
  { name: /^(stepcount)$/, column: "step_count" },
  { name: /^(power|p|功率)$/, column: "power_watt" },
  {
    name: /^(internalresistance|dcir|resistance|内阻)$/,
    column: "internal_resistance_ohm",
  },
  {
    name: /^(ambienttemp(erature)?|chambertemp(erature)?|环境温度)$/,
    column: "ambient_temperature_celsius",
  },
  {
    name: /^(temp(erature)?1?|surfacetemp(erature)?|auxtemp(erature)?1?|celltemp(erature)?|t1|温度)$/,
    column: "surface_temperature_celsius",
  },
  { name: /^(pressure|surfacepressure|压力)$/, column: "surface_pressure_pa" },
];

/** Charges and energies of the two directions, and of a step, counted as the format says. */
export function chargeNames(counts: string): readonly NameRule[] {
  const rule = (name: RegExp, column: NameRule["column"]): NameRule => ({ name, column, counts });
  return [
    rule(/^(chargecapacity|chgcap(acity)?|chargingcapacity|qcharge|ahcha|充电容量)$/, "charging_capacity_ah"),
    rule(
      /^(dischargecapacity|dchgcap(acity)?|dischgcap(acity)?|dischargingcapacity|qdischarge|ahdch|放电容量)$/,
      "discharging_capacity_ah",
    ),
    rule(/^(chargeenergy|chgenergy|chgeng|chargingenergy|energycharge|充电能量)$/, "charging_energy_wh"),
    rule(
      /^(dischargeenergy|dchgenergy|dchgeng|dischargingenergy|energydischarge|放电能量)$/,
      "discharging_energy_wh",
    ),
    rule(/^(capacity|cap|amphr?s?|容量)$/, "step_capacity_ah"),
    rule(/^(energy|ener|watthr?s?|能量)$/, "step_energy_wh"),
  ];
}
