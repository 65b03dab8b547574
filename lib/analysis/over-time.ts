import type { Contrast } from '../model/contrast';
import { effectOfArms } from '../statistics/effects/compared-arms';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { DayEffect, EffectOverTime, OverTime } from '../model/effect-over-time';
import type { MetricResult } from '../model/metric-result';
import { armFigures } from './arm-figures';
import { withArmNames } from './arm-names';
import type { EvidenceArm, MetricOverTime, OverTimeEvidence } from './evidence';
import { fewEventsOf } from './few-events-of';
import { measureOf, type MetricKind } from '../model/metrics/kinds';
import { correctedNovelties, type ReadPair } from './novelty';
import type { RunConfiguration, RunMetric, RunVariant } from '../model/run-configuration';

/** First exposures of more days than this are not shown one by one; the latest are. */
const maximumFirstDays = 60;

interface Pair extends ReadPair {
  readonly metric: string;
  readonly kind: MetricKind;
  readonly contrast: Contrast;
}

/**
 * Effects of success and guardrail metrics by the day of first exposure and by days since, and whether relative effects change
 * with the time since exposure. Intervals are at the plan's own alpha, neither adjusted for covariates nor for the number of days: an
 * exploration, which no decision reads. The tests for change are corrected for their number by Holm's procedure. Only what
 * may be read at this look is compared.
 */
export function effectsOverTime(
  { variants, metrics, plan: { alphaTwoSided } }: RunConfiguration,
  evidence: OverTimeEvidence,
  results: readonly MetricResult[],
): Outcome<OverTime> {
  if (!evidence.ok) return evidence;
  const pairs = metrics
    .filter(({ role }) => role !== 'quality')
    .flatMap((metric) => {
      const read = evidence.metrics.get(metric.key);
      const result = results.find(({ key }) => key === metric.key);
      if (read === undefined || result === undefined) return [];
      return pairsOf(metric, read, result, variants);
    });
  const novelties = correctedNovelties(pairs, alphaTwoSided);
  return say(
    pairs.map((pair, index): EffectOverTime => {
      const { metric, contrast, read } = pair;
      const ofDay = (arms: readonly EvidenceArm[]) => dayEffect(pair, arms, alphaTwoSided);
      const firstDays = daysIn(read.byFirstDay).slice(-maximumFirstDays);
      return {
        metric,
        contrast,
        byFirstDay: firstDays.map((day) => ({
          day,
          ...ofDay(read.byFirstDay.filter((arm) => arm.day === day)),
        })),
        sinceExposure: daysIn(read.sinceExposure ?? []).map((day) => ({
          day,
          ...ofDay((read.sinceExposure ?? []).filter((arm) => arm.day === day)),
        })),
        novelty: withArmNames(novelties[index] ?? cannotSay('not-computable', 'change-not-tested'), contrast),
      };
    }),
  );
}

function pairsOf(
  metric: RunMetric,
  read: MetricOverTime,
  { effects }: MetricResult,
  variants: readonly RunVariant[],
): Pair[] {
  const positionOf = (arm: string) => variants.findIndex(({ key }) => key === arm);
  return effects
    .filter(({ effect }) => effect.ok || effect.reason !== 'look-not-reached')
    .map(({ contrast }) => ({
      metric: metric.key,
      kind: metric.kind,
      contrast,
      control: positionOf(contrast.reference),
      treatment: positionOf(contrast.treatment),
      measure: measureOf(metric),
      read,
    }));
}

function daysIn<Day extends string | number>(arms: readonly { readonly day: Day }[]): Day[] {
  return [...new Set(arms.map(({ day }) => day))].sort((a, b) => (a < b ? -1 : 1));
}

function dayEffect(pair: Pair, arms: readonly EvidenceArm[], alphaTwoSided: number): DayEffect {
  const armAt = (position: number) => arms.find(({ variant }) => variant === position);
  const figuresAt = (position: number, name: string) =>
    armFigures(name, armAt(position), pair.measure, alphaTwoSided);
  const control = figuresAt(pair.control, pair.contrast.reference);
  const treatment = figuresAt(pair.treatment, pair.contrast.treatment);
  const shown = (figures: typeof control) =>
    figures.ok ? { n: figures.value.n, mean: figures.value.mean } : { n: 0, mean: 0 };
  const effect = !control.ok
    ? control
    : !treatment.ok
      ? treatment
      : effectOfArms(
          {
            control: control.value.estimate,
            treatment: treatment.value.estimate,
            fewEvents: fewEventsOf(pair.kind, armAt(pair.control), armAt(pair.treatment)),
          },
          alphaTwoSided,
        );
  return { control: shown(control), treatment: shown(treatment), effect };
}
