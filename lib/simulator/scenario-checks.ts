import { choleskyFactor } from '../decision/correlated-normals';
import { scenarioFields, type Scenario } from './scenario';
import { ownMember } from '../model/own-member';

/** Something that cannot be simulated, with the place to change. */
interface ScenarioProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const ROUNDING = 1e-9;

/** What a scenario file may say: its fields, and what they cannot say one by one. */
export const scenarioSchema = scenarioFields.superRefine((scenario, context) => {
  for (const { path, message } of checkScenario(scenario)) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
});

function checkScenario(scenario: Scenario): readonly ScenarioProblem[] {
  return [
    ...checkNames(scenario),
    ...checkShares(scenario),
    ...checkMarginals(scenario),
    ...(correlationFactor(scenario) === null
      ? [{ path: ['correlations'], message: 'No metrics can have these correlations all at once.' }]
      : []),
  ];
}

/** Lower triangular factor of the metrics' correlation matrix; null: there is no such matrix. */
export function correlationFactor({
  metrics,
  correlations,
}: Pick<Scenario, 'metrics' | 'correlations'>): readonly (readonly number[])[] | null {
  const between = (a: string, b: string) =>
    correlations.find(({ between: [c, d] }) => (a === c && b === d) || (a === d && b === c))?.correlation ??
    0;
  return choleskyFactor(metrics.map((a) => metrics.map((b) => (a === b ? 1 : between(a.key, b.key)))));
}

function checkNames({ variants, metrics, correlations, segments, faults }: Scenario): ScenarioProblem[] {
  const metricKeys = metrics.map(({ key }) => key);
  const variantKeys = variants.map(({ key }) => key);
  const control = variants[0];
  return [
    ...repeated('metrics', metricKeys),
    ...repeated('variants', variantKeys),
    ...repeated(
      'segments',
      segments.map(({ attribute }) => attribute),
    ),
    ...variants.flatMap(({ effects }, index) =>
      unknown(['variants', index, 'effects'], Object.keys(effects), metricKeys, 'metric'),
    ),
    ...correlations.flatMap(({ between }, index) =>
      unknown(['correlations', index, 'between'], between, metricKeys, 'metric'),
    ),
    ...unknown(['faults', 'lostExposures'], Object.keys(faults.lostExposures), variantKeys, 'variant'),
    ...(control !== undefined && Object.keys(control.effects).length > 0
      ? [
          {
            path: ['variants', 0, 'effects'],
            message: 'The first variant is the control: it has no effects.',
          },
        ]
      : []),
  ];
}

function repeated(where: string, names: readonly string[]): ScenarioProblem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [{ path: [where, index], message: `"${name}" is there twice.` }],
  );
}

function unknown(
  path: readonly (string | number)[],
  named: readonly string[],
  known: readonly string[],
  what: string,
): ScenarioProblem[] {
  return named
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path,
      message: `There is no ${what} "${name}" in this scenario: ${known.join(', ')}.`,
    }));
}

function checkShares({ variants, segments }: Scenario): ScenarioProblem[] {
  const sumOf = (shares: readonly number[]) => shares.reduce((sum, share) => sum + share, 0);
  const check = (path: readonly (string | number)[], shares: readonly number[], what: string) => {
    const sum = sumOf(shares);
    return Math.abs(sum - 1) < ROUNDING
      ? []
      : [
          {
            path,
            message: `The ${what} sum to ${String(Number(sum.toPrecision(12)))}; they have to sum to 1.`,
          },
        ];
  };
  return [
    ...check(
      ['variants'],
      variants.map(({ weight }) => weight),
      'weights',
    ),
    ...segments.flatMap(({ values }, index) =>
      check(
        ['segments', index, 'values'],
        values.map(({ share }) => share),
        'shares',
      ),
    ),
  ];
}

/** Whether every metric has a distribution, in the most extreme segment too. */
function checkMarginals({ metrics, variants, segments, novelty }: Scenario): ScenarioProblem[] {
  const most = (of: 'meanFactor' | 'effectFactor') =>
    segments.reduce((product, { values }) => product * Math.max(...values.map((value) => value[of])), 1);
  const strongest = most('effectFactor') * Math.max(1, novelty?.remaining ?? 0);
  return metrics.flatMap((metric, index) => {
    const effects = variants.map(
      ({ effects: ofVariant }) => (ownMember(ofVariant, metric.key) ?? 0) * strongest,
    );
    const problems: ScenarioProblem[] = [];
    const say = (field: string, message: string) =>
      problems.push({ path: ['metrics', index, field], message });
    if (Math.min(...effects) < -1) say('key', 'An effect takes more than everything away in some segment.');
    if (metric.kind === 'proportion') {
      const highest = metric.rate * most('meanFactor') * (1 + Math.max(...effects));
      if (highest > 1)
        say('rate', `The rate comes to ${String(Number(highest.toPrecision(4)))} in some segment.`);
    } else if (metric.kind === 'count') {
      if (metric.sd ** 2 < metric.mean * (1 - ROUNDING)) {
        say('sd', 'A count varies at least as a Poisson number: sd is at least the root of the mean.');
      }
    } else if (metric.zeroShare >= 1) {
      say('zeroShare', 'Somebody has to spend something: below 1.');
    } else if (metric.sd ** 2 <= (metric.mean ** 2 * metric.zeroShare) / (1 - metric.zeroShare)) {
      say('sd', 'So many units at zero alone vary more than that: raise sd, or lower zeroShare.');
    }
    return problems;
  });
}
