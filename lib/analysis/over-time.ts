import { compareArms, type ArmEstimate } from '../statistics/effects/arm-comparison';
import { noveltyTest, type NoveltyInput } from '../statistics/effects/novelty';
import { adjustTests, type AdjustedTest } from '../statistics/multiplicity/adjust';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { DayEffect, EffectOverTime, MetricResult, NoveltyResult, OverTime } from './analysis-result';
import { armFigures, jointOf } from './arm-figures';
import type { EvidenceArm, MetricOverTime, OverTimeEvidence } from './evidence';
import { measureOf, type Measure } from './measure';
import type { RunConfiguration, RunVariant } from './run-configuration';

/** First exposures of more days than this are not shown one by one; the latest are. */
const maximumFirstDays = 60;

interface Pair {
  readonly metric: string;
  readonly variant: string;
  readonly control: number;
  readonly treatment: number;
  readonly measure: Measure;
  readonly read: MetricOverTime;
}

/**
 * Effects of success and guardrail metrics by the day of first exposure and by days since, and whether they change with the
 * time since exposure. Intervals are at the plan's own alpha, neither adjusted for covariates nor for the number of days: an
 * exploration, which no decision reads. The tests for change are corrected for their number by Holm's procedure. Only what
 * may be read at this look is compared.
 */
export function effectsOverTime(
  { variants, metrics, plan: { alphaTwoSided } }: RunConfiguration,
  evidence: OverTimeEvidence,
  results: readonly MetricResult[],
): Outcome<OverTime> {
  if (!evidence.ok) return cannotSay('not-computable', evidence.reason);
  const pairs = metrics
    .filter(({ role }) => role !== 'quality')
    .flatMap((metric) => {
      const read = evidence.metrics.get(metric.key);
      const result = results.find(({ key }) => key === metric.key);
      if (read === undefined || result === undefined) return [];
      return pairsOf(metric.key, measureOf(metric), read, result, variants);
    });
  const tests = pairs.map((pair) => ({ pair, input: noveltyInput(pair, alphaTwoSided) }));
  const novelties = correctedNovelties(tests, alphaTwoSided);
  return say(
    pairs.map((pair, index): EffectOverTime => {
      const { metric, variant, read } = pair;
      const ofDay = (arms: readonly EvidenceArm[]) => dayEffect(pair, arms, alphaTwoSided);
      const firstDays = daysIn(read.byFirstDay).slice(-maximumFirstDays);
      return {
        metric,
        variant,
        byFirstDay: firstDays.map((day) => ({
          day,
          ...ofDay(read.byFirstDay.filter((arm) => arm.day === day)),
        })),
        sinceExposure: daysIn(read.sinceExposure ?? []).map((day) => ({
          day,
          ...ofDay((read.sinceExposure ?? []).filter((arm) => arm.day === day)),
        })),
        novelty: novelties[index] ?? cannotSay('not-computable', 'The change could not be tested.'),
      };
    }),
  );
}

function pairsOf(
  metric: string,
  measure: Measure,
  read: MetricOverTime,
  { effects }: MetricResult,
  variants: readonly RunVariant[],
): Pair[] {
  const control = variants.findIndex(({ isControl }) => isControl);
  return effects
    .filter(({ effect }) => effect.ok || effect.reason !== 'look-not-reached')
    .map(({ variant }) => {
      const treatment = variants.findIndex(({ key }) => key === variant);
      return { metric, variant, control, treatment, measure, read };
    });
}

function daysIn<Day extends string | number>(arms: readonly { readonly day: Day }[]): Day[] {
  return [...new Set(arms.map(({ day }) => day))].sort((a, b) => (a < b ? -1 : 1));
}

function dayEffect(pair: Pair, arms: readonly EvidenceArm[], alphaTwoSided: number): DayEffect {
  const armAt = (position: number) => arms.find(({ variant }) => variant === position);
  const figuresAt = (position: number, name: string) =>
    armFigures(name, armAt(position), pair.measure, alphaTwoSided);
  const control = figuresAt(pair.control, 'control');
  const treatment = figuresAt(pair.treatment, pair.variant);
  const shown = (figures: typeof control) =>
    figures.ok ? { n: figures.value.n, mean: figures.value.mean } : { n: 0, mean: 0 };
  const compared = (a: ArmEstimate, b: ArmEstimate) => compareArms(a, b, alphaTwoSided);
  const effect = !control.ok
    ? control
    : !treatment.ok
      ? treatment
      : compared(control.value.estimate, treatment.value.estimate);
  return { control: shown(control), treatment: shown(treatment), effect };
}

type NoveltyTest = Outcome<{ readonly test: NoveltyInput; readonly days: number; readonly firstDay: number }>;

function noveltyInput({ read, control, treatment, measure }: Pair, alphaTwoSided: number): NoveltyTest {
  if (read.sinceExposure === null) {
    return cannotSay(
      'not-computable',
      'The metric is no figure of single days, so it has no course over them.',
    );
  }
  if (read.halves === null) {
    const [own] = measure.columns;
    const isMean = own?.kind === 'aggregate' && own.aggregate === 'mean';
    return isMean
      ? cannotSay('not-computable', 'Of a mean per unit other units have a value early than late.')
      : cannotSay(
          'too-few-units',
          'Two whole days since exposure are needed, of at least half of the units and within the metric’s window.',
        );
  }
  const { halves, arms } = read.halves;
  const jointAt = (position: number) => {
    const arm = arms.find(({ variant }) => variant === position);
    return arm === undefined ? null : jointOf(arm);
  };
  const [ofControl, ofTreatment] = [jointAt(control), jointAt(treatment)];
  if (ofControl === null || ofTreatment === null || ofControl.n < 2 || ofTreatment.n < 2) {
    return cannotSay('too-few-units', 'Fewer than 2 units of a variant have had both periods whole.');
  }
  const { early, late, days, firstDay } = halves;
  const test = { control: ofControl, treatment: ofTreatment, early, late, alphaTwoSided };
  return say({ test, days, firstDay });
}

function correctedNovelties(
  tests: readonly { readonly pair: Pair; readonly input: NoveltyTest }[],
  alphaTwoSided: number,
): readonly Outcome<NoveltyResult>[] {
  const plain = tests.map(({ input }) => (input.ok ? noveltyTest(input.value.test) : input));
  const pValues = plain.flatMap((one) => (one.ok ? [one.value.pTwoSided] : []));
  const adjusted = adjustTests({ pValues, procedure: 'holm', alphaTwoSided });
  const next = adjusted.ok ? adjusted.value.values() : [].values();
  return tests.map(({ input }, index) => {
    const one = plain[index];
    if (!input.ok) return input;
    if (one?.ok !== true) return one ?? cannotSay('not-computable', 'The change could not be tested.');
    const test = next.next().value;
    if (test === undefined) return cannotSay('not-computable', 'The p-values could not be corrected.');
    return corrected(input.value, test, alphaTwoSided);
  });
}

/** The test again, with the interval that belongs to the corrected p. */
function corrected(
  { test, days, firstDay }: Extract<NoveltyTest, { readonly ok: true }>['value'],
  { adjustedP, alphaTwoSided: alphaOfTest }: AdjustedTest,
  alphaTwoSided: number,
): Outcome<NoveltyResult> {
  const found = noveltyTest({ ...test, alphaTwoSided: alphaOfTest });
  if (!found.ok) return found;
  const { earlyEffect, lateEffect } = found.value;
  const smaller = Math.abs(lateEffect) < Math.abs(earlyEffect) || lateEffect * earlyEffect < 0;
  return say({
    ...found.value,
    adjustedP,
    firstDay,
    days,
    units: test.control.n + test.treatment.n,
    verdict: adjustedP >= alphaTwoSided ? 'no-change-shown' : smaller ? 'fades' : 'grows',
  });
}
