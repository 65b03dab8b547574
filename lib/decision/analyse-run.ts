import { mayBeCompared } from '../analysis/stratified-arm';
import { analyse } from '../analysis/analyse';
import type { AnalysisResult } from '../model/analysis-result';
import type { EffectReading } from '../analysis/effect-reading';
import type { Evidence } from '../analysis/evidence';
import type { RunConfiguration, RunPlan } from '../model/run-configuration';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import { withAdjustedP } from './adjusted-p';
import type { Answer } from '../model/answer';
import { isSameContrast } from '../model/contrast';
import { decide, unhealthyDecision } from './decide';
import { blindedMetrics, type BlindedMetric } from './detectable-now';
import type {
  Decision,
  RunDecision,
  Look,
  LookNotTaken,
  LookTaken,
  MixingVariances,
} from '../model/decision';
import { withLastingWords } from './lasting';
import { lookAt, maturedUnits, plannedEndReached, type LookProgress } from './look';
import { criteriaAt } from './look-criteria';
import { lookProgress } from './look-progress';
import { metricRules } from './metric-rules';
import { mixingVariancesOf } from './mixing-variances';
import { reason, type Reason, type ReasonCode } from '../model/reason';
import { decisionResults } from './decision-results';
import type { Health } from './results';
import { earlierAnswers } from './earlier-answers';
import { endWithoutShipping } from './end-without-shipping';
import { planOfRun } from './run-plan';
import { fractionOfPlan } from './spending-clock';
import { stoppedEstimates, type StoppedFindings } from './stopped-estimates';
import { untestedAt } from './untested';

export interface RunInstant {
  readonly ended: boolean;
  readonly startedAt: Date;
  /** Null: it goes on; left out: not known. */
  readonly endedAt?: Date | null;
  readonly now: Date;
  /** What the last analysis that was a look concluded; null before the first. */
  readonly earlier: RunDecision | null;
  readonly looksTaken: number;
  /** Attributes whose segments' sample ratios somebody has waived; left out: none. */
  readonly waivedAttributes?: readonly string[] | undefined;
}

/**
 * A run's evidence as what people may read of it now, and what follows for shipping. The plan decides whether this
 * analysis is a look; where it is none, effects are left out and the last look's decision stands.
 */
export function analyseRun(
  configuration: RunConfiguration,
  evidence: Evidence,
  instant: RunInstant,
): {
  readonly result: AnalysisResult;
  readonly decision: RunDecision;
  /** What may be known at any time, looks or not. */
  readonly blinded: readonly BlindedMetric[];
} {
  const { plan } = configuration;
  const { earlier } = instant;
  const draft = analyse(configuration, evidence, { allowed: true, ruleOf: null });
  const earlierLook = earlier?.look.taken === true ? earlier.look : null;
  const progress = lookProgress(configuration, evidence, { ...instant, earlier: earlierLook });
  const health = healthOf(draft, instant);
  const invalid = unhealthyDecision(health);
  const isSplitChanged = !mayBeCompared(evidence.weightPeriods ?? [], configuration.metrics);
  const barred = invalid !== null ? 'unhealthy' : isSplitChanged ? 'split-changed' : null;
  const readAt = (look: Look, untested: readonly Answer[] = []) => {
    const mixingVariances = mixingVariancesAt(configuration, draft, look, earlier);
    const result = analyse(configuration, evidence, readingAt(configuration, look, mixingVariances));
    const decision =
      invalid !== null
        ? say(invalid)
        : look.taken
          ? decideLook(configuration, result, mixingVariances, { look, progress, instant, health })
          : standing(plan, look, { progress, earlier, untested });
    return { look, mixingVariances, result, decision };
  };
  const look = barred === null ? lookAt(plan, progress) : barredLook(barred, plan.plannedUnits, progress);
  const read = readAt(look);
  const untested = look.taken ? untestedAt(plan, look, progress, read.decision) : null;
  // Nothing is spent on a look at which nothing can be tested, and the last of the error on none that something needed would miss.
  const told =
    untested === null
      ? read
      : readAt(lookAt(plan, { ...progress, untested: untested.why }), untested.answers);
  const { result, ...concluded } = told;
  const { stoppedEstimates: estimates, stoppedRefusals: refusals } = findingsAfter(
    { configuration, ...told },
    instant,
  );
  return {
    result: withLastingWords(result, concluded.decision),
    decision: {
      ...concluded,
      ...(estimates.length > 0 && { stoppedEstimates: estimates }),
      ...(refusals.length > 0 && { stoppedRefusals: refusals }),
    },
    blinded: blindedMetrics(draft),
  };
}

/** Those of the looks before stay, whatever comes, but for a run that somebody ended before the rule had concluded anything. */
function findingsAfter(
  {
    configuration,
    result,
    look,
    decision,
    mixingVariances,
  }: RunDecision & { readonly configuration: RunConfiguration; readonly result: AnalysisResult },
  { earlier, looksTaken }: RunInstant,
): StoppedFindings {
  const { stoppedEstimates: estimates = [], stoppedRefusals: refusals = [] } = earlier ?? {};
  const before = { stoppedEstimates: estimates, stoppedRefusals: refusals };
  if (!look.taken) {
    const isAsConcluded = outcomeOf(decision) === outcomeOf(earlier?.decision);
    return isAsConcluded ? before : { stoppedEstimates: [], stoppedRefusals: [] };
  }
  const plan = planOfRun(configuration, mixingVariances);
  return stoppedEstimates({ plan, result, look, lookNumber: looksTaken + 1, decision }, before);
}

function outcomeOf(decision: Outcome<Decision> | undefined): Decision['outcome'] | null {
  return decision?.ok === true ? decision.value.outcome : null;
}

function healthOf(
  { health, variants }: AnalysisResult,
  { waivedAttributes = [] }: Pick<RunInstant, 'waivedAttributes'>,
): Health {
  const units = variants.reduce((sum, variant) => sum + variant.units, 0) + health.unitsInTwoVariants;
  return {
    sampleRatioP: health.sequentialSampleRatio?.ok === true ? health.sequentialSampleRatio.value.p : null,
    unitsInSeveralVariantsShare: units === 0 ? null : health.unitsInTwoVariants / units,
    segmentRatios: health.segmentRatios.flatMap(({ attribute, value, sequentialAdjustedP: p = null }) =>
      p === null || waivedAttributes.includes(attribute) ? [] : [{ attribute, value, p }],
    ),
  };
}

function barredLook(
  why: 'unhealthy' | 'split-changed',
  plannedUnits: number | null,
  progress: LookProgress,
): LookNotTaken {
  const informationFraction = fractionOfPlan(plannedUnits, maturedUnits(progress));
  return { taken: false, why, informationFraction, nextFraction: null };
}

function mixingVariancesAt(
  { plan }: RunConfiguration,
  draft: AnalysisResult,
  look: Look,
  earlier: RunDecision | null,
): MixingVariances {
  if (plan.method !== 'always-valid') return {};
  // A metric that had no figure at the first look gets its variance when it has one.
  return { ...(look.taken ? mixingVariancesOf(plan, draft) : {}), ...earlier?.mixingVariances };
}

const splitChanged = cannotSay('split-changed', 'weights-changed');

function readingAt(
  configuration: RunConfiguration,
  look: Look,
  mixingVariances: MixingVariances,
): EffectReading {
  if (!look.taken) {
    if (look.why === 'split-changed') return { allowed: false, refusal: splitChanged };
    const why = look.why === 'unhealthy' ? 'run-not-valid' : 'effects-only-at-looks';
    const saysWhy = isUntested(look);
    return { allowed: false, refusal: cannotSay('look-not-reached', why), ...(saysWhy && { saysWhy }) };
  }
  const plan = planOfRun(configuration, mixingVariances);
  const criteria = criteriaAt(plan, look.lookFractions, look.metricFractions);
  return criteria.ok
    ? { allowed: true, ruleOf: metricRules(plan, criteria.value) }
    : { allowed: false, refusal: { ...criteria, reason: 'look-not-reached' } };
}

interface Looking {
  readonly look: LookTaken;
  readonly progress: LookProgress;
  readonly instant: RunInstant;
  readonly health: Health;
}

function decideLook(
  configuration: RunConfiguration,
  result: AnalysisResult,
  mixingVariances: MixingVariances,
  { look, progress, instant, health }: Looking,
): Outcome<Decision> {
  const { earlier, ended, looksTaken } = instant;
  const { lookFractions, metricFractions, informationFraction } = look;
  const matured = maturedUnits(progress);
  const plan = planOfRun(configuration, mixingVariances);
  const before = earlier?.decision.ok === true ? earlierAnswers(earlier.decision.value, plan.control) : [];
  const decision = decide(plan, {
    results: decisionResults(result),
    health,
    progress: {
      lookFractions,
      metricFractions,
      informationFraction,
      plannedEndReached: plannedEndReached(configuration.plan, { ...progress, matured }),
      isPlannedByDays: configuration.plan.plannedDays !== null,
      ended,
      lookNumber: looksTaken + 1,
    },
    earlierAnswers: before,
  });
  if (!decision.ok) return decision;
  const answers = withAdjustedP(plan, decision.value.answers, { look, number: looksTaken + 1 });
  return say({ ...decision.value, answers });
}

interface Standing {
  readonly progress: LookProgress;
  readonly earlier: RunDecision | null;
  readonly untested: readonly Answer[];
}

/**
 * Between looks the last look's decision stands; before the first there is nothing but to wait. A run that has ended is not told
 * to keep running, nor that nothing is left to come: either its last look is still to come, or there will be none.
 */
function standing(
  plan: RunPlan,
  look: LookNotTaken,
  { progress, earlier, untested }: Standing,
): Outcome<Decision> {
  if (look.why === 'split-changed' && earlier === null) return splitChanged;
  const stands = earlier?.decision ?? say(toWait(look, progress, untested));
  if (!progress.ended || !stands.ok || !['keep-running', 'stop-futility'].includes(stands.value.outcome))
    return stands;
  if (look.why === 'windows-open') {
    return cannotSay('look-not-reached', 'windows-open');
  }
  if (look.why === 'metric-failed') {
    return cannotSay('not-computable', 'metric-failed');
  }
  const isHarm = stands.value.verdicts.some(({ verdict }) => verdict === 'harm');
  if (isHarm) return say(endingFor(stands.value, 'stop-harm', 'significantly-worse'));
  // Engines before 8 kept no answers.
  const end =
    stands.value.significant === undefined ? endWithoutShipping(stands.value.answers) : 'stop-no-effect';
  if (end === 'stop-guardrail') return say(endingFor(stands.value, end, 'not-shown-non-inferior'));
  // Without a size nothing says that there is no effect.
  const isOpen = plan.method === 'always-valid' && plan.plannedUnits === null && end === 'stop-no-effect';
  return isOpen || stands.value.outcome === 'stop-futility' ? stands : say({ ...stands.value, outcome: end });
}

/** The first reason is one that forces the outcome. */
function endingFor(decision: Decision, outcome: Decision['outcome'], code: ReasonCode): Decision {
  const forces = (one: Reason) => one.code === code;
  const { reasons } = decision;
  return {
    ...decision,
    outcome,
    reasons: [...reasons.filter(forces), ...reasons.filter((one) => !forces(one))],
  };
}

const nothingAsked = { verdicts: [], answers: [] };

function toWait(
  { why, informationFraction, nextFraction }: LookNotTaken,
  { metrics }: LookProgress,
  untested: readonly Answer[],
): Decision {
  return { outcome: 'keep-running', variant: null, reasons: reasons(), powered: false, ...nothingAsked };

  function reasons(): Decision['reasons'] {
    if (why === 'metric-failed') {
      return metrics
        .filter(({ failed }) => failed)
        .map(({ key }) => reason('metric-cannot-say', { metric: key }, {}));
    }
    if (isUntested({ why })) return untestedReasons(untested);
    return informationFraction === null || nextFraction === null
      ? []
      : [reason('look-not-reached', {}, { informationFraction, firstLook: nextFraction })];
  }
}

/** Whether a look was due, and was not taken for what it could not test. */
function isUntested({ why }: Pick<LookNotTaken, 'why'>): boolean {
  return why === 'nothing-tested' || why === 'metric-untested';
}

/** One a metric in a variant, however many tests it has. */
function untestedReasons(untested: readonly Answer[]): readonly Reason[] {
  const isFirst = ({ metric, contrast }: Answer, index: number) =>
    untested.findIndex((one) => one.metric === metric && isSameContrast(one.contrast, contrast)) === index;
  return untested
    .filter(isFirst)
    .map(({ metric, contrast }) => reason('metric-cannot-say', { metric, variant: contrast.treatment }, {}));
}
