import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { meanEffect, sampleRatioTest } from '@/lib/statistics';
import { expectRelative, valueOf } from '../support/outcomes';

const metric = z.object({ mean: z.number(), variance: z.number() });
const interval = z.tuple([z.number(), z.number()]);
const experiment = z.object({
  control: z.string(),
  arms: z.record(z.string(), z.object({ units: z.number() }).catchall(metric.or(z.number()))),
  sampleRatioP: z.number(),
  comparisons: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        difference: z.number(),
        standardError: z.number(),
        degreesOfFreedom: z.number(),
        pTwoSided: z.number(),
        interval,
        relativeDifference: z.number(),
        relativeInterval: interval,
      }),
    ),
  ),
});

/** Two published experiments, from the moments of their rows: Hillstrom's e-mails and Cookie Cats' gate. */
describe.each([
  ['hillstrom.json', 6],
  ['cookie_cats.json', 3],
] as const)('%s', (file, plainComparisons) => {
  const { arms, control, comparisons, sampleRatioP } = experiment.parse(
    JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')),
  );
  const momentsOf = (arm: string, name: string) => {
    const figures = metric.safeParse(arms[arm]?.[name]);
    return figures.success ? { n: arms[arm]?.units ?? 0, ...figures.data } : null;
  };

  it('has the sample ratio that its authors report', () => {
    const observed = Object.values(arms).map((arm) => arm.units);
    const p = valueOf(sampleRatioTest({ observed, weights: observed.map(() => 1) })).p;
    expectRelative([p], [sampleRatioP], 1e-8);
  });

  it('gives every effect whose moments are known, to 1e-8', () => {
    let compared = 0;
    for (const [arm, metrics] of Object.entries(comparisons)) {
      for (const [name, expected] of Object.entries(metrics)) {
        const [ofControl, ofTreatment] = [momentsOf(control, name), momentsOf(arm, name)];
        if (ofControl === null || ofTreatment === null) continue;
        const effect = valueOf(
          meanEffect({ control: ofControl, treatment: ofTreatment, alphaTwoSided: 0.05 }),
        );
        const relative = valueOf(effect.relative);
        expectRelative(
          [
            effect.difference,
            effect.standardError,
            effect.degreesOfFreedom,
            effect.pTwoSided,
            effect.interval.lower,
            effect.interval.upper,
            relative.difference,
            relative.interval.lower,
            relative.interval.upper,
          ],
          [
            expected.difference,
            expected.standardError,
            expected.degreesOfFreedom,
            expected.pTwoSided,
            ...expected.interval,
            expected.relativeDifference,
            ...expected.relativeInterval,
          ],
          1e-8,
        );
        compared += 1;
      }
    }
    expect(compared).toBe(plainComparisons);
  });
});
