import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../lib/rehearsal/read-scenario';
import { arrivalCurve } from '../../../lib/simulator/arrival';
import { outcomeOf } from '../../../lib/simulator/marginals';
import type { Scenario } from '../../../lib/simulator/scenario';
import { lengthInDays, simulateTraffic, type TrafficDay } from '../../../lib/simulator/traffic';
import { plantedEffect } from '../../../lib/simulator/truth';
import { unitsOf } from '../../../lib/simulator/unit';
import { normalQuantile } from '../../../lib/statistics/distributions/normal';

function scenarioOf(changes: object = {}): Scenario {
  return parseScenario({
    experiment: { key: 'plain' },
    units: 4_000,
    days: 7,
    variants: [
      { key: 'control', weight: 0.5 },
      { key: 'treatment', weight: 0.5, effects: { bought: 0.5, spent: 0.3, visits: 0.2 } },
    ],
    metrics: [
      { key: 'bought', kind: 'proportion', rate: 0.2, delayDays: 2 },
      { key: 'spent', kind: 'sum', mean: 10, sd: 12, zeroShare: 0.4, past: { correlation: 0.8 } },
      { key: 'visits', kind: 'count', mean: 3, sd: 3 },
    ],
    ...changes,
  });
}
const byNumber = (unit: string) => Number(unit.split('-').at(-1)) % 2;
const trafficOf = (scenario: Scenario, seed = 1, assign = byNumber): TrafficDay[] => [
  ...simulateTraffic(scenario, seed, assign),
];
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a metric of a unit', () => {
  // Latents at the midpoints of a fine grid: the mean of the outcomes is the integral.
  const latents = Array.from({ length: 20_000 }, (_, i) => normalQuantile((i + 0.5) / 20_000));

  it.each(scenarioOf().metrics)('has the stated mean, times the factor: $key', (metric) => {
    const stated = metric.kind === 'proportion' ? metric.rate : metric.mean;
    for (const factor of [1, 1.3]) {
      const values = latents.map((latent) => outcomeOf(metric, latent, factor));
      expect(meanOf(values) / (stated * factor)).toBeCloseTo(1, 2);
    }
  });

  it.each(scenarioOf().metrics.slice(1))('has the stated deviation: $key', (metric) => {
    if (metric.kind === 'proportion') throw new Error('a proportion has none of its own');
    const values = latents.map((latent) => outcomeOf(metric, latent, 1));
    const mean = meanOf(values);
    const variance = meanOf(values.map((value) => (value - mean) ** 2));
    expect(Math.sqrt(variance) / metric.sd).toBeCloseTo(1, 1);
  });

  it('never comes to less with a greater factor', () => {
    for (const metric of scenarioOf().metrics) {
      for (const latent of latents.filter((_, i) => i % 50 === 0)) {
        expect(outcomeOf(metric, latent, 1.2)).toBeGreaterThanOrEqual(outcomeOf(metric, latent, 1));
      }
    }
  });
});

describe('a unit', () => {
  it('is the same whatever others there are, and what it did before does not depend on its variant', () => {
    const unit = unitsOf(scenarioOf(), 7)(123);
    const again = unitsOf(scenarioOf(), 7)(123);
    expect(again.before).toEqual(unit.before);
    expect(again.after(1)).toEqual(unit.after(1));
    expect(unitsOf(scenarioOf(), 8)(123).arrivesAt).not.toBe(unit.arrivesAt);
  });

  it('has a past that goes with what it does, as strongly as stated', () => {
    const scenario = scenarioOf({
      metrics: [{ key: 'spent', kind: 'sum', mean: 10, sd: 1, past: { correlation: 0.8 } }],
      variants: [
        { key: 'control', weight: 0.5 },
        { key: 'treatment', weight: 0.5 },
      ],
    });
    const unitOf = unitsOf(scenario, 1);
    const pairs = Array.from({ length: 4_000 }, (_, index) => {
      const unit = unitOf(index);
      return [unit.before[0]?.value ?? 0, unit.after(0)[0]?.value ?? 0] as const;
    });
    const [before, after] = [meanOf(pairs.map(([x]) => x)), meanOf(pairs.map(([, y]) => y))];
    const covariance = meanOf(pairs.map(([x, y]) => (x - before) * (y - after)));
    // Both have a deviation of 1, and so narrow a log-normal keeps the latents' correlation.
    expect(covariance).toBeCloseTo(0.8, 1);
  });
});

describe('simulated traffic', () => {
  it('is the same for the same seed and assignment, and other for another seed', () => {
    const scenario = scenarioOf({ units: 300 });
    expect(trafficOf(scenario)).toEqual(trafficOf(scenario));
    expect(trafficOf(scenario, 2)).not.toEqual(trafficOf(scenario));
  });

  it('holds every unit once, in the shares of its arrival curve, and nothing outside its day', () => {
    const scenario = scenarioOf({ arrival: 'weekday' });
    const days = trafficOf(scenario);
    expect(days).toHaveLength(lengthInDays(scenario));
    const curve = arrivalCurve(scenario);
    days.slice(0, 7).forEach(({ exposures }, day) => {
      const share = (curve[day] ?? 0) - (curve[day - 1] ?? 0);
      expect(Math.abs(exposures.length - 4_000 * share)).toBeLessThanOrEqual(2);
      expect(exposures.every((one) => one.day >= day && one.day < day + 1)).toBe(true);
    });
    expect(new Set(days.flatMap(({ exposures }) => exposures.map(({ unit }) => unit))).size).toBe(4_000);
  });

  it('tells no event before it happened', () => {
    const scenario = scenarioOf({ faults: { lateShare: 0.5, lateDays: 3, duplicateShare: 0.2 } });
    for (const { day, events } of trafficOf(scenario)) {
      expect(events.every(({ occurred }) => occurred.day - occurred.daysBefore < day + 1)).toBe(true);
    }
  });

  it('loses the stated share of a variant’s exposures, and none of its events', () => {
    const [whole, broken] = [{}, { faults: { lostExposures: { treatment: 0.25 } } }].map((changes) =>
      trafficOf(scenarioOf(changes)),
    );
    const exposed = (days: readonly TrafficDay[] = [], variant: number) =>
      days.flatMap(({ exposures }) => exposures.filter((one) => one.variant === variant)).length;
    expect(exposed(broken, 0)).toBe(exposed(whole, 0));
    expect(exposed(broken, 1) / exposed(whole, 1)).toBeCloseTo(0.75, 1);
    const events = (days: readonly TrafficDay[] = []) => days.flatMap((day) => day.events).length;
    expect(events(broken)).toBe(events(whole));
  });

  it('sends the stated share twice, under one id', () => {
    const days = trafficOf(scenarioOf({ faults: { duplicateShare: 0.3 } }));
    const ids = days.flatMap(({ events }) => events.map(({ id }) => id));
    expect(ids.length / new Set(ids).size).toBeCloseTo(1.3, 1);
  });
});

describe('the planted truth', () => {
  const segments = [
    {
      attribute: 'device',
      values: [
        { value: 'phone', share: 0.5, meanFactor: 0.5, effectFactor: 2 },
        { value: 'desktop', share: 0.5, meanFactor: 1.5, effectFactor: 0.4 },
      ],
    },
  ];

  it('is the stated effect where nothing varies', () => {
    expect(plantedEffect(scenarioOf(), 1, 'spent', 7)).toBe(0.3);
    expect(plantedEffect(scenarioOf(), 0, 'spent', 7)).toBe(0);
  });

  it('weighs segments by what their units come to', () => {
    const scenario = scenarioOf({ segments });
    expect(plantedEffect(scenario, 1, 'spent', 7)).toBeCloseTo(0.3 * (0.25 * 2 + 0.75 * 0.4), 12);
    expect(plantedEffect(scenario, 1, 'spent', 7, { attribute: 'device', value: 'phone' })).toBeCloseTo(
      0.6,
      12,
    );
  });

  it('falls with the days since exposure: the mean of the decay over the delays that were seen', () => {
    const scenario = scenarioOf({ novelty: { halfLifeDays: 1, remaining: 0 } });
    // All delays of up to two days are in: (1 - 2^-2) / (2 ln 2).
    expect(plantedEffect(scenario, 1, 'bought', 30)).toBeCloseTo((0.5 * 0.75) / (2 * Math.LN2), 4);
    expect(plantedEffect(scenario, 1, 'bought', 1)).toBeGreaterThan(plantedEffect(scenario, 1, 'bought', 3));
    // What happens at once is as it was stated.
    expect(plantedEffect(scenario, 1, 'spent', 30)).toBe(0.3);
  });

  it('is what the units do, on average over many', () => {
    const scenario = scenarioOf({ segments, novelty: { halfLifeDays: 1, remaining: 0.2 }, units: 10_000 });
    const unitOf = unitsOf(scenario, 3);
    const sums = [0, 0];
    for (let index = 0; index < scenario.units; index += 1) {
      const { after } = unitOf(index);
      for (const variant of [0, 1]) {
        const did = after(variant).find(({ metric }) => metric.key === 'bought')?.value ?? 0;
        sums[variant] = (sums[variant] ?? 0) + did;
      }
    }
    const found = (sums[1] ?? 0) / (sums[0] ?? 1) - 1;
    expect(Math.abs(found - plantedEffect(scenario, 1, 'bought', lengthInDays(scenario)))).toBeLessThan(0.02);
  });
});
