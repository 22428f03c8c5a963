import { describe, expect, test } from "vitest";
import { smoothingSpline } from "../../src/impedance/smoothingSpline.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { zHit } from "../../src/impedance/zhit.ts";
import { spectrumOf, sweep } from "./spectra.ts";

const most = (values: ArrayLike<number>): number => Math.max(...Array.from(values, Math.abs));

/** R0 + R/(1 + (jωτ)ⁿ). */
const arc = (R0: number, R: number, tau: number, n: number, frequency = sweep(1e5, 0.01, 10)): Spectrum =>
  spectrumOf(frequency, (w) => {
    const x = (w * tau) ** n;
    const [c, s] = [Math.cos((n * Math.PI) / 2), Math.sin((n * Math.PI) / 2)];
    const square = (1 + x * c) ** 2 + (x * s) ** 2;
    return [R0 + (R * (1 + x * c)) / square, (-R * x * s) / square];
  });

describe("Z-HIT", () => {
  test("a constant phase element comes out exactly: constant phase, no third term", () => {
    const cpe = spectrumOf(sweep(1e4, 0.1, 10), (w) => [
      w ** -0.7 * Math.cos(0.35 * Math.PI),
      -(w ** -0.7) * Math.sin(0.35 * Math.PI),
    ]);
    expect(most(zHit(cpe)!.residual)).toBeLessThan(1e-10);
  });

  test.each([
    ["R–(R‖C)", 10, 100, 1, 0.033],
    ["R–(R‖Q)", 10, 100, 0.8, 0.012],
    ["R–(R‖Q), small", 50, 20, 0.6, 0.001],
  ])("%s: the series with analytic phase, and |Z| within what it allows", (_, R0, R, n, allowed) => {
    const spectrum = arc(R0, R, 0.01, n, sweep(1e6, 1e-3, 10));
    const hit = zHit(spectrum, [1e-3, 1e6])!;
    expect(most(hit.residual)).toBeLessThan(1.05 * allowed);
    // 2/π ∫ φ dlnω − π/6 φ′ by the trapezoidal rule on a fine grid, the mean over the points as constant
    const fine = 400;
    const grid = arc(R0, R, 0.01, n, sweep(1e6, 1e-3, 10 * fine));
    const phase = grid.real.map((re, i) => Math.atan2(grid.imaginary[i], re));
    const h = Math.log(10) / (10 * fine);
    let integral = 0;
    const raw: number[] = [];
    phase.forEach((value, i) => {
      if (i > 0) integral -= (h / 2) * (value + phase[i - 1]);
      if (i % fine !== 0) return;
      const [before, after] = [Math.max(i - 1, 0), Math.min(i + 1, phase.length - 1)];
      const slope = -(phase[after] - phase[before]) / (h * (after - before));
      raw.push((2 / Math.PI) * integral - (Math.PI / 6) * slope);
    });
    const modulus = spectrum.real.map((re, i) => Math.log(Math.hypot(re, spectrum.imaginary[i])));
    const constant = raw.reduce((sum, value, i) => sum + modulus[i] - value, 0) / raw.length;
    raw.forEach((value, i) => {
      expect(Math.log(hit.modulus[i]) - value - constant).toBeCloseTo(0, 3);
    });
  });

  test("the correction by the derivative is what makes it that good", () => {
    const spectrum = arc(10, 100, 0.01, 0.8);
    const x = spectrum.frequency.map((f) => Math.log(2 * Math.PI * f)).reverse();
    const phase = spectrum.real.map((re, i) => Math.atan2(spectrum.imaginary[i], re)).reverse();
    const spline = smoothingSpline(x, phase);
    const modulus = spectrum.real.map((re, i) => Math.log(Math.hypot(re, spectrum.imaginary[i]))).reverse();
    const plain = modulus.map((value, i) => value - (2 / Math.PI) * spline.integral[i]);
    const mean = plain.reduce((sum, value) => sum + value, 0) / plain.length;
    const uncorrected = Math.sqrt(plain.reduce((sum, value) => sum + (value - mean) ** 2, 0) / plain.length);
    expect(zHit(spectrum)!.rms).toBeLessThan(uncorrected / 5);
  });

  test("a drift of |Z| that leaves the phase alone shows as it is", () => {
    const spectrum = arc(10, 100, 0.01, 0.8);
    const factor = spectrum.frequency.map((f) => 1 + 0.1 / (1 + f / 0.1));
    const drifted = {
      ...spectrum,
      real: spectrum.real.map((z, i) => z * factor[i]),
      imaginary: spectrum.imaginary.map((z, i) => z * factor[i]),
    };
    const [before, after] = [zHit(spectrum)!, zHit(drifted)!];
    factor.forEach((f, i) => {
      // the window, 1 … 1000 Hz, drifts by 1 % at its lower end
      expect((1 - after.residual[i]) * f).toBeCloseTo(1 - before.residual[i], 2);
    });
    expect(after.residual.at(-1)!).toBeGreaterThan(0.06);
  });

  test("noise of the phase does not carry over: the spline is smooth", () => {
    let state = 7;
    const uniform = (): number => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return state / 2147483648 - 0.5;
    };
    const spectrum = arc(10, 100, 0.01, 0.8);
    const turned = spectrumOf(spectrum.frequency, (_, i) => {
      const turn = 0.01 * uniform();
      const [re, im] = [spectrum.real[i], spectrum.imaginary[i]];
      return [re * Math.cos(turn) - im * Math.sin(turn), re * Math.sin(turn) + im * Math.cos(turn)];
    });
    const [clean, noisy] = [zHit(spectrum)!, zHit(turned)!];
    const change = noisy.modulus.map((value, i) => value / clean.modulus[i] - 1);
    // ±0.005 rad between points 0.23 apart would make a derivative of ±0.02 and |Z| jump by 1 %
    const jumps = change.slice(1).map((value, i) => value - change[i]);
    expect(most(jumps)).toBeLessThan(0.004);
  });

  test("order of the points, scale of Z and repeated frequencies do not matter", () => {
    const spectrum = arc(10, 100, 0.01, 0.8);
    const plain = zHit(spectrum)!;
    const reversed = zHit({
      frequency: spectrum.frequency.slice().reverse(),
      real: spectrum.real.map((z) => 7 * z).reverse(),
      imaginary: spectrum.imaginary.map((z) => 7 * z).reverse(),
    })!;
    reversed.residual.reverse().forEach((value, i) => {
      expect(value).toBeCloseTo(plain.residual[i], 10);
    });
    const twice = (values: Float64Array): Float64Array => Float64Array.of(...values, values[20]);
    const repeated = zHit({
      frequency: twice(spectrum.frequency),
      real: twice(spectrum.real),
      imaginary: twice(spectrum.imaginary),
    })!;
    expect(repeated.modulus[71]).toBe(repeated.modulus[20]);
    expect(repeated.modulus[20] / plain.modulus[20]).toBeCloseTo(1, 2);
  });

  test("a phase that passes −180° goes on", () => {
    // |Z| = ω^−2.2, phase −198°: atan2 says 162°
    const steep = spectrumOf(sweep(100, 1, 10), (w) => {
      const size = w ** -2.2;
      return [size * Math.cos(-1.1 * Math.PI), size * Math.sin(-1.1 * Math.PI)];
    });
    expect(most(zHit(steep)!.residual)).toBeLessThan(1e-9);
    // from −162° to −198°: φ is linear in ln ω, ln|Z| its integral
    const turning = spectrumOf(sweep(100, 1, 10), (w) => {
      const x = Math.log(w / 60);
      const phase = -Math.PI - 0.15 * x;
      const size = Math.exp((2 / Math.PI) * (-Math.PI * x - 0.075 * x * x));
      return [size * Math.cos(phase), size * Math.sin(phase)];
    });
    expect(most(zHit(turning)!.residual)).toBeLessThan(0.01);
  });

  test("the window fixes the constant; without points in it the middle of the spectrum does", () => {
    const spectrum = arc(10, 100, 0.01, 0.8);
    const low = zHit(spectrum, [0.01, 0.1])!;
    expect(low.window[0]).toBeCloseTo(0.01, 8);
    expect(low.window[1]).toBeCloseTo(0.1, 8);
    const mean =
      spectrum.frequency.reduce((sum, f, i) => sum + (f <= 0.1001 ? Math.log(1 - low.residual[i]) : 0), 0) /
      11;
    expect(mean).toBeCloseTo(0, 8);
    const outside = zHit(spectrum, [1e7, 1e8])!;
    expect(outside.window[0]).toBeGreaterThan(0.1);
    expect(outside.window[1]).toBeLessThan(1e4);
  });

  test("fewer than five frequencies have none", () => {
    expect(zHit(arc(1, 2, 1, 1, sweep(1e3, 1, 1)))).toBeUndefined();
  });
});

describe("smoothing spline", () => {
  const x = Float64Array.from({ length: 30 }, (_, i) => 0.3 * i + 0.1 * Math.sin(3 * i));
  const y = x.map((v, i) => Math.sin(v) + 0.05 * Math.cos(11 * i));

  test("a straight line is kept at every λ", () => {
    const line = x.map((v) => 2 - 0.3 * v);
    for (const lambda of [1e-6, 1, 1e6]) {
      const { value, slope, curvature, integral } = smoothingSpline(x, line, lambda);
      value.forEach((v, i) => {
        expect(v).toBeCloseTo(line[i], 8);
      });
      expect(slope[7]).toBeCloseTo(-0.3, 8);
      expect(most(curvature)).toBeLessThan(1e-8);
      expect(integral[29]).toBeCloseTo(2 * (x[29] - x[0]) - 0.15 * (x[29] ** 2 - x[0] ** 2), 8);
    }
  });

  test("value, slope, curvature and integral agree with SciPy's make_smoothing_spline", () => {
    // scipy.interpolate.make_smoothing_spline(x, y, lam=0.01): g(x[10]), g′, g″, ∫ from x[0]
    const { value, slope, curvature, integral } = smoothingSpline(x, y, 0.01);
    expect([value[10], slope[10], curvature[10], integral[10]].map((v) => Number(v.toPrecision(10)))).toEqual(
      [0.2249555012, -0.9837633087, 0.2115461321, 1.967544768],
    );
  });

  test("λ has the least generalised cross-validation, computed from the whole smoother matrix", () => {
    const gcv = (lambda: number): number => {
      const n = x.length;
      let trace = 0;
      for (let k = 0; k < n; k++) {
        trace += smoothingSpline(
          x,
          Float64Array.from({ length: n }, (_, i) => (i === k ? 1 : 0)),
          lambda,
        ).value[k];
      }
      const { value } = smoothingSpline(x, y, lambda);
      const rss = value.reduce((sum, v, i) => sum + (v - y[i]) ** 2, 0);
      return (n * rss) / (n - trace) ** 2;
    };
    const { lambda } = smoothingSpline(x, y);
    for (const factor of [0.01, 0.1, 0.5, 2, 10, 100]) {
      expect(gcv(lambda)).toBeLessThan(gcv(lambda * factor) * 1.01);
    }
  });
});
