import { ask, type Answer, type LookAsked, type Question } from './metric-tests';
import { hasMargin, type ExperimentPlan, type PlannedMetric } from './plan';
import type { Reason } from './reason';
import type { MetricResult, SignificantTest } from './results';

export interface VariantVerdict {
  readonly variant: string;
  readonly verdict: 'ship' | 'harm' | 'quality' | 'undecided';
  /** The one that forced the verdict first. */
  readonly reasons: readonly Reason[];
  readonly significant: readonly SignificantTest[];
  /** Every test the rule needs had a figure: only then does "no effect" mean something. */
  readonly complete: boolean;
}

interface Asked extends Answer {
  readonly metric: PlannedMetric;
  readonly question: Question;
}

/** What the rule says of one variant at one look, health and the plan's end aside. */
export function variantVerdict(
  plan: ExperimentPlan,
  variant: string,
  results: readonly MetricResult[],
  lookOf: (metric: string) => LookAsked,
  earlier: readonly SignificantTest[],
): VariantVerdict {
  const asked = plan.metrics.flatMap((metric) => {
    const result = results.find(
      (candidate) => candidate.metric === metric.key && candidate.variant === variant,
    );
    return questionsFor(metric).map((question): Asked => {
      const before = earlier.find(
        (test) => test.variant === variant && test.metric === metric.key && test.question === question,
      );
      return { ...ask(question, metric, variant, result, lookOf(metric.key), before), metric, question };
    });
  });
  const significant = asked
    .filter(({ answer }) => answer === 'significant')
    .map(({ metric, question, shown }): SignificantTest => ({
      variant,
      metric: metric.key,
      question,
      ...(shown !== undefined && { shown }),
    }));
  const complete = asked.every(({ answer }) => answer !== 'cannot-say');
  return { variant, significant, complete, ...verdictOf(asked) };
}

function questionsFor(metric: PlannedMetric): readonly Question[] {
  if (metric.role === 'quality') return ['different'];
  if (metric.role === 'success') return ['worse', 'better'];
  return hasMargin(metric) ? ['worse', 'non-inferior'] : ['worse'];
}

function verdictOf(asked: readonly Asked[]): Pick<VariantVerdict, 'verdict' | 'reasons'> {
  const answered = (question: Question, answer: 'yes' | 'no'): readonly Reason[] =>
    asked
      .filter((one) => one.question === question && (one.answer === 'significant') === (answer === 'yes'))
      .map((one) => one.reason);
  const different = answered('different', 'yes');
  if (different.length > 0) return { verdict: 'quality', reasons: different };
  const worse = answered('worse', 'yes');
  if (worse.length > 0) return { verdict: 'harm', reasons: worse };
  const better = answered('better', 'yes');
  const notBetter = answered('better', 'no');
  const unproven = answered('non-inferior', 'no');
  // A plan without success metrics is a roll-out: its guardrails alone decide.
  const improves = better.length > 0 || notBetter.length === 0;
  if (improves && unproven.length === 0) {
    return { verdict: 'ship', reasons: [...better, ...answered('non-inferior', 'yes')] };
  }
  return { verdict: 'undecided', reasons: improves ? [...unproven, ...better] : [...notBetter, ...unproven] };
}
