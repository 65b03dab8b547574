import type { AnalysisResult } from '../model/analysis-result';
import type { MetricResult } from '../model/metric-result';
import type { RunPlan } from '../model/run-configuration';
import type { RunDecision, Decision, Look, LookNotTaken, LookTaken } from '../model/decision';
import { firstAlwaysValidUnits, plannedLooks } from '../decision/look';
import { unitsOf } from './plan-progress';
import { answerSentence, type ToldLook } from './answer-sentence';
import { looksInAll } from './looks-in-all';
import { formatCount, formatShare } from './format';
import { counted } from './format-time';
import { hasRuleIntervals } from './change-words';
import { conclusion } from './conclusion';
import { futilityFacts } from './futility-words';
import type { Tone } from './reading';
import { isOfTest, reasonSentence } from './reason-sentence';
import { alarmStatement } from './sample-ratio';
import { isOfWholeSize, nameOfVariant as nameOf, variantVerdicts } from './variant-verdict';
import { cannotSaySentence } from '../sentences/cannot-say';

/** What is known and what follows from it, in words. */
export interface Verdict {
  readonly tone: Tone;
  readonly headline: string;
  /** The verdict of each variant, one sentence each; none where there is one variant beside the control. */
  readonly variants?: readonly string[];
  /** What is known, an item each. */
  readonly facts: readonly string[];
  /** What the plan's rule went by, one sentence each; none where it did not conclude anything from effects. */
  readonly rule?: readonly string[];
  /** The same with the p of each test by itself, held against its own level: for whoever checks. */
  readonly tests?: readonly string[];
  /** Where in its plan the experiment stands. */
  readonly standing: string | null;
}

/** An analysis as the verdict reads it. */
export interface JudgedAnalysis {
  readonly result: AnalysisResult;
  readonly decision: RunDecision | null;
  readonly lookNumber: number | null;
}

export interface VerdictInput {
  readonly plan: RunPlan;
  readonly running: boolean;
  /** The newest analysis. */
  readonly newest: JudgedAnalysis;
  /** The last one that was a look, and whose effects may be read; null before the first. */
  readonly look: JudgedAnalysis | null;
}

/** What the plan's decision rule concludes from the last look, and why. */
export function verdict(input: VerdictInput): Verdict {
  const { newest, look } = input;
  if (unitsOf(newest.result) === 0) return nobody(input.running);
  if (newest.result.health.sampleRatioAlarm) return brokenSplit();
  if (newest.decision === null)
    return undecided('This analysis is from before looks were kept: analyse again.');
  const { decision } = newest.decision;
  if (look === null && isWaiting(newest.decision.look)) return waiting(input);
  if (!decision.ok) return undecided(cannotSaySentence(decision));
  if (decision.value.outcome === 'invalid') {
    const facts = reasonFacts(decision.value, newest.result);
    return { tone: 'bad', headline: 'Not valid: do not read the effects', facts, standing: null };
  }
  if (look === null) return waiting(input);
  return concluded(input, decision.value, look);
}

/** Nothing is wrong with the experiment: a look is to come. */
function isWaiting(look: Look): boolean {
  const whys = ['windows-open', 'metric-failed', 'nothing-tested', 'metric-untested'];
  return !look.taken && whys.includes(look.why);
}

function nobody(running: boolean): Verdict {
  return {
    tone: 'unknown',
    headline: running
      ? 'Nobody has been exposed yet'
      : 'Cannot say: the run has ended, and nobody was exposed',
    facts: [
      running
        ? 'As soon as the application records exposures, they are counted here.'
        : 'The application recorded no exposure before the end.',
    ],
    standing: null,
  };
}

function brokenSplit(): Verdict {
  return {
    tone: 'bad',
    headline: 'Do not read the effects: the split is not the one that was configured',
    facts: [
      `The sample ratio test rejects at ${alarmStatement}, so units went missing from, or were added to, some variants. Whatever did that may also have moved the metrics.`,
      'Look for variants that fail to record exposures, redirects that lose users, and bots that are filtered in one variant only.',
    ],
    standing: null,
  };
}

function undecided(detail: string): Verdict {
  return { tone: 'unknown', headline: 'The rule cannot decide', facts: [detail], standing: null };
}

function waiting({ plan, newest, running }: VerdictInput): Verdict {
  const look = newest.decision?.look;
  if (look === undefined || look.taken) return undecided('This look could not be judged.');
  if (look.why === 'no-size-planned') {
    return {
      tone: 'open',
      headline:
        plan.plannedDays === null
          ? 'Collecting: no size was planned, so there is no look to take'
          : 'Collecting: days were planned and no number of units, so there is no look to take',
      facts: [
        'Looking again and again, and stopping on a good day, would find effects that are not there. A planned number of units says how much of the error each look may spend.',
        'Stop the run to read it once, or plan the number of units in a new run.',
      ],
      standing: null,
    };
  }
  if (look.why === 'metric-failed') {
    return {
      tone: 'unknown',
      headline: 'No look was taken: a metric could not be read',
      facts: [
        ...failures(newest.result),
        'The look is taken by the next analysis that can read every metric.',
      ],
      standing: null,
    };
  }
  if (look.why === 'nothing-tested') return untested(newest.result, running);
  if (look.why === 'metric-untested') return lastWaits(newest.result);
  return {
    tone: 'open',
    headline: headlineOfWaiting(plan, look, running),
    facts: [
      running ? nextLook(plan, look) : afterTheWindows,
      'Until then health and progress are shown, and no effect.',
    ],
    standing: null,
  };
}

/** A look was due, and no test had a figure. */
function untested(result: AnalysisResult, running: boolean): Verdict {
  const rest = running
    ? 'No error of the plan is spent on this. The look is taken by the next analysis in which a metric can be tested.'
    : 'Nothing was tested, so nothing is shown and nothing is ruled out.';
  return {
    tone: 'unknown',
    headline: running
      ? 'No look was taken: no metric can be tested yet'
      : 'Cannot say: the run has ended, and no metric could be tested',
    facts: [...withoutFigures(result), rest],
    standing: null,
  };
}

/** The look that leaves no error for a later one was due, and a metric that shipping needs has no figure. */
function lastWaits(result: AnalysisResult): Verdict {
  return {
    tone: 'unknown',
    headline: 'No look was taken: the last one waits for a metric that has no figure yet',
    facts: [
      ...neededWithoutFigures(result),
      'No error of the plan is spent on this, and no effect is shown. The look is taken by the next analysis in which each of them can be tested. If the data will not come, stop the run: it is then read with what it has.',
    ],
    standing: null,
  };
}

/** Each metric that has no effect to test, in each variant, and why. */
function withoutFigures(
  result: AnalysisResult,
  metrics: AnalysisResult['metrics'] = result.metrics,
): readonly string[] {
  return metrics.flatMap(({ name, effects }) =>
    effects.flatMap(({ contrast, effect }) =>
      effect.ok || effect.reason === 'look-not-reached'
        ? []
        : [`${name} with ${nameOf(result, contrast.treatment)}: ${cannotSaySentence(effect)}`],
    ),
  );
}

function neededWithoutFigures(result: AnalysisResult): readonly string[] {
  const isNeeded = ({ role, relativeMargin }: MetricResult) =>
    role === 'success' || (role === 'guardrail' && relativeMargin !== null);
  return withoutFigures(result, result.metrics.filter(isNeeded));
}

function headlineOfWaiting({ method }: RunPlan, { why }: LookNotTaken, running: boolean): string {
  if (why === 'windows-open') {
    return running
      ? 'Collecting: units are given the whole of their window'
      : 'Ended: the last look waits until every unit has had its window';
  }
  return method === 'fixed'
    ? 'Collecting: effects are read at the planned end'
    : 'Collecting: the first look is not due yet';
}

function failures({ metrics }: AnalysisResult): readonly string[] {
  return metrics.flatMap(({ name, failure }) =>
    failure === null ? [] : [`${name}: ${cannotSaySentence(failure)}`],
  );
}

const afterTheWindows = 'The run is read when no unit waits for the end of its window any more.';

function nextLook(plan: RunPlan, { why, informationFraction, nextFraction }: LookNotTaken): string {
  const { method, plannedUnits } = plan;
  const measured = why === 'windows-open' ? 'have been measured to the end of their windows' : 'are in';
  if (method === 'always-valid' && plannedUnits === null) {
    return `The first look is at ${formatCount(firstAlwaysValidUnits(plan))} units, when the spread of the metrics is known; from then on it may be read at any time.`;
  }
  if (plannedUnits === null || nextFraction === null || informationFraction === null) {
    return why === 'windows-open' ? afterTheWindows : 'It is read once, when it has ended.';
  }
  return `${formatShare(informationFraction)} of the planned ${formatCount(plannedUnits)} units ${measured}; the next look is at ${formatCount(Math.ceil(nextFraction * plannedUnits))}.`;
}

function concluded(input: VerdictInput, decision: Decision, look: JudgedAnalysis): Verdict {
  const { tone, headline } = conclusion(decision, look.result, input.running);
  return {
    tone,
    headline,
    variants: variantVerdicts({
      decision,
      result: look.result,
      running: input.running,
      isOfWholeSize: isOfWholeSize(look.decision?.look),
    }).filter((sentence) => !headline.startsWith(sentence.replace(/\.$/u, ''))),
    facts: [
      ...futilityFacts(decision, input.running),
      ...answers({ ...look, plan: input.plan, looksInAll: looksIn(input, look) }),
    ],
    rule: reasonFacts(toldReasons(input.plan, decision, look.result), look.result, { withTest: false }),
    tests: reasonFacts({ reasons: decision.reasons.filter(isOfTest) }, look.result),
    standing: standing(input, look),
  };
}

function looksIn({ plan, newest, running }: VerdictInput, look: JudgedAnalysis): number {
  return looksInAll({ ...look, plan, newest: newest.decision, running });
}

/** Where in its looks the experiment is, and what that means for the intervals. */
function standing(input: VerdictInput, look: JudgedAnalysis): string {
  const { plan, newest, running } = input;
  const ahead = newest.decision?.look;
  const next =
    running && ahead?.taken === false && ['between-looks', 'windows-open'].includes(ahead.why)
      ? ` ${nextLook(plan, ahead)}`
      : '';
  const without = ahead?.taken === false ? whyNoLook(ahead, newest.result) : [];
  const failed = without.length === 0 ? '' : ` The newest analysis is no look: ${without.join(' ')}`;
  if (plan.method === 'fixed') return oneLook(look.decision?.look);
  if (plan.method === 'always-valid') return `These intervals hold however often anybody looks.${failed}`;
  const number = look.lookNumber ?? 1;
  const taken = look.decision?.look;
  const isLast = taken?.taken === true && (taken.lookFractions.at(-1) ?? 0) >= 1;
  if (!isLast && !running && taken?.taken === true && isEndedByHand(input, look))
    return endedBeforeItsSize(number, taken);
  if (isLast && isOfDays(plan, taken)) return `Look ${number}, the last: ${daysPassed(plan, taken)}${failed}`;
  const all = looksIn(input, look);
  const which = isLast || number === all ? `Look ${number}, the last` : `Look ${number} of ${all}`;
  return `${which}${otherThanPlanned(plan, all, look)}: the intervals are this look’s, wide enough that all looks together keep the plan’s confidence.${next}${failed}`;
}

/** Whoever ends a fixed plan before its size spends all of its error there, since it has no other look. */
function oneLook(look: Look | undefined): string {
  if (look?.taken !== true || look.isOfUnplannedEnd !== true)
    return 'The one look of the plan has been taken.';
  return `The run ended ${withShare(look)}, at a time that no plan had fixed, and the one look was taken there. Its tests have the whole level of the plan, which holds only if the end was not chosen for its effects.`;
}

/** Whether the run's days, and not its units, made the look the last one. */
function isOfDays({ plannedDays }: RunPlan, { informationFraction }: LookTaken): boolean {
  return plannedDays !== null && typeof informationFraction === 'number' && informationFraction < 1;
}

function daysPassed({ plannedDays }: RunPlan, look: LookTaken): string {
  return `the planned ${counted(plannedDays ?? 0, 'day')} had passed ${withShare(look)}, so all of the error that was left was spent here.`;
}

/** Why there are fewer looks than were planned. */
function otherThanPlanned(plan: RunPlan, all: number, { lookNumber, decision }: JudgedAnalysis): string {
  if (all >= plan.looks || decision?.look.taken !== true) return '';
  const clock = decision.look.lookFractions.at(-1) ?? 0;
  const ahead = plannedLooks(plan).filter((fraction) => fraction > clock).length;
  const hasPassed = plan.looks - ahead > (lookNumber ?? 1);
  const whys = [
    ...(hasPassed ? ['a late look stands for those that it passed'] : []),
    ...(all < (lookNumber ?? 1) + ahead ? ['the run ended before the others'] : []),
  ];
  return ` (${plan.looks} were planned; ${whys.join(', and ')})`;
}

/** Whether somebody ended the run, at this look or after one at which the rule had concluded nothing, and no look is to come. */
function isEndedByHand({ newest }: VerdictInput, { decision }: JudgedAnalysis): boolean {
  const ahead = newest.decision?.look;
  const isLookToCome = ahead?.taken === false && !['between-looks', 'all-looks-taken'].includes(ahead.why);
  if (isLookToCome || decision?.look.taken !== true) return false;
  const isGoingOn = decision.decision.ok && decision.decision.value.outcome === 'keep-running';
  return decision.look.isOfUnplannedEnd === true || isGoingOn;
}

/** Where a look was due, and what could not be read or tested kept it from being one. */
function whyNoLook({ why }: LookNotTaken, result: AnalysisResult): readonly string[] {
  if (why === 'metric-failed') return failures(result);
  if (why === 'metric-untested') return neededWithoutFigures(result);
  return why === 'nothing-tested' ? withoutFigures(result) : [];
}

/** Whoever ends a run when they like may have seen why: only what its units allow is spent then. */
function endedBeforeItsSize(number: number, look: LookTaken): string {
  return `Look ${number}, the last: the run ended ${withShare(look)}, at a time that no plan had fixed. Its tests are as strict as those of any look so early, because an end that is chosen could be chosen for its effects.`;
}

function withShare({ informationFraction }: LookTaken): string {
  return typeof informationFraction === 'number'
    ? `with ${formatShare(informationFraction)} of the planned units`
    : 'before its planned size';
}

/**
 * How large an improvement may be is said by the headline. Engines before 11 took a run that had ended for one of planned days, whether any were
 * planned or not.
 */
function toldReasons(
  { plannedDays }: RunPlan,
  { reasons }: Decision,
  result: AnalysisResult,
): Pick<Decision, 'reasons'> {
  const isTold = hasRuleIntervals(result);
  const told = reasons.filter(({ code }) => !isTold || code !== 'improvement-still-possible');
  const isOfDays = plannedDays !== null;
  return {
    reasons: told.map((one) =>
      one.code === 'planned-by-days' && !isOfDays ? { ...one, code: 'planned-size-not-reached' } : one,
    ),
  };
}

function reasonFacts(
  { reasons }: Pick<Decision, 'reasons'>,
  result: AnalysisResult,
  { withTest = true } = {},
): readonly string[] {
  return reasons.map((reason) =>
    reasonSentence(
      {
        ...reason,
        metric: reason.metric === null ? null : (metricOf(result, reason.metric)?.name ?? reason.metric),
        variant: reason.variant === null ? null : nameOf(result, reason.variant),
      },
      { withTest },
    ),
  );
}

function answers(look: JudgedAnalysis & ToldLook): readonly string[] {
  const roles = ['success', 'guardrail'] as const;
  const metrics = roles.flatMap((role) => look.result.metrics.filter((metric) => metric.role === role));
  return metrics.flatMap((metric) =>
    metric.effects.map((one) =>
      answerSentence(look, { metric, one, variantName: nameOf(look.result, one.contrast.treatment) }),
    ),
  );
}

function metricOf(result: AnalysisResult, key: string): MetricResult | undefined {
  return result.metrics.find((metric) => metric.key === key);
}
