import type { Evidence, ReadMetric, WeightPeriodUnits } from '@/lib/analysis/evidence';
import {
  configurationOfRun,
  type RunConfiguration,
  type RunMetric,
  type RunPlan,
} from '@/lib/model/run-configuration';
import { analyseRun, type RunInstant } from '@/lib/decision/analyse-run';
import type { RunDecision } from '@/lib/model/decision';

const startedAt = new Date('2026-03-01T00:00:00Z');

/** From the first exposure on, as long as the run goes. */
export const openWindow = { startHours: 0, lengthHours: null, mustBeComplete: false } as const;
/** What a metric of shares reads. */
export const purchases = {
  version: 2,
  event: 'purchase',
  where: [],
  window: openWindow,
  covariate: null,
} as const;
/** What a metric of sums reads. */
export const spentOnPurchases = { ...purchases, winsorisation: null } as const;

export function runMetric(changes: Partial<Omit<RunMetric, 'kind' | 'definition'>> = {}): RunMetric {
  return {
    key: 'revenue',
    name: 'Revenue',
    kind: 'sum',
    definition: spentOnPurchases,
    direction: 'higher-is-better',
    unit: 'EUR',
    version: 1,
    role: 'success',
    relativeMargin: null,
    minimumEffectRelative: null,
    ...changes,
  };
}

/** The share of units with a purchase. */
export function shareMetric(changes: Parameters<typeof runMetric>[0] = {}): RunMetric {
  return { ...runMetric(changes), kind: 'proportion', definition: purchases };
}

/** Moments of n values of which so many are 1, the others 0. */
export function momentsOfShare(n: number, events: number) {
  const p = events / n;
  return { n, mean: p, variance: (p * (1 - p) * n) / (n - 1), third: p * (1 - p) * (1 - 2 * p) };
}

/** A run of one treatment against a control, half and half. */
export function runOf(
  plan: Partial<RunPlan>,
  metrics: readonly RunMetric[] = [runMetric()],
): RunConfiguration {
  const variant = (key: string, isControl: boolean) => ({
    key,
    name: key,
    value: key,
    weight: 0.5,
    isControl,
  });
  return {
    unitType: 'user',
    valueType: 'string',
    coverage: 1,
    targeting: { all: [] },
    variants: [variant('control', true), variant('treatment', false)],
    metrics,
    plan: {
      method: 'group-sequential',
      alphaTwoSided: 0.05,
      power: 0.8,
      spending: 'obrien-fleming',
      looks: 5,
      plannedUnits: 1_000,
      plannedDays: null,
      ...plan,
    },
  };
}

export interface ArmFigures {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

/** Evidence of the two arms, the same for every metric. */
export function evidenceOf(
  configuration: RunConfiguration,
  arms: readonly [ArmFigures, ArmFigures],
  unitsInTwoVariants = 0,
): Evidence {
  return {
    units: arms.map(({ n }, variant) => ({
      variant,
      units: n,
      unitsInTwoVariants: variant === 0 ? unitsInTwoVariants : 0,
    })),
    dailyUnits: [],
    segments: [],
    metrics: new Map(configuration.metrics.map(({ key }) => [key, readOf(arms)])),
  };
}

function readOf(arms: readonly ArmFigures[]): ReadMetric {
  return {
    ok: true,
    caps: [],
    segments: [],
    arms: arms.map(({ n, mean, variance }, variant) => ({
      variant,
      n,
      waiting: 0,
      means: [mean],
      covariances: [[variance]],
      quantile: null,
    })),
  };
}

/** An analysis of a run that goes on. */
export function analysed(
  configuration: RunConfiguration,
  arms: readonly [ArmFigures, ArmFigures],
  earlier: RunDecision | null = null,
  changes: Partial<RunInstant> & {
    readonly unitsInTwoVariants?: number;
    readonly weightPeriods?: readonly WeightPeriodUnits[];
  } = {},
) {
  const { unitsInTwoVariants, weightPeriods = [], ...instant } = changes;
  const evidence = { ...evidenceOf(configuration, arms, unitsInTwoVariants), weightPeriods };
  return analyseRun(configuration, evidence, {
    ended: false,
    startedAt,
    now: startedAt,
    earlier,
    looksTaken: earlier === null ? 0 : 1,
    ...instant,
  });
}

/** A run whose plan was extended at so many matured units to so many planned ones, in turn. */
export function extendedRun(
  configuration: RunConfiguration,
  ...steps: readonly (readonly [maturedUnits: number, plannedUnits: number])[]
): RunConfiguration {
  let before = configuration.plan.plannedUnits ?? 0;
  const extensions = steps.map(([maturedUnits, plannedUnits]) => {
    const extension = {
      at: '2026-03-05T12:00:00.000Z',
      by: 'person:1',
      byName: 'Ada',
      reason: 'More spread than planned for.',
      maturedUnits,
      plannedUnitsBefore: before,
      plannedUnits,
      plannedDaysBefore: null,
      plannedDays: null,
      offeredUnits: null,
    };
    before = plannedUnits;
    return extension;
  });
  return configurationOfRun({ configuration, extensions });
}
