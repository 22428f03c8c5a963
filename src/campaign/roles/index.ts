/** Every role: one line each. */
import type { Role } from "../role.ts";
import type { RoleName } from "../schema.ts";
import { impedance, impedanceByCycle, impedanceByTemperature } from "./impedance.ts";
import { cycling, pressure, steppedCurrent } from "./records.ts";
import { xps, xrd } from "./spectrum.ts";
import { dcPolarisation, diffusion, lsv, polarisation, stripping, tafel } from "./transport.ts";

const roles: { readonly [R in RoleName]: Role<R> } = {
  impedance,
  "impedance-by-cycle": impedanceByCycle,
  "impedance-by-temperature": impedanceByTemperature,
  polarisation,
  "dc-polarisation": dcPolarisation,
  tafel,
  lsv,
  diffusion,
  cycling,
  "stepped-current": steppedCurrent,
  stripping,
  pressure,
  xps,
  xrd,
};

/** The role of an entry; the key `role` of the entry says which, so that the two fit. */
export function roleOf(name: RoleName): Role<RoleName> {
  return roles[name] as unknown as Role<RoleName>;
}
