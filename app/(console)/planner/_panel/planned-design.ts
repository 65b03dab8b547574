import type { ExperimentPlanning, PlannedBaseline } from '@/lib/model/planning';
import { ownMember } from '@/lib/model/own-member';
import type { Draft } from '../../experiments/_editor/draft';

/** A stored metric, as the panel names it. */
export interface PlannerMetric {
  readonly key: string;
  readonly name: string;
  readonly isShare: boolean;
}

/** What is typed beside the design: what is left empty is measured. */
export interface TypedFigures {
  readonly baselines: Readonly<Record<string, TypedBaseline>>;
  readonly newUnitsADay: number | '';
}

/** A share has a mean alone; anything else its standard deviation beside it. */
export interface TypedBaseline {
  readonly mean: number | '';
  readonly deviation: number | '';
  readonly isShare: boolean;
}

export const nothingTyped: TypedFigures = { baselines: {}, newUnitsADay: '' };

/** What was measured, by the planner's first answer: it is sent back, so that nothing is read twice. */
export interface MeasuredFigures {
  readonly baselines: Readonly<Record<string, PlannedBaseline>>;
  /** Before coverage. */
  readonly newUnitsByDay: readonly number[] | null;
  /** The same on average, until the units are there that were offered last. */
  readonly newUnitsADay: number | null;
}

export const nothingMeasured: MeasuredFigures = { baselines: {}, newUnitsByDay: null, newUnitsADay: null };

/** A design; with futility where what is planned stands for a whole experiment, and is refused as one. */
export type PlannedDraft = Pick<Draft, 'variants' | 'metrics' | 'plan' | 'coverage'> &
  Partial<Pick<Draft, 'leastConditionalPower'>>;

const orNull = <Value>(value: Value | ''): Value | null => (value === '' ? null : value);

/** The design as the planner takes it. */
export function planInputOf(draft: PlannedDraft, typed: TypedFigures, measured: MeasuredFigures) {
  const { plannedUnits, plannedDays, ...rule } = draft.plan;
  return {
    variants: draft.variants.map(({ key, weight, isControl }) => ({ key, weight, isControl })),
    coverage: draft.coverage,
    metrics: draft.metrics.map(({ metric, role, relativeMargin, minimumEffectRelative }) => {
      const own = ownMember(typed.baselines, metric);
      const baseline = baselineInput(own, ownMember(measured.baselines, metric));
      return {
        metric,
        role,
        relativeMargin: orNull(relativeMargin),
        minimumEffectRelative: orNull(minimumEffectRelative),
        ...(own?.isShare === true && { isShare: true }),
        ...(baseline !== undefined && { baseline }),
      };
    }),
    plan: rule,
    ...(draft.leastConditionalPower && { leastConditionalPower: draft.leastConditionalPower }),
    ...(plannedUnits !== '' && { units: plannedUnits }),
    ...(plannedDays !== '' && { days: plannedDays }),
    ...trafficInput(typed, measured),
  };
}

function baselineInput(typed: TypedBaseline | undefined, measured: PlannedBaseline | undefined) {
  if (typed === undefined || typed.mean === '') return measured;
  if (typed.isShare) return { mean: typed.mean };
  return typed.deviation === '' ? measured : { mean: typed.mean, variance: typed.deviation ** 2 };
}

function trafficInput({ newUnitsADay }: TypedFigures, { newUnitsByDay }: MeasuredFigures) {
  if (newUnitsADay !== '') return { newUnitsADay };
  return newUnitsByDay === null ? {} : { newUnitsByDay };
}

/** What an answer measured, beside what was measured before. */
export function measuredIn(
  { metrics, traffic }: ExperimentPlanning,
  { coverage, typed }: { readonly coverage: Draft['coverage']; readonly typed: TypedFigures },
  before: MeasuredFigures,
): MeasuredFigures {
  const found = metrics.flatMap(({ metric, baseline }) =>
    baseline.ok && baseline.value.source === 'recent' ? [[metric, baseline.value] as const] : [],
  );
  const isKnown = traffic.ok && Number(coverage) > 0;
  const isMeasured = isKnown && traffic.value.source === 'recent';
  return {
    baselines: { ...before.baselines, ...Object.fromEntries(found) },
    newUnitsByDay: isMeasured
      ? traffic.value.newUnitsByDay.map((units) => units / Number(coverage))
      : before.newUnitsByDay,
    newUnitsADay:
      isKnown && typed.newUnitsADay === ''
        ? traffic.value.newUnitsADay / Number(coverage)
        : before.newUnitsADay,
  };
}
