import { describe, expect, test } from "vitest";
import { BOLTZMANN } from "../../src/fit/link.ts";
import { arrheniusAt } from "../../src/fit/seriesLaw.ts";
import type { ArrheniusParameter } from "../../src/fit/seriesResult.ts";
import { arrheniusPlot, energyText, lawText } from "../../src/report/arrhenius.ts";
import { readMarkup, readTicks } from "./markup.ts";

const law: ArrheniusParameter = {
  parameter: "R1.R",
  unit: "Ω",
  reference: 298.15,
  form: "plain",
  sense: "resistance",
  activationEnergy: 0.36,
  activationEnergyStderr: 0.004,
  value: 250,
  stderr: 5,
  lnPrefactor: Math.log(250) - 0.36 / (BOLTZMANN * 298.15),
  lnPrefactorStderr: 0.15,
  correlation: -0.3,
};
const temperature = [253.15, 273.15, 298.15, 323.15, 353.15];
const value = temperature.map((T) => 250 * Math.exp((0.36 / BOLTZMANN) * (1 / T - 1 / 298.15)));

describe("law", () => {
  test("its value at a temperature is that of the formula; prefactor and reference say the same", () => {
    temperature.forEach((T, i) => {
      expect(arrheniusAt(law, T).value / value[i]).toBeCloseTo(1, 12);
      expect(Math.exp(law.lnPrefactor + 0.36 / (BOLTZMANN * T)) / value[i]).toBeCloseTo(1, 10);
    });
    expect(arrheniusAt({ ...law, sense: "conductance" }, 350).value).toBeCloseTo(
      250 * Math.exp((-0.36 / BOLTZMANN) * (1 / 350 - 1 / 298.15)),
      8,
    );
    expect(arrheniusAt({ ...law, form: "temperature" }, 350).value / arrheniusAt(law, 350).value).toBeCloseTo(
      350 / 298.15,
      12,
    );
  });

  test("the error of ln p follows from those of value and Ea and their correlation; at the reference it is that of the value", () => {
    expect(arrheniusAt(law, 298.15).lnStderr).toBeCloseTo(5 / 250, 12);
    const slope = (1 / 353.15 - 1 / 298.15) / BOLTZMANN;
    const variance = 0.02 ** 2 + 2 * -0.3 * 0.02 * 0.004 * slope + (0.004 * slope) ** 2;
    expect(arrheniusAt(law, 353.15).lnStderr).toBeCloseTo(Math.sqrt(variance), 12);
  });

  test("words: eV with its error, kJ/mol beside it, the formula of the form", () => {
    // 0.36 eV · 96.485 kJ/(mol·eV)
    expect(energyText(law)).toBe("0.360 ± 0.004 eV (34.7 ± 0.4 kJ·mol⁻¹)");
    expect(lawText(law)).toBe("p = p₀·exp(Ea/kT)");
    expect(lawText({ form: "temperature", sense: "conductance" })).toBe("p = p₀/T·exp(−Ea/kT)");
    expect(lawText({ form: "plain", sense: "conductance" }, "σ")).toBe("σ = σ₀·exp(−Ea/kT)");
    expect(lawText({ form: "temperature", sense: "resistance" }, "R")).toBe("R = R₀·T·exp(Ea/kT)");
  });
});

describe("Arrhenius plot", () => {
  const svg = arrheniusPlot(law, { temperature, value, stderr: value.map((x) => 0.05 * x) });
  const read = (axis: "x" | "y", at: number): number => {
    const ticks = readTicks(svg, axis);
    const [a, b] = [ticks[0]!, ticks.at(-1)!];
    const of = (tick: { value: number }): number => (axis === "y" ? Math.log(tick.value) : tick.value);
    return of(a) + ((at - a.at) * (of(b) - of(a))) / (b.at - a.at);
  };

  test("points stand at 1000/T and at the logarithm of their value", () => {
    const dots = readMarkup(svg).filter(
      (one) =>
        one.attributes.class === "points" &&
        one.path.includes("g") &&
        one.attributes.d!.split("M").length > 4,
    );
    const places = [...dots[0]!.attributes.d!.matchAll(/M(\S+) (\S+?)a/g)].map(([, x, y]) => [
      Number(x) + 1.7,
      Number(y),
    ]);
    expect(places.length).toBe(5);
    places.forEach(([x, y], i) => {
      expect(read("x", x!)).toBeCloseTo(1000 / temperature[i]!, 1);
      // The text of a tick stands 0.35 em below its tick
      expect(Math.exp(read("y", y! + 0.35 * 6.8)) / value[i]!).toBeCloseTo(1, 1);
    });
  });

  test("temperatures in °C stand over the upper edge where 1000/T says", () => {
    const labels = readMarkup(svg).filter((one) => one.attributes.class === "tick-top");
    expect(labels.length).toBeGreaterThan(2);
    for (const { text, attributes } of labels) {
      const celsius = Number(text.replace("−", "-"));
      expect(read("x", Number(attributes.x))).toBeCloseTo(1000 / (celsius + 273.15), 2);
    }
    const named = readMarkup(svg).filter((one) => one.attributes.class === "name-top");
    expect(named.map(({ text }) => text)).toEqual(["T (°C)"]);
  });

  test("is well-formed and shows no NaN, also without points, with doubtful ones and undetermined errors", () => {
    for (const points of [
      { temperature: [], value: [] },
      { temperature, value: [1, Number.NaN, 3, -4, 5], doubtful: [true, false, false, false, false] },
      { temperature: [300], value: [10], stderr: [Number.NaN] },
    ]) {
      const drawn = arrheniusPlot({ ...law, activationEnergyStderr: Number.NaN, stderr: Number.NaN }, points);
      expect(readMarkup(drawn).length).toBeGreaterThan(5);
      expect(drawn).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});
