import type {
  EvidenceArm,
  MetricEvidence,
  MetricOverTime,
  OverTimeEvidence,
  ReadMetric,
} from '@/lib/analysis/evidence';
import type { ColumnMetric } from '@/lib/statistics';
import type { RunMetric, RunPlan } from '@/lib/model/run-configuration';
import { analyseRun } from '@/lib/decision/analyse-run';
import type { RunDecision } from '@/lib/model/decision';
import type { StoredLook } from '@/lib/exports/futility-facts';
import { recomputationOf, type Recomputation } from '@/lib/exports/recomputation';
import { measureOf } from '@/lib/model/metrics/kinds';
import { emptyJointMoments, mergeJointMoments, type JointMoments } from '@/lib/statistics/moments';
import { valueOf } from './outcomes';
import { extendedRun, runMetric, runOf } from './runs';

const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
const covariate = { lengthHours: 168, term: null };
const selection = { version: 2, event: 'purchase', where: [] } as const;
const term = { event: 'purchase', where: [], aggregate: 'sum' } as const;
const ratioTerms = { version: 2, numerator: term, denominator: { ...term, aggregate: 'count' } } as const;

/** A metric of every way to compute one: plain, adjusted once and twice, ratios, a quantile, a guardrail, capped. */
const metrics: readonly RunMetric[] = [
  runMetric({ key: 'revenue', name: '=HYPERLINK("x")' }),
  {
    ...runMetric({ key: 'adjusted' }),
    kind: 'sum',
    definition: { ...selection, window, covariate, winsorisation: null },
  },
  {
    ...runMetric({ key: 'bought', role: 'guardrail', relativeMargin: 0.1 }),
    kind: 'proportion',
    definition: { ...selection, window, covariate },
  },
  {
    ...runMetric({
      key: 'cancelled',
      role: 'guardrail',
      relativeMargin: 0.05,
      direction: 'lower-is-better',
    }),
    kind: 'count',
    definition: { ...selection, window, covariate: null, winsorisation: 0.99 },
  },
  {
    ...runMetric({ key: 'per-visit' }),
    kind: 'ratio',
    definition: { ...ratioTerms, window, covariate: null },
  },
  {
    ...runMetric({ key: 'per-visit-adjusted' }),
    kind: 'ratio',
    definition: { ...ratioTerms, window, covariate },
  },
  {
    ...runMetric({ key: 'median' }),
    kind: 'quantile',
    definition: { ...selection, aggregate: 'sum', quantile: 0.5, window },
  },
];

type Moments = readonly [means: readonly number[], covariances: readonly (readonly number[])[]];

const onlyMean = (mean: number, variance: number): Moments => [[mean], [[variance]]];

const moments: Readonly<Record<string, readonly [control: Moments, treatment: Moments]>> = {
  revenue: [onlyMean(10.25, 16.5), onlyMean(11.125, 18.75)],
  adjusted: [
    [[10.25, 9.5, 0.75], [[16.5, 9, 0.5], [9, 14, 0.75], [0.5, 0.75, 0.1875]]], // prettier-ignore
    [[11.125, 9.25, 0.75], [[18.75, 10, 0.5], [10, 15, 0.75], [0.5, 0.75, 0.1875]]], // prettier-ignore
  ],
  bought: [
    [[0.5, 0.25], [[0.25, 0.125], [0.125, 0.1875]]], // prettier-ignore
    [[0.5625, 0.25], [[0.246, 0.1], [0.1, 0.1875]]], // prettier-ignore
  ],
  cancelled: [onlyMean(2.5, 3.75), onlyMean(2.375, 3.5)],
  // A loss per visit: its relative difference is over the size of the control's.
  'per-visit': [
    [[-10.25, 2.5], [[16.5, 2.25], [2.25, 1.5]]], // prettier-ignore
    [[-11.125, 2.625], [[18.75, 2.5], [2.5, 1.75]]], // prettier-ignore
  ],
  'per-visit-adjusted': [
    // The last covariate is the one before it, doubled: it has nothing to add.
    [[10.25, 2.5, 9.5, 2, 4], [[16.5, 2.25, 9, 1, 2], [2.25, 1.5, 1, 0.75, 1.5], [9, 1, 14, 1.5, 3], [1, 0.75, 1.5, 1.25, 2.5], [2, 1.5, 3, 2.5, 5]]], // prettier-ignore
    [[11.125, 2.625, 9.25, 2, 4], [[18.75, 2.5, 10, 1, 2], [2.5, 1.75, 1, 0.75, 1.5], [10, 1, 15, 1.5, 3], [1, 0.75, 1.5, 1.25, 2.5], [2, 1.5, 3, 2.5, 5]]], // prettier-ignore
  ],
};

/**
 * Analyses of one plan, the last of them with every kind of figure; `units` are those of each look, over both arms, a share of
 * whom waits for the window of one metric to end; the plan is extended after the first where it says to what, and states futility where it
 * says so.
 */
export function exportedLook(
  plan: Partial<RunPlan>,
  units: readonly number[],
  waitingShare = 0,
  extendedTo: number | null = null,
  leastConditionalPower: number | null = null,
) {
  const minimumEffectRelative = leastConditionalPower === null ? null : 0.05;
  const planned = metrics.map((one) => (one.role === 'success' ? { ...one, minimumEffectRelative } : one));
  const begun = { ...runOf({ plannedUnits: 1_000, ...plan }, planned), leastConditionalPower };
  const configuration = extendedTo === null ? begun : extendedRun(begun, [units[0] ?? 0, extendedTo]);
  const startedAt = new Date('2026-03-01T00:00:00Z');
  let earlier: RunDecision | null = null;
  let result = null;
  const looks: StoredLook[] = [];
  for (const total of units) {
    const analysed = analyseRun(earlier === null ? begun : configuration, evidenceOf(total, waitingShare), {
      ended: false,
      startedAt,
      now: startedAt,
      earlier,
      looksTaken: earlier?.look.taken === true ? earlier.look.lookFractions.length : 0,
    });
    earlier = analysed.decision;
    result = analysed.result;
    looks.push({ number: looks.length + 1, decision: analysed.decision });
  }
  if (result === null || earlier?.look.taken !== true) throw new Error('This is no look of the plan.');
  const look = {
    ...earlier.look,
    mixingVariances: earlier.mixingVariances,
    number: earlier.look.lookFractions.length,
    decision: earlier,
  };
  const facts = recomputationOf(configuration, result, look, looks);
  return { configuration, result, decision: earlier, looks, facts };
}

/** Looks at a share of few events as success metric and as guardrail; `events` are those of control and treatment at each. */
export function exportedFewEvents(
  plan: Partial<RunPlan>,
  events: readonly (readonly [control: number, treatment: number])[],
) {
  const share = { kind: 'proportion', definition: { ...selection, window, covariate: null } } as const;
  const configuration = runOf({ plannedUnits: 4_000, ...plan }, [
    { ...runMetric({ key: 'bought', minimumEffectRelative: 0.1 }), ...share },
    { ...runMetric({ key: 'kept', role: 'guardrail', relativeMargin: 0.2 }), ...share },
  ]);
  const startedAt = new Date('2026-03-01T00:00:00Z');
  let told: ReturnType<typeof analyseRun> | null = null;
  for (const [place, both] of events.entries()) {
    const n = (2_000 * (place + 1)) / events.length;
    const arms = both.map((k, variant) => ({
      ...{ variant, n, waiting: 0, means: [k / n], quantile: null },
      covariances: [[(k * (n - k)) / (n * (n - 1))]],
    }));
    told = analyseRun(
      configuration,
      {
        units: [0, 1].map((variant) => ({ variant, units: n, unitsInTwoVariants: 0 })),
        dailyUnits: [],
        segments: [],
        metrics: new Map(['bought', 'kept'].map((key) => [key, { ok: true, caps: [], arms, segments: [] }])),
      },
      { ended: false, startedAt, now: startedAt, earlier: told?.decision ?? null, looksTaken: place },
    );
  }
  if (told?.decision.look.taken !== true) throw new Error('This is no look of the plan.');
  const { look, mixingVariances } = told.decision;
  const facts = { ...look, mixingVariances, number: events.length, decision: told.decision };
  return { facts: recomputationOf(configuration, told.result, facts) };
}

/** An analysis by an attribute of which each of twelve values has three units in each arm: t quantiles of few degrees of freedom. */
export function exportedSegments(): Recomputation {
  const configuration = runOf({ plannedUnits: 1_000, method: 'fixed' });
  const arm = (variant: number, n: number, mean: number, variance: number): EvidenceArm => ({
    variant,
    n,
    waiting: 0,
    means: [mean],
    covariances: [[variance]],
    quantile: null,
  });
  const segments = Array.from({ length: 12 }, (_, index) =>
    [0, 1].map((variant) => ({
      ...arm(variant, 3, 10 + variant, 1 + ((7 * index + 5 * variant) % 13) / 3),
      attribute: 'country',
      value: `c${String(index)}`,
    })),
  ).flat();
  const arms = [arm(0, 500, 10, 4), arm(1, 500, 11, 4)];
  const startedAt = new Date('2026-03-01T00:00:00Z');
  const { result, decision } = analyseRun(
    configuration,
    {
      units: [0, 1].map((variant) => ({ variant, units: 500, unitsInTwoVariants: 0 })),
      dailyUnits: [],
      segments: [{ attribute: 'country', failure: null }],
      metrics: new Map([['revenue', { ok: true, caps: [], arms, segments }]]),
    },
    { ended: false, startedAt, now: startedAt, earlier: null, looksTaken: 0 },
  );
  return recomputationOf(configuration, result, {
    lookFractions: [1],
    mixingVariances: {},
    number: 1,
    decision,
  });
}

/** Effects post-stratified by country, plain, with covariates and of a ratio; of one country there are few units. */
export function exportedStrata(): Recomputation {
  const keys = ['revenue', 'adjusted', 'per-visit', 'per-visit-adjusted'];
  const planned = metrics.filter(({ key }) => keys.includes(key));
  const configuration = {
    ...runOf({ plannedUnits: 1_000, method: 'fixed' }, planned),
    segments: [{ attribute: 'country', postStratify: true as const }],
  };
  const sizes = [
    [260, 150, 90],
    [240, 170, 90],
  ] as const;
  const read = (key: string): ReadMetric => {
    const segments = (moments[key] ?? []).flatMap(([means, covariances], variant) =>
      ['at', 'de', null].map((value, k) => ({
        variant,
        n: sizes[variant]?.[k] ?? 0,
        waiting: 0,
        means: means.map((mean, column) => mean * (1 + k * (column === 0 ? 0.3 : 0.05)) + 0.1 * k * variant),
        covariances,
        quantile: null,
        attribute: 'country',
        value,
      })),
    );
    const arms = [0, 1].map((variant) => {
      const own = segments.filter((segment) => segment.variant === variant);
      const whole = own.reduce<JointMoments>(
        (sum, one) => valueOf(mergeJointMoments(sum, one)),
        emptyJointMoments(own[0]?.means.length ?? 0),
      );
      return { ...whole, variant, waiting: 0, quantile: null };
    });
    return { ok: true, caps: [], arms, segments };
  };
  const startedAt = new Date('2026-03-01T00:00:00Z');
  const { result, decision } = analyseRun(
    configuration,
    {
      units: [0, 1].map((variant) => ({ variant, units: 500, unitsInTwoVariants: 0 })),
      dailyUnits: [],
      segments: [{ attribute: 'country', failure: null }],
      metrics: new Map(keys.map((key) => [key, read(key)])),
    },
    { ended: false, startedAt, now: startedAt, earlier: null, looksTaken: 0 },
  );
  return recomputationOf(configuration, result, {
    lookFractions: [1],
    mixingVariances: {},
    number: 1,
    decision,
  });
}

function evidenceOf(total: number, waitingShare: number) {
  // Not quite half and half, and never so far from it that the split would be an alarm.
  const ofControl = Math.floor(total / 2 - Math.min(total * 0.01, 12));
  const arms = [ofControl, total - ofControl];
  const arm = (variant: number, n: number, [means, covariances]: Moments): EvidenceArm => ({
    variant,
    n,
    waiting: 0,
    means,
    covariances,
    quantile: null,
  });
  const read = (key: string): ReadMetric => {
    const both = moments[key] ?? [onlyMean(0, 0), onlyMean(0, 0)];
    const of = (share: number, shift: number) =>
      both.map(([means, covariances], variant) =>
        arm(variant, Math.floor((arms[variant] ?? 0) * share), [
          means.map((mean) => mean + shift),
          covariances,
        ]),
      );
    const segment = (value: string | null, share: number, shift: number) =>
      of(share, shift).map((one, index) => ({
        ...one,
        means: one.means.map((mean) => mean + index * shift),
        attribute: 'country',
        value,
      }));
    return {
      ok: true,
      caps: key === 'cancelled' ? [9.5] : [],
      arms: of(1, 0).map((one) => ({
        ...one,
        waiting: key === 'bought' ? Math.floor(one.n * waitingShare) : 0,
      })),
      // The last has at most one unit in each arm: nothing can be said of it.
      segments: [
        ...segment('=se "\u00e5\u{1f600}\\', 0.5, 0.5),
        ...segment('de', 0.4, -0.25),
        ...segment(null, 0.003, 0),
      ],
    };
  };
  const median: MetricEvidence = {
    ok: true,
    caps: [],
    segments: [],
    arms: [
      { ...arm(0, arms[0] ?? 0, [[], []]), quantile: { estimate: 9, lower: 8.5, upper: 9.75, distinct: 40 } },
      {
        ...arm(1, arms[1] ?? 0, [[], []]),
        quantile: { estimate: 10, lower: 9.25, upper: 10.5, distinct: 40 },
      },
    ],
  };
  return {
    units: arms.map((units, variant) => ({ variant, units, unitsInTwoVariants: 0 })),
    dailyUnits: [],
    segments: [{ attribute: 'country', failure: null }],
    metrics: new Map(metrics.map(({ key }) => [key, key === 'median' ? median : read(key)])),
    overTime: overTimeOf(arms),
  };
}

/** Early and late of a mean, of a ratio, and of a metric that happens too seldom late. */
function overTimeOf(arms: readonly number[]): OverTimeEvidence {
  const columns = (means: readonly number[], variances: readonly number[], correlation: number) => ({
    means,
    covariances: variances.map((one, i) =>
      variances.map((other, j) => (i === j ? one : correlation * Math.sqrt(one * other))),
    ),
  });
  const of = (
    key: string,
    [early, late]: readonly [ColumnMetric, ColumnMetric],
    both: readonly [ReturnType<typeof columns>, ReturnType<typeof columns>],
  ): MetricOverTime => ({
    byFirstDay: [],
    sinceExposure: [],
    halves: {
      halves: { early, late, days: 2, firstDay: 0, measure: measureOf(runMetric({ key })) },
      arms: both.map((one, variant) => ({
        variant,
        n: Math.floor((arms[variant] ?? 0) * 0.8),
        waiting: 0,
        quantile: null,
        ...one,
      })),
    },
  });
  const means = [
    { kind: 'mean', column: 0 },
    { kind: 'mean', column: 1 },
  ] as const;
  const ratios = [
    { kind: 'ratio', numerator: 0, denominator: 1 },
    { kind: 'ratio', numerator: 2, denominator: 3 },
  ] as const;
  return {
    ok: true,
    metrics: new Map([
      [
        'revenue',
        of('revenue', means, [columns([6, 3], [9, 7], 0.4), columns([7.25, 3.0625], [10, 8], 0.375)]),
      ],
      [
        'cancelled',
        of('cancelled', means, [columns([2, 0.01], [3, 0.02], 0.25), columns([2, 0.01], [3, 0.02], 0.25)]),
      ],
      [
        'per-visit-adjusted',
        of('per-visit-adjusted', ratios, [
          columns([6, 1.5, 3, 0.75], [9, 1, 7, 0.5], 0.25),
          columns([6.5, 1.5, 2.75, 0.75], [9, 1.125, 7.5, 0.5], 0.25),
        ]),
      ],
    ]),
  };
}

/** Plans, and the events that each look found in control and treatment. */
export const fewEventsOfPlans = [
  ['fixed', { method: 'fixed' }, [[40, 61]]],
  [
    'second-look',
    { looks: 2 },
    [
      [14, 21],
      [31, 64],
    ],
  ],
  ['none', { method: 'fixed' }, [[0, 9]]],
] as const;
