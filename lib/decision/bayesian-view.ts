import type { AnalysisResult } from '../model/analysis-result';
import type { MetricBelieved } from '../model/bayesian-view';
import type { MetricResult } from '../model/metric-result';
import { normalPosterior } from '../statistics/bayes/normal';
import { normalCdf } from '../statistics/distributions/normal';
import { FEWEST_EFFECTS } from '../statistics/effects/shrink-towards-zero';
import { cannotSay, say } from '../statistics/outcome';
import { measuredEffects, type MeasuredEffect } from './measured-effects';
import { effectsOf, type EndedRun } from './program';
import { shrunkenByMetric } from './usual-moves';

const LEVEL = 0.95;

type Prior = MetricBelieved['prior'];
type Posterior = MetricBelieved['posterior'];

/** A run, by its experiment's key and its number, and all ended runs, it among them where it has ended. */
interface ProgramAround {
  readonly own: RunIdentity;
  readonly program: readonly EndedRun<RunIdentity>[];
}

interface RunIdentity {
  readonly key: string;
  readonly runNumber: number;
}

/**
 * What to believe of each success metric: its relative change as measured, and as prior a normal distribution around 0 whose
 * variance is that of the metric's true changes in the program's other runs: its own is left out, or it would be its own prior. The measured change is not made to allow for an early stop: with a prior there is nothing to allow for.
 */
export function bayesianView(
  result: AnalysisResult,
  { own: of, program }: ProgramAround,
): readonly MetricBelieved[] {
  const others = program
    .filter(({ identity }) => identity.key !== of.key || identity.runNumber !== of.runNumber)
    .map(effectsOf);
  const own = measuredEffects(result, []);
  return result.metrics
    .filter(({ role }) => role === 'success')
    .flatMap((metric) => {
      const prior = priorOf(metric.key, others);
      return metric.effects.map(({ contrast, effect }): MetricBelieved => {
        const found = own.find((one) => one.metric === metric.key && one.variant === contrast.treatment);
        const relative = found?.relative ?? null;
        return {
          metric: metric.key,
          contrast,
          measured: relative && {
            relativeDifference: relative.difference,
            standardError: relative.standardError,
          },
          prior,
          posterior: effect.ok ? posteriorOf(metric, relative, prior) : effect,
        };
      });
    });
}

function priorOf(metric: string, others: readonly (readonly MeasuredEffect[])[]): Prior {
  const runs = others
    .map((effects) => effects.filter((one) => one.metric === metric && one.relative !== null))
    .filter(({ length }) => length > 0);
  const all = runs.flat();
  const tauSquared = shrunkenByMetric(all).tauSquared.get(metric);
  if (tauSquared?.ok !== true)
    return cannotSay('too-few-units', 'program-too-small-for-prior', {
      effects: all.length,
      least: FEWEST_EFFECTS,
    });
  if (tauSquared.value === 0)
    return cannotSay('no-variance', 'program-without-spread', { effects: all.length });
  const standardDeviation = Math.sqrt(tauSquared.value);
  return say({ mean: 0, standardDeviation, effects: all.length, experiments: runs.length });
}

function posteriorOf(
  { direction, minimumEffectRelative }: MetricResult,
  measured: MeasuredEffect['relative'],
  prior: Prior,
): Posterior {
  if (measured === null) return cannotSay('not-computable', 'no-relative-change');
  if (!prior.ok) return prior;
  const found = normalPosterior({
    difference: measured.difference,
    standardError: measured.standardError,
    priorMean: prior.value.mean,
    priorStandardDeviation: prior.value.standardDeviation,
    level: LEVEL,
  });
  if (!found.ok) return found;
  const { posteriorMean: mean, posteriorStandardDeviation: standardDeviation, interval } = found.value;
  const isUp = direction === 'higher-is-better';
  const { chanceToBeatControl, expectedLossOfTreatment, expectedLossOfControl } = found.value;
  const sign = isUp ? 1 : -1;
  return say({
    mean,
    standardDeviation,
    interval,
    chanceBetter: isUp ? chanceToBeatControl : normalCdf(-mean / standardDeviation),
    chanceOfInterest:
      minimumEffectRelative === null
        ? null
        : normalCdf((sign * mean - minimumEffectRelative) / standardDeviation),
    expectedLossShipping: isUp ? expectedLossOfTreatment : expectedLossOfControl,
    expectedLossNotShipping: isUp ? expectedLossOfControl : expectedLossOfTreatment,
  });
}
