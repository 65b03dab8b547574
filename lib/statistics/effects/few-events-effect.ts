import type { Effect, RelativeEffect } from '../effect';
import { cannotSay, say, type Outcome } from '../outcome';
import { compareArms, welchDegreesOfFreedom } from './arm-comparison';
import { isAllOrNothing, widestEstimate } from './all-or-nothing';
import type { ArmEstimate } from './arm-estimate';
import { fewEventsTest, type Direction, type FewEventsTest, type ProportionArms } from './few-events';
import type { IntervalEnd } from './interval-end';
import type { MarginTest } from './margin-test';
import { meanEstimate } from './mean';
import { proportionMoments, type ProportionInput } from './proportion';
import type { Successes } from './successes';

/** Shapes beyond this are not integrated over. */
const MOST_UNITS = 1e9;

/**
 * Estimand: share of units that succeed, treatment minus control, as a fraction, where an arm has few events or few units without one: p is
 * the mid-p of the hypergeometric, and the intervals, of the difference and of the relative change, come from inverting it
 * (few-events.ts). They exclude 0 exactly where the mid-p is below their level. The standard error, degrees of freedom and
 * statistic are those of the normal form, for what needs a variance, with the largest one of a share where neither arm shows any; p and the intervals
 * are not made from them. Refused as `proportionEffect`, but only without an event anywhere where nothing varies; a relative change is refused without an event in the control. Any number of units up to a billion.
 */
export function fewEventsEffect(
  input: ProportionInput & { readonly skewness?: number | undefined },
): Outcome<Effect> {
  const arms = normalForm(input);
  if (!arms.ok) return arms;
  const { alphaTwoSided, skewness } = input;
  const normal = compareArms(...arms.value, alphaTwoSided);
  if (!normal.ok) return normal;
  if (Math.max(input.control.n, input.treatment.n) > MOST_UNITS)
    return cannotSay('not-computable', 'units-too-many-for-beta');
  const test = fewEventsTest(input);
  const [pGreater, pLess] = [test.p('greater'), test.p('less')];
  const alphaOneSided = alphaTwoSided / 2;
  const intervalOf = computedOnce(() => ({
    lower: test.end('greater', { alphaOneSided }),
    upper: test.end('less', { alphaOneSided }),
  }));
  const relativeOf = computedOnce(() => relativeEffect(input, test, alphaOneSided));
  return say({
    ...normal.value,
    ...(skewness !== undefined && { skewness }),
    method: 'mid-p',
    pTwoSided: Math.min(1, 2 * Math.min(pGreater, pLess)),
    pGreater,
    pLess,
    // Each end costs some hundred times what p does, and a calibration reads p alone, of thousands of splits.
    get interval() {
      return intervalOf();
    },
    get relative() {
      return relativeOf();
    },
  });
}

function computedOnce<Value>(compute: () => Value): () => Value {
  let computed: { readonly value: Value } | null = null;
  return () => (computed ??= { value: compute() }).value;
}

const shareOf = ({ successes, n }: Successes): number => successes / n;

function relativeEffect(
  { control, treatment }: ProportionInput,
  test: FewEventsTest,
  alphaOneSided: number,
): Outcome<RelativeEffect> {
  if (control.successes === 0)
    return cannotSay('control-mean-not-distinguishable-from-zero', 'control-near-zero');
  const [baseline, estimate] = [shareOf(control), shareOf(treatment)];
  const interval = {
    lower: test.relativeEnd('greater', alphaOneSided),
    upper: test.relativeEnd('less', alphaOneSided),
  };
  if (!Number.isFinite(interval.upper)) return cannotSay('not-computable', 'relative-difference-too-large');
  return say({ difference: (estimate - baseline) / baseline, interval });
}

/** One end of the interval at a level of its own, of the difference and of the relative change: lower for 'greater', upper for 'less'. */
export function fewEventsEnd(arms: ProportionArms, direction: Direction, alphaOneSided: number): IntervalEnd {
  const test = fewEventsTest(arms);
  const relative = arms.control.successes === 0 ? Infinity : test.relativeEnd(direction, alphaOneSided);
  return {
    difference: say(test.end(direction, { alphaOneSided })),
    relative: Number.isFinite(relative)
      ? say(relative)
      : cannotSay('control-mean-not-distinguishable-from-zero', 'control-near-zero'),
  };
}

/**
 * The margin's test, by the same p as the relative end. Standard error, degrees of freedom and statistic are those of the normal form.
 * Refused without an event in the control, and for a margin of the whole of it.
 */
export function fewEventsMargin(
  arms: ProportionArms,
  { relativeMargin, higherIsBetter }: { readonly relativeMargin: number; readonly higherIsBetter: boolean },
): Outcome<MarginTest> {
  const ratio = higherIsBetter ? -relativeMargin : relativeMargin;
  if (arms.control.successes === 0 || !(ratio > -1))
    return cannotSay('control-mean-not-distinguishable-from-zero', 'control-sign-unknown');
  const normal = normalForm(arms);
  if (!normal.ok) return normal;
  const [control, treatment] = normal.value;
  const multiple = 1 + ratio;
  const distanceToMargin = (higherIsBetter ? 1 : -1) * (treatment.estimate - multiple * control.estimate);
  const standardError = Math.sqrt(
    multiple * multiple * control.samplingVariance + treatment.samplingVariance,
  );
  const degreesOfFreedom = welchDegreesOfFreedom(control, treatment);
  const test = fewEventsTest(arms);
  const [good, bad] = higherIsBetter ? (['greater', 'less'] as const) : (['less', 'greater'] as const);
  return say({
    distanceToMargin,
    standardError,
    degreesOfFreedom,
    statistic: distanceToMargin / standardError,
    p: test.pAgainstRatio(ratio, good),
    pBeyond: test.pAgainstRatio(ratio, bad),
  });
}

function normalForm({ control, treatment }: ProportionArms): Outcome<readonly [ArmEstimate, ArmEstimate]> {
  const of = [proportionMoments('control', control), proportionMoments('treatment', treatment)] as const;
  if (!of[0].ok) return of[0];
  if (isAllOrNothing({ control, treatment }))
    return say([widestEstimate(control), widestEstimate(treatment)]);
  return of[1].ok ? say([meanEstimate(of[0].value), meanEstimate(of[1].value)]) : of[1];
}
