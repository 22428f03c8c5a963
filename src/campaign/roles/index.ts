/** Every role: one line each. */

import type { RoleName } from "../entry.ts";
import type { Role } from "../role.ts";
import { cycling } from "./cycling.ts";
import { diffusion } from "./diffusion.ts";
import { impedance, impedanceByCycle } from "./impedance.ts";
import { impedanceByTemperature } from "./impedanceByTemperature.ts";
import { lsv } from "./lsv.ts";
import { dcPolarisation, polarisation } from "./polarisation.ts";
import { pressure } from "./pressure.ts";
import { xps, xrd } from "./spectrum.ts";
import { steppedCurrent } from "./steppedCurrent.ts";
import { stripping } from "./stripping.ts";
import { tafel } from "./tafel.ts";

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
