import type { Question } from '../model/answer';
import type { Contrast } from '../model/contrast';
import type { VariantVerdict } from '../model/decision';
import type { StoredConditionalPower } from '../model/futility';
import type { Reason } from '../model/reason';
import { ask, type AskedAnswer, type LookAsked } from './ask';
import { earlierOf, type EarlierAnswer } from './earlier-answers';
import { conditionalPowers, isFutile, type LastLookOf } from './futility';
import { hasMargin, type ExperimentPlan, type PlannedMetric } from './plan';
import type { MetricResult } from './results';

export interface JudgedVariant extends VariantVerdict {
  /** The one that forced the verdict first. */
  readonly reasons: readonly Reason[];
  readonly asked: readonly AskedAnswer[];
  /** Relative, above 0 is better: the largest improvement of a success metric that is still possible; null: it cannot be said. */
  readonly possibleImprovement: number | null;
  /** Of success metrics that are not shown better, where the plan states futility and a look is left. */
  readonly powers: readonly StoredConditionalPower[];
  /** Whatever the verdict: too little chance is left to show an improvement. */
  readonly futile: boolean;
}

/** What the rule says of one variant at one look, health and the plan's end aside. */
export function judgeVariant(
  plan: ExperimentPlan,
  contrast: Contrast,
  results: readonly MetricResult[],
  lookOf: (metric: string) => LookAsked,
  earlier: readonly EarlierAnswer[],
  lastLookOf: LastLookOf | null,
): JudgedVariant {
  const resultOf = ({ key }: PlannedMetric) =>
    results.find(({ metric, variant }) => metric === key && variant === contrast.treatment);
  const asked = plan.metrics.flatMap((metric) =>
    questionsFor(metric).map((question) =>
      ask(
        question,
        metric,
        contrast,
        resultOf(metric),
        lookOf(metric.key),
        earlierOf(earlier, { contrast, metric: metric.key, question }),
      ),
    ),
  );
  const limits = plan.metrics
    .filter(({ role }) => role === 'success')
    .map((metric) => possibleOf(metric, asked, resultOf(metric)));
  const known = limits.flatMap((limit) => (limit === null || Number.isNaN(limit) ? [] : [limit]));
  const possibleImprovement = known.length > 0 && known.length === limits.length ? Math.max(...known) : null;
  const powers = lastLookOf === null ? [] : conditionalPowers(asked, resultOf, lastLookOf);
  const futile = isFutile(plan, powers);
  const judged = { contrast, asked, possibleImprovement, powers, futile };
  return { ...judged, ...verdictOf(plan, asked, futile) };
}

/** What an earlier look has ruled out is not possible any more, wherever this look's end lies. */
function possibleOf(
  { key, minimumEffectRelative = Infinity }: PlannedMetric,
  asked: readonly AskedAnswer[],
  result: MetricResult | undefined,
): number | null {
  const isRuledOut = asked.some(
    ({ answer }) => answer.metric === key && answer.question === 'smaller' && answer.rejected,
  );
  const most = result?.possibleImprovement ?? null;
  return isRuledOut ? Math.min(most ?? Infinity, minimumEffectRelative) : most;
}

function questionsFor(metric: PlannedMetric): readonly Question[] {
  if (metric.role === 'quality') return ['different'];
  if (metric.role === 'success') {
    return metric.minimumEffectRelative === undefined ? ['worse', 'better'] : ['worse', 'better', 'smaller'];
  }
  return hasMargin(metric) ? ['worse', 'non-inferior', 'beyond-margin'] : ['worse'];
}

/**
 * What comes first holds: quality, harm, ship, ruled out, futile, undecided. What was shown, harm before all, stands above a forecast of
 * what will be; and that an improvement is ruled out was shown, where futility only says that the rest will hardly show one.
 */
function verdictOf(
  { metrics }: ExperimentPlan,
  asked: readonly AskedAnswer[],
  futile: boolean,
): Pick<JudgedVariant, 'verdict' | 'reasons'> {
  const answered = (question: Question, rejected: boolean): readonly Reason[] =>
    asked
      .filter(({ answer }) => answer.question === question && answer.rejected === rejected)
      .map(({ reason }) => reason);
  const different = answered('different', true);
  if (different.length > 0) return { verdict: 'quality', reasons: different };
  const worse = answered('worse', true);
  if (worse.length > 0) return { verdict: 'harm', reasons: worse };
  const better = answered('better', true);
  const notBetter = answered('better', false);
  const unproven = answered('non-inferior', false);
  // A plan without success metrics is a roll-out: its guardrails alone decide.
  const improves = better.length > 0 || notBetter.length === 0;
  if (improves && unproven.length === 0) {
    return { verdict: 'ship', reasons: [...better, ...answered('non-inferior', true)] };
  }
  const smaller = answered('smaller', true);
  const successes = metrics.filter(({ role }) => role === 'success').length;
  // What was shown to be better ends in no "no effect", however small it is.
  if (better.length === 0 && successes > 0 && smaller.length === successes) {
    return { verdict: 'ruled-out', reasons: [...smaller, ...unproven] };
  }
  return {
    verdict: futile ? 'futile' : 'undecided',
    reasons: improves ? [...unproven, ...better] : [...notBetter, ...unproven],
  };
}
