import { analyse } from '../analysis/analyse';
import type { AnalysisResult } from '../analysis/analysis-result';
import type { EffectReading } from '../analysis/effect-reading';
import type { Evidence } from '../analysis/evidence';
import type { RunConfiguration } from '../analysis/run-configuration';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import { decide, unhealthyDecision, type Decision } from './decide';
import {
  fractionOfPlan,
  lookAt,
  maturedUnits,
  plannedEndReached,
  type Look,
  type LookNotTaken,
  type LookProgress,
  type LookTaken,
} from './look';
import { lookLevel } from './look-level';
import { lookProgress } from './look-progress';
import { mixingVariancesOf } from './mixing-variances';
import { reason } from './reason';
import type { Health, MetricResult } from './results';
import { planOfRun, type MixingVariances } from './run-plan';

/** What an analysis concludes, and what the next one must know of it. */
export interface RunDecision {
  readonly look: Look;
  readonly mixingVariances: MixingVariances;
  /** Of this look, or of the last one where this analysis is none. */
  readonly decision: Outcome<Decision>;
}

export interface RunInstant {
  readonly ended: boolean;
  readonly startedAt: Date;
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
): { readonly result: AnalysisResult; readonly decision: RunDecision } {
  const { plan } = configuration;
  const { earlier } = instant;
  const draft = analyse(configuration, evidence, {
    allowed: true,
    alphaTwoSidedOf: () => plan.alphaTwoSided,
  });
  const earlierLook = earlier?.look.taken === true ? earlier.look : null;
  const progress = lookProgress(configuration, evidence, { ...instant, earlier: earlierLook });
  const health = healthOf(draft, instant);
  const invalid = unhealthyDecision(health);
  const changedAt = evidence.splitChangedAt ?? null;
  const barred = invalid !== null ? 'unhealthy' : changedAt !== null ? 'split-changed' : null;
  const look = barred === null ? lookAt(plan, progress) : barredLook(barred, plan.plannedUnits, progress);
  const mixingVariances = mixingVariancesAt(configuration, draft, look, earlier);
  const reading = readingAt(configuration, look, mixingVariances);
  const result = analyse(configuration, evidence, reading);
  const decision =
    invalid !== null
      ? say(invalid)
      : look.taken
        ? decideLook(configuration, result, mixingVariances, { look, progress, instant, health })
        : standing(look, progress, earlier);
  return { result, decision: { look, mixingVariances, decision } };
}

function healthOf(
  { health, variants }: AnalysisResult,
  { waivedAttributes = [] }: Pick<RunInstant, 'waivedAttributes'>,
): Health {
  const units = variants.reduce((sum, variant) => sum + variant.units, 0) + health.unitsInTwoVariants;
  return {
    sampleRatioP: health.sampleRatio.ok ? health.sampleRatio.value.p : null,
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

const splitChanged =
  'The weights were changed within the run. The arms then hold the units of different times in different shares, and a change of the times looks like an effect of the variant. Start a new run to read effects.';

function readingAt(
  configuration: RunConfiguration,
  look: Look,
  mixingVariances: MixingVariances,
): EffectReading {
  if (!look.taken) {
    return look.why === 'split-changed'
      ? { allowed: false, reason: 'split-changed', detail: splitChanged }
      : { allowed: false, reason: 'look-not-reached', detail: 'Effects are read at the looks of the plan.' };
  }
  const level = lookLevel(
    configuration.plan,
    planOfRun(configuration, mixingVariances),
    look,
    mixingVariances,
  );
  return level.ok
    ? { allowed: true, alphaTwoSidedOf: level.value }
    : { allowed: false, reason: 'look-not-reached', detail: level.detail };
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
  const earlierSignificant = earlier?.decision.ok === true ? earlier.decision.value.significant : [];
  const decision = decide(planOfRun(configuration, mixingVariances), {
    results: result.metrics.flatMap(({ key, effects }) =>
      effects.map(({ variant, effect, nonInferiority }): MetricResult => ({
        metric: key,
        variant,
        effect,
        ...(nonInferiority !== undefined && { nonInferiority }),
      })),
    ),
    health,
    progress: {
      lookFractions,
      metricFractions,
      informationFraction,
      plannedEndReached: plannedEndReached(configuration.plan, { ...progress, matured }),
      ended,
      lookNumber: looksTaken + 1,
    },
    earlierSignificant,
  });
  return decision;
}

/**
 * Between looks the last look's decision stands; before the first there is nothing but to wait. A run that has ended is not told
 * to keep running: either its last look is still to come, or there will be none.
 */
function standing(
  look: LookNotTaken,
  progress: LookProgress,
  earlier: RunDecision | null,
): Outcome<Decision> {
  if (look.why === 'split-changed' && earlier === null) return cannotSay('split-changed', splitChanged);
  const stands = earlier?.decision ?? say(toWait(look, progress));
  if (!progress.ended || !stands.ok || stands.value.outcome !== 'keep-running') return stands;
  if (look.why === 'windows-open') {
    return cannotSay(
      'look-not-reached',
      'The run has ended, and some of its units still wait for their windows to end: the last look follows then.',
    );
  }
  if (look.why === 'metric-failed') {
    return cannotSay(
      'not-computable',
      'The run has ended, and a metric could not be read: the last look is taken by an analysis that can read it.',
    );
  }
  return say({ ...stands.value, outcome: 'stop-no-effect' });
}

function toWait(
  { why, informationFraction, nextFraction }: LookNotTaken,
  { metrics }: LookProgress,
): Decision {
  return { outcome: 'keep-running', variant: null, reasons: reasons(), powered: false, significant: [] };

  function reasons(): Decision['reasons'] {
    if (why === 'metric-failed') {
      return metrics
        .filter(({ failed }) => failed)
        .map(({ key }) => reason('metric-cannot-say', { metric: key }, {}));
    }
    return informationFraction === null || nextFraction === null
      ? []
      : [reason('look-not-reached', {}, { informationFraction, firstLook: nextFraction })];
  }
}
