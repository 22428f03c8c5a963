/** Times and dates in cells, read from bytes: "00:01:02.5", "0d 00:00:5.05", "2022-05-18 16:27:52", "09/20/2024 08:32:34 PM". */

const isDigit = (c: number): boolean => c >= 48 && c <= 57;

/**
 * Seconds of a duration: [days d] hours:minutes:seconds[.fraction], or minutes:seconds; a fraction may have a comma. NaN for anything
 * else.
 */
export function clockSeconds(bytes: Uint8Array, from: number, length: number): number {
  const end = from + length;
  let at = from;
  let days = 0;
  let whole = 0;
  let parts = 0;
  let sign = 1;
  if (bytes[at] === 45) {
    sign = -1;
    at++;
  }
  for (;;) {
    let value = 0;
    const begin = at;
    while (at < end && isDigit(bytes[at])) value = 10 * value + bytes[at++] - 48;
    if (at === begin) return Number.NaN;
    const c = at < end ? bytes[at] : 0;
    if ((c | 32) === 100 && parts === 0 && days === 0) {
      days = value;
      at++;
      while (at < end && (bytes[at] === 32 || bytes[at] === 58)) at++;
      continue;
    }
    whole = whole * 60 + value;
    parts++;
    if (c === 58) {
      if (parts === 3) break;
      at++;
      continue;
    }
    if (parts < 2) return Number.NaN;
    if (at === end) return sign * (86400 * days + whole);
    break;
  }
  // the fraction of the second; also "h:min:s:ms" of some programs
  const mark = bytes[at];
  if (mark !== 46 && mark !== 44 && mark !== 58) return Number.NaN;
  at++;
  let digits = 0;
  let fraction = 0;
  while (at < end && isDigit(bytes[at])) {
    if (digits < 9) {
      fraction = 10 * fraction + bytes[at] - 48;
      digits++;
    }
    at++;
  }
  if (at !== end || digits === 0) return Number.NaN;
  // one division: whole and fraction together are exact below 2⁵³
  const scale = 10 ** digits;
  return sign * (((86400 * days + whole) * scale + fraction) / scale);
}

/** Order of the numbers of a date: year first, month first, day first. */
export type DateOrder = "ymd" | "mdy" | "dmy";

const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

/**
 * Seconds since 1970-01-01 of a date with time, as if its clock showed UTC (a zone such as Z or +02:00 is used where it is written);
 * NaN for anything else. Months may be words, hours 12 with AM and PM.
 */
export function dateSeconds(bytes: Uint8Array, from: number, length: number, order: DateOrder): number {
  const end = from + length;
  let at = from;
  const numbers: number[] = [];
  let month = 0;
  while (at < end && numbers.length + (month > 0 ? 1 : 0) < 3) {
    const c = bytes[at];
    if (isDigit(c)) {
      let value = 0;
      const begin = at;
      while (at < end && isDigit(bytes[at])) value = 10 * value + bytes[at++] - 48;
      if (at - begin > 4) return Number.NaN;
      numbers.push(value);
      // "05" may be a year of two digits: only behind day and month
      continue;
    }
    if ((c | 32) >= 97 && (c | 32) <= 122 && at + 2 < end) {
      if (month > 0) return Number.NaN;
      const word = String.fromCharCode(c | 32, bytes[at + 1] | 32, bytes[at + 2] | 32);
      const found = MONTHS.indexOf(word);
      if (found < 0 || found % 3 !== 0) return Number.NaN;
      month = found / 3 + 1;
      while (at < end && (bytes[at] | 32) >= 97 && (bytes[at] | 32) <= 122) at++;
      continue;
    }
    // 2024/1/2, 2024-1-2, 2.1.2024, 2024年1月2日
    if (c !== 45 && c !== 47 && c !== 46 && c !== 32 && c !== 44 && c < 128) return Number.NaN;
    at++;
  }
  let year: number;
  let day: number;
  if (month > 0) {
    if (numbers.length < 2) return Number.NaN;
    [day, year] = numbers[0] > 31 ? [numbers[1], numbers[0]] : [numbers[0], numbers[1]];
  } else {
    if (numbers.length < 3) return Number.NaN;
    if (order === "ymd" || numbers[0] > 31) [year, month, day] = numbers;
    else if (order === "mdy") [month, day, year] = numbers;
    else [day, month, year] = numbers;
  }
  if (year < 100) year += year < 70 ? 2000 : 1900;
  if (month < 1 || month > 12 || day < 1 || day > 31) return Number.NaN;
  const midnight = Date.UTC(year, month - 1, day) / 1000;
  while (at < end && (bytes[at] === 32 || bytes[at] === 84 || bytes[at] === 9 || bytes[at] > 127)) at++;
  if (at === end) return midnight;
  let clock = at;
  while (clock < end && (isDigit(bytes[clock]) || [58, 46, 44].includes(bytes[clock]))) clock++;
  let seconds = clockSeconds(bytes, at, clock - at);
  // "16:27" is hours and minutes here, not minutes and seconds
  let colons = 0;
  for (let i = at; i < clock; i++) if (bytes[i] === 58) colons++;
  if (colons === 1) seconds *= 60;
  while (clock < end && bytes[clock] === 32) clock++;
  if (clock < end && (bytes[clock + 1] | 32) === 109) {
    const half = bytes[clock] | 32;
    const twelve = seconds >= 43200;
    if (half === 112 && !twelve) seconds += 43200;
    else if (half === 97 && twelve) seconds -= 43200;
    else if (half !== 112 && half !== 97) return Number.NaN;
    clock += 2;
  } else if (clock < end) {
    const zone = zoneSeconds(bytes, clock, end);
    if (zone === undefined) return Number.NaN;
    return midnight + seconds - zone;
  }
  return clock === end ? midnight + seconds : Number.NaN;
}

function zoneSeconds(bytes: Uint8Array, at: number, end: number): number | undefined {
  const text = String.fromCharCode(...bytes.subarray(at, end)).trim();
  if (/^(z|utc|gmt)$/i.test(text)) return 0;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(text);
  if (match === null) return undefined;
  const size = 3600 * Number(match[2]) + 60 * Number(match[3] ?? 0);
  return match[1] === "-" ? -size : size;
}

const encoder = new TextEncoder();

/** The same for a text. */
export function clockOf(text: string): number {
  const bytes = encoder.encode(text.trim());
  return clockSeconds(bytes, 0, bytes.length);
}

/** The same for a text. */
export function dateOf(text: string, order: DateOrder): number {
  const bytes = encoder.encode(text.trim());
  return dateSeconds(bytes, 0, bytes.length, order);
}

/**
 * The order in which these dates are written, from the dates alone or from the seconds that passed beside them; undefined when
 * both orders are possible.
 * @param elapsed a running clock of seconds, minutes or hours, one number per date
 */
export function dateOrderOf(dates: readonly string[], elapsed?: readonly number[]): DateOrder | undefined {
  const orders: DateOrder[] = ["ymd", "mdy", "dmy"];
  const possible = orders.filter((order) => {
    const yearFirst = dates.every((date) => /^\s*"?\d{4}\D/.test(date));
    return (order === "ymd") === yearFirst && dates.every((date) => Number.isFinite(dateOf(date, order)));
  });
  if (possible.length < 2) return possible[0];
  if (dates.every((date) => /[a-z]{3}/i.test(date.replace(/[ap]m/i, "")))) return possible[0];
  if (elapsed === undefined) return undefined;
  const last = dates.length - 1;
  const fits = possible.filter((order) => {
    const passed = dateOf(dates[last], order) - dateOf(dates[0], order);
    return clockUnit(passed, elapsed[last] - elapsed[0]) !== undefined;
  });
  return fits.length === 1 && differs(dates) ? fits[0] : undefined;
}

/** Seconds in a unit of a clock (1, 60 or 3600) by what passed on it while `seconds` passed; undefined when none fits. */
export function clockUnit(seconds: number, ticks: number): number | undefined {
  return [1, 60, 3600].find((unit) => seconds > 0 && Math.abs(seconds - unit * ticks) <= 2 + 0.02 * seconds);
}

/** Whether the dates name more than one day: else any order fits. */
function differs(dates: readonly string[]): boolean {
  return new Set(dates.map((date) => date.trim().split(/[ T]/)[0])).size > 1;
}
