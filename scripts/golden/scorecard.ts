import { z } from 'zod';
import { ruleFigures } from '@/lib/analysis/rule-figures';
import { readAnswers } from '@/lib/charts/reading';
import { withAdjustedP } from '@/lib/decision/adjusted-p';
import { decide } from '@/lib/decision/decide';
import { criteriaAt } from '@/lib/decision/look-criteria';
import { metricRules } from '@/lib/decision/metric-rules';
import type { ExperimentPlan, LookingMethod, PlannedMetric } from '@/lib/decision/plan';
import type { Answer as RuleAnswer, Question } from '@/lib/model/answer';
import { compareArms, say, type Outcome } from '@/lib/statistics';
import type { RuleInterval } from '@/lib/model/rule-interval';
import type { Answer } from './comparison';
import { figure } from './case-file';
import { spending } from './other-methods';

const arm = z.object({ n: z.number(), mean: z.number(), variance: z.number() });

export const scorecardInput = z.object({
  control: arm,
  treatment: arm,
  alphaTwoSided: figure,
  alphaDeterioration: figure,
  comparisons: z.int(),
  successMetrics: z.int(),
  metrics: z.int(),
  method: z.enum(['fixed', 'group-sequential', 'always-valid']),
  spending: spending.nullable().default(null),
  fractions: z.array(figure).nullable().default(null),
  mixingVariance: figure.optional(),
  higherIsBetter: z.boolean().default(true),
  /** Of a guardrail; left out: the metric is a success metric. */
  relativeMargin: figure.optional(),
});

type Input = z.output<typeof scorecardInput>;

const contrast = { treatment: 'treatment', reference: 'control' };
const key = 'read';

/** One metric of a plan at a look, by the functions of the product: interval, adjusted p and word. */
export function scorecard(input: Input): Outcome<Answer> {
  const plan = planOf(input);
  const lookFractions = input.fractions ?? [1];
  const criteria = criteriaAt(plan, lookFractions);
  if (!criteria.ok) return criteria;
  const arms = { control: estimateOf(input.control), treatment: estimateOf(input.treatment) };
  const effect = compareArms(arms.control, arms.treatment, input.alphaTwoSided);
  const rule = metricRules(plan, criteria.value)(key);
  if (!effect.ok || rule === null) return effect.ok ? say(null) : effect;
  const metric = {
    key,
    role: input.relativeMargin === undefined ? 'success' : 'guardrail',
    direction: input.higherIsBetter ? 'higher-is-better' : 'lower-is-better',
    relativeMargin: input.relativeMargin ?? null,
    minimumEffectRelative: null,
  } as const;
  const { ruleInterval, nonInferiority, beyondMargin } = ruleFigures(metric, arms, rule);
  const look = { taken: true, lookFractions } as const;
  const judged = decide(plan, {
    results: [
      {
        metric: key,
        variant: contrast.treatment,
        effect,
        ...(nonInferiority && { nonInferiority }),
        ...(beyondMargin && { beyondMargin }),
      },
    ],
    health: { sampleRatioP: null, unitsInSeveralVariantsShare: null },
    progress: { lookFractions, plannedEndReached: true },
  });
  if (!judged.ok) return judged;
  const answers = withAdjustedP(plan, judged.value.answers, { look, number: 1 });
  const decision = { look, mixingVariances: {}, decision: say({ ...judged.value, answers }) };
  const { words } = readAnswers(metric, contrast, decision);
  const { difference, standardError, degreesOfFreedom, pGreater } = effect.value;
  return say({
    difference,
    standardError,
    degreesOfFreedom,
    pGreater,
    ...endsOf(ruleInterval),
    adjustedPBetter: adjusted(answers, 'better'),
    adjustedPWorse: adjusted(answers, 'worse'),
    adjustedPNonInferior: adjusted(answers, 'non-inferior'),
    label: words.toLowerCase().replaceAll(/[ ,]+/g, '-'),
  });
}

function endsOf(interval: Outcome<RuleInterval> | undefined): Readonly<Record<string, Answer>> {
  if (interval?.ok !== true) return {};
  const { lower, upper } = interval.value;
  const said = (end: Outcome<number>) => (end.ok ? end.value : null);
  return {
    lower: said(lower.difference),
    upper: said(upper.difference),
    relativeLower: said(lower.relative),
    relativeUpper: said(upper.relative),
  };
}

function adjusted(answers: readonly RuleAnswer[], question: Question): number | null {
  return answers.find((one) => one.metric === key && one.question === question)?.adjusted?.p ?? null;
}

function estimateOf({ n, mean, variance }: z.output<typeof arm>) {
  return { estimate: mean, samplingVariance: variance / n, degreesOfFreedom: n - 1 };
}

/** A plan of so many metrics and variants, of which one metric in one variant is read. */
function planOf(input: Input): ExperimentPlan {
  const { successMetrics, metrics, comparisons, relativeMargin, higherIsBetter, mixingVariance } = input;
  const isSuccess = relativeMargin === undefined;
  const others = metrics - 1;
  const otherSuccesses = successMetrics - (isSuccess ? 1 : 0);
  const common = { higherIsBetter, ...(mixingVariance !== undefined && { mixingVariance }) };
  return {
    control: contrast.reference,
    treatments: Array.from({ length: comparisons }, (_, place) =>
      place === 0 ? contrast.treatment : `v${place}`,
    ),
    metrics: [
      isSuccess ? { ...common, key, role: 'success' } : { ...common, key, role: 'guardrail', relativeMargin },
      ...Array.from({ length: others }, (_, place): PlannedMetric => ({
        ...common,
        key: `other-${place}`,
        role: place < otherSuccesses ? 'success' : 'guardrail',
      })),
    ],
    method: lookingMethod(input),
    alpha: input.alphaTwoSided,
    sides: 2,
    alphaDeterioration: input.alphaDeterioration,
    power: 0.8,
  };
}

function lookingMethod({ method, spending: name, fractions }: Input): LookingMethod {
  if (method !== 'group-sequential') return { kind: method };
  const looks = [...(fractions ?? []).filter((fraction) => fraction < 1), 1];
  return { kind: method, spending: name ?? 'obrien-fleming', looks };
}
