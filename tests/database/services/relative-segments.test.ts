import { describe, expect, it } from 'vitest';
import { heterogeneitySentence } from '../../../lib/charts/segment-sentence';
import { adjustPValues } from '../../../lib/statistics/multiplicity/adjust';
import { cloneDatabase } from '../../support/database';
import { valueOf } from '../../support/outcomes';
import { runWithEvidence } from '../../support/run-with-evidence';

const database = await cloneDatabase();
const definition = (event: string) => ({
  version: 2,
  event,
  window: { startHours: 0, lengthHours: 24 },
  covariate: null,
});
const proportion = (key: string) => ({ key, kind: 'proportion', definition: definition(key) });
const unitsOfCell = 10_000;
const countries = ['de', 'fr'];

type Counts = Readonly<Record<string, readonly [control: number, treatment: number]>>;

/** An analysis of two countries with 10,000 units in each variant, of whom so many do the event of each metric. */
async function analysed(counts: Readonly<Record<string, Counts>>) {
  const plan = { looks: 1, plannedUnits: 4 * unitsOfCell };
  const metrics = Object.keys(counts).map(proportion);
  const run = await runWithEvidence(database, metrics, { plan, segments: [{ attribute: 'country' }] });
  const cells = countries.flatMap((country) => [0, 1].map((variant) => ({ country, variant })));
  const unitOf = (country: string, variant: number, place: number) =>
    `${country}-${String(variant)}-${String(place)}`;
  await run.exposed(
    cells.flatMap(({ country, variant }) =>
      Array.from({ length: unitsOfCell }, (_, place) => ({
        unit: unitOf(country, variant, place),
        variant,
        hours: 1,
        attributes: { country },
      })),
    ),
  );
  await run.did(
    Object.entries(counts).flatMap(([name, byCountry]) =>
      cells.flatMap(({ country, variant }) =>
        Array.from({ length: byCountry[country]?.[variant] ?? 0 }, (_, place) => ({
          name,
          unit: unitOf(country, variant, place),
          value: 1,
          hours: 2,
        })),
      ),
    ),
  );
  const analysis = await run.analysedAt(30);
  return analysis.result.metrics.map(({ key, segments }) => {
    const [segmented] = segments;
    if (segmented === undefined) throw new Error('There are no segments.');
    const sentence = heterogeneitySentence(segmented, analysis.result.alphaTwoSided, analysis.engineVersion);
    return { key, segmented, sentence };
  });
}

describe('segments', () => {
  it('do not differ where both have +10 %, with baselines of .20 and .05', async () => {
    const [bought] = await analysed({ bought: { de: [2_000, 2_200], fr: [500, 550] } });
    const found = bought?.segmented.heterogeneity;
    expect(found).toMatchObject({
      ok: true,
      value: {
        degreesOfFreedom: 1,
        adjustedP: expect.closeTo(1, 9) as number,
        pooledLogRatio: expect.closeTo(Math.log(1.1), 9) as number,
      },
    });
    expect(bought?.sentence).toMatch(/^no difference between segments’ relative effects shown/);
    // The difference of the differences is 1.5 points, with a standard error of .66 points.
    const effects = bought?.segmented.segments.map(({ effect }) => valueOf(effect)) ?? [];
    const [de, fr] = effects;
    const distance = (de?.difference ?? NaN) - (fr?.difference ?? NaN);
    expect(distance / Math.hypot(de?.standardError ?? NaN, fr?.standardError ?? NaN)).toBeGreaterThan(1.96);
  });

  it('are corrected by Holm for all metrics, and a metric of too few is left out with its sentence', async () => {
    const found = await analysed({
      steady: { de: [2_000, 2_100], fr: [2_000, 2_150] },
      nearly: { de: [2_000, 2_000], fr: [2_000, 2_180] },
      differs: { de: [2_000, 2_000], fr: [2_000, 2_500] },
      seldom: { de: [2_000, 2_100], fr: [10, 20] },
    });
    const tested = found.flatMap(({ segmented: { heterogeneity } }) => {
      if (!heterogeneity.ok || !('adjustedP' in heterogeneity.value)) return [];
      return [heterogeneity.value];
    });
    expect(tested).toHaveLength(3);
    const pValues = tested.map(({ p }) => p);
    const holm = valueOf(adjustPValues({ pValues, procedure: 'holm' }));
    expect(tested.map(({ adjustedP }) => adjustedP)).toEqual(holm);
    // Alone it would be called a difference.
    const [, nearly] = tested;
    expect(nearly?.p).toBeLessThan(0.05);
    expect(nearly?.adjustedP).toBeGreaterThan(0.05);
    const sentences = found.map(({ sentence }) => sentence);
    expect(sentences[1]).toMatch(/^no difference between segments’ relative effects shown/);
    expect(sentences[2]).toMatch(/^the relative effects of segments differ/);
    expect(sentences[3]).toBe(
      'cannot say whether segments differ. Segments are compared by their relative effects, which needs means at least 5 standard errors above 0 in both variants: 1 of 2 segments have them, and at least 2 are needed.',
    );
  });
});
