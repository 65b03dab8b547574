import { INVALID_SHARE } from '../statistics/quality/multiple-variant-units';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import { lookCriteria, type LookAsked, type LookCriteria } from './metric-tests';
import { planFault, type ExperimentPlan } from './plan';
import { reason, type Reason } from './reason';
import type { Health, MetricResult, Progress, SegmentSplit, SignificantTest } from './results';
import { variantVerdict, type VariantVerdict } from './variant-verdict';

/** Alarm level of the sample ratio test: mistakes of assignment are rare, and every look checks again. */
export const SAMPLE_RATIO_ALARM = 0.001;

export interface Decision {
  readonly outcome: 'ship' | 'stop-harm' | 'stop-no-effect' | 'keep-running' | 'invalid';
  /** The variant to ship; null for every other outcome. */
  readonly variant: string | null;
  /** The first one forced the outcome and names the metric, if it was one. */
  readonly reasons: readonly Reason[];
  /** Of stop-no-effect: the planned size was reached, so that the absence of an effect was to be expected only by chance. */
  readonly powered: boolean;
  /** Hand these back at the next look. */
  readonly significant: readonly SignificantTest[];
}

export interface DecisionInput {
  readonly results: readonly MetricResult[];
  readonly health: Health;
  readonly progress: Progress;
  /** What earlier decisions returned as `significant`. */
  readonly earlierSignificant?: readonly SignificantTest[];
}

/**
 * The risk-aware rule: ship a variant if and only if at least one success metric is significantly better, every
 * guardrail with a margin is significantly non-inferior, no metric is significantly worse and no quality check rejects.
 *
 * Health comes first and is judged at any time. Effects are read only when the plan allows a look. A variant that is
 * harmed cannot ship; the experiment stops for harm when every variant is. At the planned size, and when it has ended, what has
 * not shipped ends without effect, with power in the first case alone. A result whose figures are no numbers cannot say. Several variants that may ship: the one with the smallest p of a success metric (or, in a
 * roll-out, of a guardrail). Refused: plans that cannot be decided by, looks out of order,
 * health that is no share.
 *
 * Source: Schultzberg, Ankargren & Frånberg (2024); docs/statistics/decision.md.
 */
export function decide(plan: ExperimentPlan, input: DecisionInput): Outcome<Decision> {
  const { lookFractions, metricFractions } = input.progress;
  const rule = decisionRule(plan, lookFractions, metricFractions);
  return rule.ok ? rule.value(input) : rule;
}

/**
 * The decision where the experiment itself is broken, whatever its plan and metrics; null where it is not, or health is no share.
 * Nothing is to be looked at then.
 */
export function unhealthyDecision(health: Health): Decision | null {
  const reasons = healthFault(health) === null ? healthReasons(health) : [];
  return reasons.length > 0 ? ending('invalid', reasons) : null;
}

/** The rule of one look, its bounds computed once: for many decisions at the same information fractions. */
export function decisionRule(
  plan: ExperimentPlan,
  lookFractions: readonly number[],
  metricFractions: Progress['metricFractions'] = {},
): Outcome<DecisionRule> {
  const fault = planFault(plan) ?? fractionsFault(lookFractions);
  if (fault !== null) return cannotSay('invalid-input', fault);
  const criteria = lookFractions.length === 0 ? null : criteriaByMetric(plan, lookFractions, metricFractions);
  if (criteria?.ok === false) return criteria;
  return say((input) => {
    const inputFault = healthFault(input.health) ?? fractionsFault(input.progress.lookFractions);
    if (inputFault !== null) return cannotSay('invalid-input', inputFault);
    return say(judge(plan, input, criteria?.value ?? null));
  });
}

type CriteriaOf = (metric: string) => LookCriteria;

/** Metrics that know as much as the slowest share their criteria. */
function criteriaByMetric(
  plan: ExperimentPlan,
  lookFractions: readonly number[],
  metricFractions: NonNullable<Progress['metricFractions']>,
): Outcome<CriteriaOf> {
  const shared = lookCriteria(plan, lookFractions);
  if (!shared.ok) return shared;
  const own = new Map<string, LookCriteria>();
  for (const { key } of plan.metrics) {
    const fractions = metricFractions[key];
    if (fractions === undefined) continue;
    const criteria = lookCriteria(plan, lookFractions, fractions);
    if (!criteria.ok) return criteria;
    own.set(key, criteria.value);
  }
  return say((metric) => own.get(metric) ?? shared.value);
}

/** A look's rule: the decision, or why these results cannot be judged. */
export type DecisionRule = (input: DecisionInput) => Outcome<Decision>;

/** A health check that is no number has not been passed. */
function healthFault({
  sampleRatioP,
  unitsInSeveralVariantsShare: share,
  segmentRatios = [],
}: Health): string | null {
  const isShare = (value: number | null): boolean => value === null || (value >= 0 && value <= 1);
  if (!isShare(sampleRatioP) || !segmentRatios.every(({ p }) => isShare(p)))
    return 'The p of the sample ratio must lie between 0 and 1.';
  return isShare(share) ? null : 'The share of units in several variants must lie between 0 and 1.';
}

function fractionsFault(lookFractions: readonly number[]): string | null {
  const increasing = lookFractions.every((look, i) => look > (lookFractions[i - 1] ?? 0) && look < Infinity);
  return increasing
    ? null
    : 'The information fractions of the looks taken must be finite, above 0 and increasing.';
}

function judge(plan: ExperimentPlan, input: DecisionInput, criteria: CriteriaOf | null): Decision {
  const unhealthy = unhealthyDecision(input.health);
  if (unhealthy !== null) return unhealthy;
  const waiting = reasonToWait(plan, input.progress);
  if (waiting !== null || criteria === null) return ending('keep-running', waiting === null ? [] : [waiting]);
  const earlier = input.earlierSignificant ?? [];
  const { lookFractions, lookNumber = lookFractions.length } = input.progress;
  const lookOf = (metric: string): LookAsked => ({ number: lookNumber, criteria: criteria(metric) });
  const verdicts = plan.treatments.map((variant) =>
    variantVerdict(plan, variant, input.results, lookOf, earlier),
  );
  const significant = verdicts.flatMap((verdict) => verdict.significant);
  return { ...overall(plan, input.progress, verdicts), significant };
}

function healthReasons({
  sampleRatioP,
  unitsInSeveralVariantsShare: share,
  segmentRatios = [],
}: Health): readonly Reason[] {
  const reasons: Reason[] = [];
  if (share !== null && share >= INVALID_SHARE) {
    reasons.push(reason('units-in-several-variants', {}, { share, limit: INVALID_SHARE }));
  }
  if (sampleRatioP !== null && sampleRatioP < SAMPLE_RATIO_ALARM) {
    reasons.push(reason('sample-ratio-mismatch', {}, { p: sampleRatioP, level: SAMPLE_RATIO_ALARM }));
  }
  return [...reasons, ...segmentReasons(segmentRatios)];
}

/** One an attribute, of its segment that fits least, the attribute that fits least first. */
function segmentReasons(segments: readonly SegmentSplit[]): readonly Reason[] {
  const worst = new Map<string, SegmentSplit>();
  for (const segment of [...segments].sort((a, b) => a.p - b.p)) {
    if (segment.p < SAMPLE_RATIO_ALARM && !worst.has(segment.attribute))
      worst.set(segment.attribute, segment);
  }
  return [...worst.values()].map(({ p, ...segment }) =>
    reason('segment-sample-ratio-mismatch', { segment }, { p, level: SAMPLE_RATIO_ALARM }),
  );
}

function reasonToWait(plan: ExperimentPlan, progress: Progress): Reason | null {
  const informationFraction = progress.lookFractions.at(-1) ?? 0;
  if (plan.method.kind === 'fixed' && informationFraction < 1 && !progress.plannedEndReached) {
    return reason('fixed-plan-not-ended', {}, { informationFraction });
  }
  const firstLook = plan.method.kind === 'group-sequential' ? (plan.method.looks[0] ?? 1) : 0;
  if (informationFraction === 0 || informationFraction < firstLook) {
    return reason('look-not-reached', {}, { informationFraction, firstLook });
  }
  return null;
}

function overall(plan: ExperimentPlan, progress: Progress, verdicts: readonly VariantVerdict[]): Decision {
  const having = (wanted: VariantVerdict['verdict']) => verdicts.filter(({ verdict }) => verdict === wanted);
  const quality = having('quality');
  if (quality.length > 0) return ending('invalid', reasonsOf(quality));
  const best = [...having('ship')].sort((a, b) => smallestP(a) - smallestP(b))[0];
  if (best !== undefined) return { ...ending('ship', best.reasons), variant: best.variant };
  const harmed = having('harm');
  if (harmed.length === plan.treatments.length) return ending('stop-harm', reasonsOf(harmed));
  const undecided = having('undecided');
  const reasons = [...reasonsOf(undecided), ...reasonsOf(harmed)];
  const { informationFraction = progress.lookFractions.at(-1) ?? null } = progress;
  if (informationFraction !== null && informationFraction >= 1) {
    const powered = undecided.every(({ complete }) => complete);
    return { ...ending('stop-no-effect', reasons), powered };
  }
  const short = reason(
    'planned-size-not-reached',
    {},
    informationFraction === null ? {} : { informationFraction },
  );
  // The one look of a fixed plan has been taken: running on and looking again would be another experiment.
  const over = plan.method.kind === 'fixed' || progress.ended === true;
  return ending(over ? 'stop-no-effect' : 'keep-running', over ? [short, ...reasons] : [...reasons, short]);
}

const reasonsOf = (verdicts: readonly VariantVerdict[]) => verdicts.flatMap(({ reasons }) => reasons);

function smallestP({ reasons }: VariantVerdict): number {
  return Math.min(...reasons.slice(0, 1).map(({ figures }) => figures['pOneSided'] ?? 1));
}

function ending(outcome: Decision['outcome'], reasons: readonly Reason[]): Decision {
  return { outcome, variant: null, reasons, powered: false, significant: [] };
}
