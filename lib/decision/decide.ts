import { HEALTH_ALARM_LEVEL } from '../statistics/quality/alarm-level';
import type { Contrast } from '../model/contrast';
import { INVALID_SHARE } from '../statistics/quality/multiple-variant-units';
import { cannotSay, say, type CannotSay, type Outcome } from '../statistics/outcome';
import type { LookAsked } from './ask';
import type { EarlierAnswer } from './earlier-answers';
import { endWithoutShipping, isHeldByGuardrail } from './end-without-shipping';
import { futilityReason, lastLookAt, type LastLookOf } from './futility';
import { judgeVariant, type JudgedVariant } from './judge-variant';
import { criteriaAt, type CriteriaOf } from './look-criteria';
import { planFault, type ExperimentPlan } from './plan';
import { reason, type Reason } from '../model/reason';
import type { Health, MetricResult, Progress, SegmentSplit } from './results';
import type { Decision, VariantVerdict } from '../model/decision';

export interface DecisionInput {
  readonly results: readonly MetricResult[];
  readonly health: Health;
  readonly progress: Progress;
  /** The answers of the decision before; left out: this look is the first. */
  readonly earlierAnswers?: readonly EarlierAnswer[];
}

/**
 * The risk-aware rule: ship a variant if and only if at least one success metric is significantly better, every
 * guardrail with a margin is significantly non-inferior, no metric is significantly worse and no quality check rejects.
 *
 * Health comes first and is judged at any time. Effects are read only when the plan allows a look. A variant that is
 * harmed cannot ship; the experiment stops for harm when every variant is, and at its end when one is and no other ships. Where the plan
 * states futility, a look before the last one recommends to stop when no variant that is not harmed has the least conditional power. At the planned
 * size, in matured units, what has not shipped stops: held back by a guardrail where that alone is missing, else without effect, with power where an
 * improvement of the smallest size of interest is ruled out in every variant. Where nothing could be tested that ships it cannot say. What has
 * ended before, or has a fixed plan's one look behind it, stops the same, without power; an always-valid plan without a size concludes nothing then. A result whose figures
 * are no numbers cannot say. Several variants that may ship: the one with the smallest p of a success metric (or, in a roll-out, of a
 * guardrail). Refused: plans that cannot be decided by, looks out of order, health that is no share.
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
  if (fault !== null) return fault;
  const criteria = lookFractions.length === 0 ? null : criteriaAt(plan, lookFractions, metricFractions);
  if (criteria?.ok === false) return criteria;
  const lastLook = lastLookAt(plan, lookFractions, metricFractions);
  if (!lastLook.ok) return lastLook;
  return say((input) => {
    const inputFault = healthFault(input.health) ?? fractionsFault(input.progress.lookFractions);
    if (inputFault !== null) return inputFault;
    // After its end nothing more comes that could show anything.
    const lastLookOf = input.progress.ended === true ? null : lastLook.value;
    return say(judge(plan, input, criteria?.value ?? null, lastLookOf));
  });
}

/** A look's rule: the decision, or why these results cannot be judged. */
export type DecisionRule = (input: DecisionInput) => Outcome<Decision>;

/** A health check that is no number has not been passed. */
function healthFault({
  sampleRatioP,
  unitsInSeveralVariantsShare: share,
  segmentRatios = [],
}: Health): CannotSay | null {
  const isShare = (value: number | null): boolean => value === null || (value >= 0 && value <= 1);
  if (!isShare(sampleRatioP) || !segmentRatios.every(({ p }) => isShare(p)))
    return cannotSay('invalid-input', 'sample-ratio-p-out-of-range');
  return isShare(share) ? null : cannotSay('invalid-input', 'multiple-share-out-of-range');
}

function fractionsFault(lookFractions: readonly number[]): CannotSay | null {
  const increasing = lookFractions.every((look, i) => look > (lookFractions[i - 1] ?? 0) && look < Infinity);
  return increasing ? null : cannotSay('invalid-input', 'looks-taken-out-of-order');
}

function judge(
  plan: ExperimentPlan,
  input: DecisionInput,
  criteria: CriteriaOf | null,
  lastLookOf: LastLookOf | null,
): Decision {
  const unhealthy = unhealthyDecision(input.health);
  if (unhealthy !== null) return unhealthy;
  const waiting = reasonToWait(plan, input.progress);
  if (waiting !== null || criteria === null) return ending('keep-running', waiting === null ? [] : [waiting]);
  const earlier = input.earlierAnswers ?? [];
  const { lookFractions, lookNumber = lookFractions.length } = input.progress;
  const lookOf = (metric: string): LookAsked => ({ number: lookNumber, criteria: criteria(metric) });
  const judged = plan.treatments.map((treatment) => {
    const contrast: Contrast = { treatment, reference: plan.control };
    return judgeVariant(plan, contrast, input.results, lookOf, earlier, lastLookOf);
  });
  const { leastConditionalPower } = plan;
  const powers = judged.flatMap((one) => one.powers);
  return {
    ...overall(plan, input.progress, judged),
    verdicts: judged.map(({ contrast, verdict }): VariantVerdict => ({ contrast, verdict })),
    answers: answersOf(judged),
    ...(lastLookOf !== null &&
      leastConditionalPower !== undefined && { futility: { leastConditionalPower, powers } }),
  };
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
  if (sampleRatioP !== null && sampleRatioP < HEALTH_ALARM_LEVEL) {
    reasons.push(reason('sample-ratio-mismatch', {}, { p: sampleRatioP, level: HEALTH_ALARM_LEVEL }));
  }
  return [...reasons, ...segmentReasons(segmentRatios)];
}

/** One an attribute, of its segment that fits least, the attribute that fits least first. */
function segmentReasons(segments: readonly SegmentSplit[]): readonly Reason[] {
  const worst = new Map<string, SegmentSplit>();
  for (const segment of [...segments].sort((a, b) => a.p - b.p)) {
    if (segment.p < HEALTH_ALARM_LEVEL && !worst.has(segment.attribute))
      worst.set(segment.attribute, segment);
  }
  return [...worst.values()].map(({ p, ...segment }) =>
    reason('segment-sample-ratio-mismatch', { segment }, { p, level: HEALTH_ALARM_LEVEL }),
  );
}

function reasonToWait(plan: ExperimentPlan, progress: Progress): Reason | null {
  const informationFraction = progress.lookFractions.at(-1) ?? 0;
  if (plan.method.kind === 'fixed' && informationFraction < 1 && !progress.plannedEndReached) {
    return reason('fixed-plan-not-ended', {}, { informationFraction });
  }
  const firstLook = plan.method.kind === 'group-sequential' ? (plan.method.looks[0] ?? 1) : 0;
  if (informationFraction === 0 || (informationFraction < firstLook && progress.ended !== true)) {
    return reason('look-not-reached', {}, { informationFraction, firstLook });
  }
  return null;
}

function overall(plan: ExperimentPlan, progress: Progress, judged: readonly JudgedVariant[]): Decision {
  const having = (wanted: VariantVerdict['verdict']) => judged.filter(({ verdict }) => verdict === wanted);
  const quality = having('quality');
  if (quality.length > 0) return ending('invalid', reasonsOf(quality));
  const best = [...having('ship')].sort((a, b) => smallestP(a) - smallestP(b))[0];
  if (best !== undefined) {
    return { ...ending('ship', best.reasons), variant: best.contrast.treatment };
  }
  const harmed = having('harm');
  if (harmed.length === judged.length) return ending('stop-harm', reasonsOf(harmed));
  const others = judged.filter(({ verdict }) => verdict !== 'harm');
  const { informationFraction = progress.lookFractions.at(-1) ?? null } = progress;
  const isComplete = informationFraction !== null && informationFraction >= 1;
  // The one look of a fixed plan has been taken: running on and looking again would be another experiment.
  const isOver = isComplete || plan.method.kind === 'fixed' || progress.ended === true;
  const short = isComplete ? [] : [sizeNotReached(progress, informationFraction)];
  const reasons = [...reasonsOf(others), ...reasonsOf(harmed), ...short];
  const left = chancesLeft(plan, others);
  if (!isOver) {
    return others.every(({ futile }) => futile)
      ? ending('stop-futility', [...left, ...reasons])
      : ending('keep-running', [...reasons, ...left]);
  }
  if (harmed.length > 0) return ending('stop-harm', [...reasonsOf(harmed), ...reasonsOf(others)]);
  const outcome = endWithoutShipping(answersOf(others));
  if (outcome === 'stop-guardrail') {
    const open = (one: JudgedVariant) => answersOf([one]).some((it, _, own) => isHeldByGuardrail(own, it));
    const rest = others.filter((one) => !open(one));
    return ending(outcome, [...reasonsOf(others.filter(open)), ...reasonsOf(rest), ...short]);
  }
  if (outcome === 'cannot-say') return ending(outcome, [...reasonsOf(others), ...short]);
  // However often it was read, no size says at which an effect would have been seen.
  if (plan.method.kind === 'always-valid' && informationFraction === null)
    return ending('keep-running', reasons);
  const powered = isComplete && others.every(({ verdict }) => verdict === 'ruled-out');
  const first = powered ? [] : [...short, ...stillPossible(others)];
  return { ...ending(outcome, [...first, ...reasonsOf(others)]), powered };
}

function sizeNotReached({ isPlannedByDays = false }: Progress, informationFraction: number | null): Reason {
  if (informationFraction !== null) return reason('planned-size-not-reached', {}, { informationFraction });
  return isPlannedByDays ? reason('planned-by-days', {}, {}) : reason('planned-size-not-reached', {}, {});
}

/** How large an improvement may still be; nothing where a success metric cannot say, or there is none. */
function stillPossible(judged: readonly JudgedVariant[]): readonly Reason[] {
  const limits = judged.map(({ possibleImprovement }) => possibleImprovement);
  const known = limits.filter((limit) => limit !== null);
  if (known.length === 0 || known.length < limits.length) return [];
  return [reason('improvement-still-possible', {}, { upToRelative: Math.max(...known) })];
}

/** What each variant's chance is to be shown better, the largest first; none where the plan states no futility. */
function chancesLeft(plan: ExperimentPlan, judged: readonly JudgedVariant[]): readonly Reason[] {
  const chanceOf = ({ figures }: Reason) => figures['conditionalPower'] ?? 0;
  return judged
    .flatMap(({ powers }) => futilityReason(plan, powers) ?? [])
    .sort((a, b) => chanceOf(b) - chanceOf(a));
}

const reasonsOf = (judged: readonly JudgedVariant[]) => judged.flatMap(({ reasons }) => reasons);

const answersOf = (judged: readonly JudgedVariant[]) =>
  judged.flatMap(({ asked }) => asked.map(({ answer }) => answer));

function smallestP({ reasons }: JudgedVariant): number {
  return Math.min(...reasons.slice(0, 1).map(({ figures }) => figures['pOneSided'] ?? 1));
}

function ending(outcome: Decision['outcome'], reasons: readonly Reason[]): Decision {
  return { outcome, variant: null, reasons, powered: false, verdicts: [], answers: [] };
}
