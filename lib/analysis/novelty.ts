import { lineariseMetrics } from '../statistics/effects/linearise';
import { noveltyTest, type NoveltyInput } from '../statistics/effects/novelty';
import { columnMoments, type JointMoments } from '../statistics/moments';
import { adjustTests, type AdjustedTest } from '../statistics/multiplicity/adjust';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { NoveltyResult, PeriodMoments } from '../model/effect-over-time';
import type { Measure } from '../model/metrics/measure';
import { jointOf } from './arm-figures';
import type { MetricOverTime } from './evidence';

/** A metric, and the positions of the two variants that are compared. */
export interface ReadPair {
  readonly control: number;
  readonly treatment: number;
  readonly measure: Measure;
  readonly read: MetricOverTime;
}

/**
 * Whether the relative effect of each pair changes with the time since exposure, with p and interval corrected by Holm's procedure
 * for all pairs together. No word is said yet: which effects are shown is the decision's to know.
 */
export function correctedNovelties(
  pairs: readonly ReadPair[],
  alphaTwoSided: number,
): readonly Outcome<NoveltyResult>[] {
  const tests = pairs.map((pair) => noveltyInput(pair, alphaTwoSided));
  const plain = tests.map((input) => (input.ok ? noveltyTest(input.value.test) : input));
  const pValues = plain.flatMap((one) => (one.ok ? [one.value.pTwoSided] : []));
  const adjusted = adjustTests({ pValues, procedure: 'holm', alphaTwoSided });
  const next = adjusted.ok ? adjusted.value.values() : [].values();
  return tests.map((input, index) => {
    const one = plain[index];
    if (!input.ok) return input;
    if (one?.ok !== true) return one ?? cannotSay('not-computable', 'change-not-tested');
    const test = next.next().value;
    if (test === undefined) return cannotSay('not-computable', 'p-values-not-corrected');
    return corrected(input.value, test);
  });
}

type NoveltyTest = Outcome<{ readonly test: NoveltyInput; readonly days: number; readonly firstDay: number }>;

function noveltyInput({ read, control, treatment, measure }: ReadPair, alphaTwoSided: number): NoveltyTest {
  if (read.sinceExposure === null) {
    return cannotSay('not-computable', 'no-daily-figure');
  }
  if (read.halves === null) {
    const [own] = measure.columns;
    const isMean = own?.kind === 'aggregate' && own.aggregate === 'mean';
    return isMean
      ? cannotSay('not-computable', 'different-units-early-and-late')
      : cannotSay('too-few-units', 'days-too-few-for-novelty');
  }
  const { halves, arms } = read.halves;
  const jointAt = (position: number) => {
    const arm = arms.find(({ variant }) => variant === position);
    return arm === undefined ? null : jointOf(arm);
  };
  const [ofControl, ofTreatment] = [jointAt(control), jointAt(treatment)];
  if (ofControl === null || ofTreatment === null || ofControl.n < 2 || ofTreatment.n < 2) {
    return cannotSay('too-few-units', 'units-too-few-for-novelty');
  }
  const { early, late, days, firstDay } = halves;
  const test = { control: ofControl, treatment: ofTreatment, early, late, alphaTwoSided };
  return say({ test, days, firstDay });
}

/** The test again, with the interval that belongs to the corrected p. */
function corrected(
  { test, days, firstDay }: Extract<NoveltyTest, { readonly ok: true }>['value'],
  { adjustedP, alphaTwoSided }: AdjustedTest,
): Outcome<NoveltyResult> {
  const found = noveltyTest({ ...test, alphaTwoSided });
  if (!found.ok) return found;
  const [control, treatment] = [periodMoments(test.control, test), periodMoments(test.treatment, test)];
  if (!control.ok) return control;
  if (!treatment.ok) return treatment;
  return say({
    ...found.value,
    adjustedP,
    firstDay,
    days,
    units: test.control.n + test.treatment.n,
    control: control.value,
    treatment: treatment.value,
    verdict: 'effect-not-shown',
  });
}

function periodMoments(joint: JointMoments, { early, late }: NoveltyInput): Outcome<PeriodMoments> {
  const linearised = lineariseMetrics(joint, [early, late]);
  if (!linearised.ok) return linearised;
  const [of, then] = [columnMoments(linearised.value, 0), columnMoments(linearised.value, 1)];
  return say({
    n: joint.n,
    early: of.mean,
    late: then.mean,
    earlyVariance: of.variance,
    lateVariance: then.variance,
    covariance: linearised.value.covariances[0]?.[1] ?? 0,
  });
}
