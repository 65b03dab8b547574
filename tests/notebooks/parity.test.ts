import { describe, expect, it } from 'vitest';
import { momentsTable } from '@/lib/exports/moments-table';
import { notebookOf } from '@/lib/exports/notebook';
import type { Recomputation } from '@/lib/exports/recomputation';
import { factsForR, rScriptOf } from '@/lib/exports/r-script';
import { questionSchema } from '@/lib/model/answer';
import { measureOf, metricKinds, type MetricKind } from '@/lib/model/metrics/kinds';
import { covariate as covariateSchema, type Covariate } from '@/lib/model/metrics/parts';
import { planSchema } from '@/lib/model/plan';
import type { RunConfiguration, RunMetric } from '@/lib/model/run-configuration';
import { printedOf } from '@/tests/support/compared-figures';
import { exportedRun } from '@/tests/support/exported-kinds';
import { metricCatalogue } from '@/tests/support/metric-catalogue';
import { about, codeOf, hasR, pythons, runFile, runPrograms } from '@/tests/support/run-notebook';
import { runMetric, runOf } from '@/tests/support/runs';

/** What a metric may be in a plan, which decides what the rule asks of it. */
const uses = {
  success: { role: 'success', minimumEffectRelative: 0.05 },
  margin: { role: 'guardrail', relativeMargin: 0.2 },
  watched: { role: 'guardrail' },
  quality: { role: 'quality' },
} as const;

function metricOf(kind: MetricKind, use: keyof typeof uses): RunMetric {
  const meaning = metricCatalogue.find((one) => one.kind === kind);
  if (meaning === undefined)
    throw new Error(`There is no example of the kind ${kind}: add one to the catalogue.`);
  return { ...runMetric({ key: `${kind}-${use}`, ...uses[use] }), ...meaning };
}

const ofEveryKind = metricKinds.flatMap((kind) =>
  (['success', 'margin', 'watched', 'quality'] as const).map((use) => metricOf(kind, use)),
);
const kinds = exportedRun(runOf({ method: 'fixed' }, ofEveryKind), [600]);
const fewEvents = exportedRun(
  runOf({ method: 'fixed' }, [metricOf('proportion', 'success'), metricOf('retention', 'margin')]),
  [600],
  0.05,
);

/** All units have an event in the control, and none in the treatment. */
const allAgainstNone = (method: RunConfiguration['plan']['method']) =>
  exportedRun(
    runOf({ method, looks: 2, plannedUnits: 1_200 }, [
      metricOf('proportion', 'success'),
      metricOf('retention', 'margin'),
    ]),
    [600],
    [1, 0],
  );

const bought = { version: 2, event: 'buy', where: [] } as const;
const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
const none: Covariate = { lengthHours: 48, term: null };

/** Every member of a covariate, as it changes what is adjusted for. */
const covariates: Readonly<Record<keyof Covariate, Covariate>> = {
  lengthHours: none,
  term: { ...none, term: { event: 'view', where: [], aggregate: 'count' } },
  others: { ...none, others: [{ event: 'view', where: [], aggregate: 'sum', lengthHours: 24 }] },
  attributes: { ...none, attributes: ['country', 'age'] },
};
const ofEveryCovariate = Object.entries(covariates).map(([key, covariate]): RunMetric => ({
  ...runMetric({ key, minimumEffectRelative: 0.05 }),
  kind: 'sum',
  definition: { ...bought, window, covariate, winsorisation: null },
}));
const adjusted = runOf({ method: 'fixed' }, ofEveryCovariate);
const withStrata = { ...adjusted, segments: [{ attribute: 'country', postStratify: true as const }] };

const ruled: readonly RunMetric[] = (['success', 'margin', 'watched', 'quality'] as const).map((use) =>
  metricOf('sum', use),
);
const plan = (method: RunConfiguration['plan']['method'], least: number | null = null) => ({
  ...runOf({ method, looks: 3, plannedUnits: 3_000 }, ruled),
  leastConditionalPower: least,
});
const methods: Readonly<Record<RunConfiguration['plan']['method'], ReturnType<typeof exportedRun>>> = {
  fixed: exportedRun(plan('fixed'), [1_500]),
  'group-sequential': exportedRun(plan('group-sequential', 0.1), [500, 1_000]),
  'always-valid': exportedRun(plan('always-valid'), [500, 1_000]),
};

const files: Readonly<Record<string, { readonly facts: Recomputation }>> = {
  kinds,
  'few events': fewEvents,
  'all against none': allAgainstNone('fixed'),
  'all against none, always valid': allAgainstNone('always-valid'),
  covariates: exportedRun(adjusted, [600]),
  'covariates and strata': exportedRun(withStrata, [600]),
  futility: exportedRun(
    {
      ...plan('group-sequential', 0.1),
      metrics: ruled.map((one) => ({ ...one, direction: 'lower-is-better' })),
    },
    [500, 1_000],
  ),
  ...methods,
};

describe('no kind of metric, covariate or rule is left out of the notebook', () => {
  it.each(metricKinds)(
    '%s: effect, tests, both ends and the word of each role, or it says why not',
    (kind) => {
      for (const use of ['success', 'margin', 'watched', 'quality'] as const) {
        const metric = `${kind}-${use}`;
        const effect = kinds.facts.effects.find((one) => one.metric === metric);
        const said = kinds.facts.notRecomputed.filter((one) => one.metric === metric).map(({ what }) => what);
        if (effect === undefined) {
          expect(said, metric).toContain('effect');
          continue;
        }
        expect(effect.rule?.answers.length, metric).toBe(
          { success: 3, margin: 3, watched: 1, quality: 1 }[use],
        );
        expect(effect.rule?.ends.length, metric).toBeGreaterThan(1);
        // What has no moments comes from all values, which are in no file of moments: the file says so.
        expect(said.length > 0, metric).toBe(measureOf(metricOf(kind, use)).quantile !== null);
      }
    },
  );

  it('a quantile over events has what its interval and word come from, in the table and in the notebook', () => {
    const { configuration, result, decision } = kinds;
    const told = { configuration, decision, lookNumber: 1, monthlyImpacts: [], futility: [] };
    const { columns, rows } = momentsTable(result, told);
    const of = (row: (typeof rows)[number], name: string) =>
      row[columns.findIndex((one) => one.name === name)];
    const arms = rows.filter((row) => of(row, 'metric') === 'event-quantile-success');
    const orders = arms.map((row) =>
      ['order_lower', 'order_upper', 'events', 'standard_error_of_share'].map((name) => of(row, name)),
    );
    expect(orders).toEqual([
      [11.5, 12.625, 5_400, 0.0125],
      [11.625, 12.8125, 5_400, 0.0125],
    ]);
    expect(of(arms[1] ?? [], 'answer')).toBe('Not shown');
    const said = kinds.facts.notRecomputed.filter(({ metric }) => metric === 'event-quantile-success');
    expect(said.map(({ why }) => why)).toEqual([expect.stringContaining('values of all events')]);
  });

  it('every member of a covariate has an example, and is adjusted for', () => {
    expect(Object.keys(covariateSchema.unwrap().unwrap().shape).sort()).toEqual(
      Object.keys(covariates).sort(),
    );
    const { effects } = files['covariates']?.facts ?? { effects: [] };
    const found = effects.map(({ metric, covariates: of, adjustment }) => [
      metric,
      of.length,
      adjustment !== null,
    ]);
    // Its own past with whether there was any; another measure with the same; two countries, no country, age and no age.
    expect(found).toEqual([
      ['lengthHours', 2, true],
      ['term', 2, true],
      ['others', 4, true],
      ['attributes', 7, true],
    ]);
    const strata = files['covariates and strata']?.facts.effects.map(({ postStrata }) => postStrata?.length);
    expect(strata).toEqual([3, 3, 3, 3]);
  });

  it('the table names the columns of joint moments, attributes among them', () => {
    const { configuration, result, decision } = exportedRun(adjusted, [600]);
    const told = { configuration, decision, lookNumber: 1, monthlyImpacts: [], futility: [] };
    const { columns, rows } = momentsTable(result, told);
    const place = (name: string) => columns.findIndex((one) => one.name === name);
    const row = rows.find((one) => one[place('metric')] === 'attributes') ?? [];
    const names: unknown = JSON.parse(String(row[place('joint_columns')]));
    expect(names).toEqual([
      'value',
      'before: sum(buy)',
      'before: any(buy)',
      ...['country = at', 'country = de', 'country missing', 'age', 'age missing'],
    ]);
    const means: unknown = JSON.parse(String(row[place('joint_means')]));
    expect(Array.isArray(means) && means.length).toBe(8);
  });

  it('every question of the rule is asked in these files, by every way of looking', () => {
    expect(Object.keys(methods).sort()).toEqual([...planSchema.shape.method.unwrap().options].sort());
    for (const { facts } of Object.values(methods)) {
      const asked = facts.effects.flatMap(({ rule }) => rule?.answers.map(({ question }) => question) ?? []);
      expect(new Set(asked)).toEqual(new Set(questionSchema.options));
    }
    const left = files['futility']?.facts.effects.filter(({ futility }) => futility !== null);
    expect(left?.map(({ metric }) => metric)).toEqual(['sum-success']);
  });

  it.skipIf(pythons.length === 0)('and the notebook computes them all again', async () => {
    const programs = Object.fromEntries(
      Object.entries(files).map(([name, { facts }]) => [name, codeOf(notebookOf(about, facts)).join('\n')]),
    );
    const equal = Object.fromEntries(
      Object.entries(files).map(([name, { facts }]) => [name, printedOf(facts)]),
    );
    for (const python of pythons) expect(await runPrograms(python, programs)).toEqual(equal);
  });

  it.skipIf(!hasR)('and the script in R what it does not leave to the notebook', async () => {
    for (const [name, { facts }] of Object.entries(files))
      expect(
        await runFile('Rscript', `parity-${name.replace(/\W/g, '-')}.R`, rScriptOf(about, facts)),
        name,
      ).toBe(printedOf(factsForR(facts)));
  });
});
