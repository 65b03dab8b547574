import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draftMetrics, draftOf, inputOf, metricsInput } from '../../app/(console)/experiments/_editor/draft';
import { evenWeights } from '../../app/(console)/experiments/_editor/weights';
import { ruleOf } from '../../app/(console)/experiments/_editor/audience-rows';
import {
  draftOf as metricDraftOf,
  itemsOf,
  withAttributes as withCovariateAttributes,
} from '../../app/(console)/metrics/_form/metric-draft';
import { metricInputOf } from '../../app/(console)/metrics/_form/metric-input-of';
import { sourceDraftOf, sourceInputOf } from '../../app/(console)/settings/sources/_form/source-draft';
import { changesBetween } from '../../lib/model/changes';
import { experimentInputSchema } from '../../lib/model/experiment';
import { metricFieldsDescription, metricFieldsSchema } from '../../lib/verbs/metrics/metric-input';
import { tries } from '../support/form';
import { storedExperiments, storedMetrics, storedMetricUses } from '../support/stored-resources';

const experimentOf = (draft: ReturnType<typeof draftOf>) => experimentInputSchema.parse(inputOf(draft));

test('a draft of any stored experiment gives it back exactly', () => {
  fc.assert(
    fc.property(storedExperiments, (stored) => {
      const given = experimentOf(draftOf(stored));
      expect(given).toEqual(stored);
      expect(changesBetween(stored, given, experimentInputSchema)).toEqual({});
    }),
    { numRuns: tries(1_000), seed: 12 },
  );
});

test('the stored resources have every member that a form or a PATCH might lose', () => {
  const experiments = JSON.stringify(fc.sample(storedExperiments, { seed: 3, numRuns: 200 }));
  for (const set of [
    '"defaultVariant":"',
    '"leastConditionalPower":0',
    '"baselines":[{',
    '"postStratify":true',
  ]) {
    expect(experiments).toContain(set);
  }
  const metrics = JSON.stringify(fc.sample(storedMetrics, { seed: 3, numRuns: 200 }));
  for (const set of ['"attributes":["', '"others":[{', '"kind":"event-quantile"', '"breakdown":{']) {
    expect(metrics).toContain(set);
  }
});

test('a save from the editor sends the one member that was changed, whatever else there is', () => {
  fc.assert(
    fc.property(storedExperiments, fc.stringMatching(/^[a-z]{1,9}$/), (stored, word) => {
      const renamed = { ...draftOf(stored), name: `${stored.name} ${word}` };
      expect(changesBetween(stored, experimentOf(renamed), experimentInputSchema)).toEqual({
        name: renamed.name.trim(),
      });
      const draft = draftOf(stored);
      // Two looks at least, as a plan that states futility needs them.
      const looks = stored.plan.looks < 100 ? stored.plan.looks + 1 : 99;
      expect(
        changesBetween(
          stored,
          experimentOf({ ...draft, plan: { ...draft.plan, looks } }),
          experimentInputSchema,
        ),
      ).toEqual({ plan: { looks } });
    }),
  );
});

test('what is added to rows, units or segments leaves those beside it as they were stored', () => {
  fc.assert(
    fc.property(storedExperiments, (stored) => {
      const draft = draftOf(stored);
      const forced = `${draft.forced}\nadded to the others = variant-0`;
      expect(experimentOf({ ...draft, forced }).forced).toEqual([
        ...stored.forced,
        { unit: 'added to the others', variant: 'variant-0' },
      ]);
      const named = draft.variants.map((variant, index) =>
        index === 0 ? { ...variant, name: 'New' } : variant,
      );
      expect(experimentOf({ ...draft, variants: named }).variants).toEqual(
        stored.variants.map((variant, index) => (index === 0 ? { ...variant, name: 'New' } : variant)),
      );
      if (draft.keptTargeting !== null) return;
      const row = { attribute: 'added', operator: 'exists', value: 'true', list: [] } as const;
      const { targeting } = experimentOf({ ...draft, rows: [...draft.rows, row] });
      for (const comparison of comparisonsIn(stored.targeting)) {
        expect(comparisonsIn(targeting)).toContainEqual(comparison);
      }
    }),
  );
});

function comparisonsIn(rule: unknown): readonly unknown[] {
  if (typeof rule !== 'object' || rule === null) return [];
  if ('operator' in rule) return [rule];
  return Object.values(rule).flatMap((part: unknown) =>
    Array.isArray(part) ? part.flatMap(comparisonsIn) : [],
  );
}

test('a draft of any stored metric gives it back exactly', () => {
  fc.assert(
    fc.property(storedMetrics, (stored) => {
      const given = metricFieldsSchema.parse(metricInputOf(metricDraftOf(stored, stored)));
      expect(given).toEqual(stored);
      expect(changesBetween(stored, given, metricFieldsDescription)).toEqual({});
    }),
    { numRuns: tries(1_000), seed: 12 },
  );
});

test('another choice of attributes to adjust for changes those alone, each once', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,9}$/), { maxLength: 3 });
  fc.assert(
    fc.property(storedMetrics, names, (stored, chosen) => {
      const draft = metricDraftOf(stored, stored);
      const covariate = withCovariateAttributes(draft.definition.covariate, [...chosen, ...chosen]);
      const given = metricFieldsSchema.parse(
        metricInputOf({ ...draft, definition: { ...draft.definition, covariate } }),
      );
      const before = 'covariate' in stored.definition ? stored.definition.covariate : null;
      const adjusted = before && {
        ...before,
        attributes: chosen.length === 0 ? undefined : chosen,
      };
      expect(given).toEqual(
        adjusted === null ? stored : { ...stored, definition: { ...stored.definition, covariate: adjusted } },
      );
    }),
  );
});

test('the attributes stay where a metric is measured in a source instead', () => {
  const stored = metricFieldsSchema.parse({
    ...{ key: 'spend', name: 'Spend', kind: 'sum' },
    definition: {
      ...{ version: 2, event: 'buy', window: { lengthHours: 24 } },
      covariate: { term: { event: 'view', aggregate: 'count' }, attributes: ['country'] },
    },
  });
  const draft = metricDraftOf(stored, stored);
  const given = metricFieldsSchema.parse(
    metricInputOf({ ...draft, definition: { ...draft.definition, source: 'orders' } }),
  );
  expect(given.definition).toMatchObject({ covariate: { term: null, attributes: ['country'] } });
});

test('so do those of the metrics of a group and of a source', () => {
  fc.assert(
    fc.property(storedMetricUses, (metrics) => {
      expect(metricsInput(draftMetrics(metrics))).toEqual(metrics);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 600_000 }), fc.integer({ min: 1 }), (timeout, rowLimit) => {
      const times = { createdAt: new Date(0), updatedAt: new Date(0), archivedAt: null };
      const fields = { name: 'Orders', sql: ' select 1\n', statementTimeoutMs: timeout, rowLimit };
      const stored = { ...fields, ...times, key: 'orders', target: 'reader@db/shop', version: 1 };
      expect(sourceInputOf(sourceDraftOf(stored))).toEqual(fields);
    }),
  );
});

test('weights that are split evenly are taken, for every number of variants', () => {
  const [first, second] = draftOf(fc.sample(storedExperiments, 1)[0] ?? expect.fail()).variants;
  if (first === undefined || second === undefined) expect.fail();
  for (let count = 2; count <= 20; count += 1) {
    const even = evenWeights(Array.from({ length: count }, () => first));
    expect(even.reduce((sum, { weight }) => sum + Number(weight), 0)).toBeCloseTo(1, 12);
  }
});

test('what is typed is a number where it is one, and text otherwise: NaN and Infinity are words', () => {
  const row = { attribute: 'a', operator: 'in', value: '', list: ['NaN', 'Infinity', '7', '"7"'] } as const;
  expect(ruleOf('all', [row])).toEqual({
    all: [{ attribute: 'a', operator: 'in', value: ['NaN', 'Infinity', 7, '7'] }],
  });
  expect(itemsOf('NaN, Infinity, 7, "7", "a, b", ,c d')).toEqual(['NaN', 'Infinity', 7, '7', 'a, b', 'c d']);
});
