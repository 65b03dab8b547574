import type { ColumnMetric } from '../statistics/effects/linearise';
import type { ExportedAnalysis } from './notebook';
import { rMethod } from './r-method';
import type { ArmFacts, EffectFacts, Recomputation } from './recomputation';

/** A script for base R that computes every figure of the analysis again and stops where one differs. */
export function rScriptOf(about: ExportedAnalysis, { effects, sampleRatio }: Recomputation): string {
  const title = `# ${oneLine(about.experiment)}, run ${String(about.run)}, analysis ${oneLine(about.analysis)}, evidence up to ${about.horizon.toISOString()}`;
  const ratio =
    sampleRatio === null
      ? 'NULL'
      : list({
          observed: vector(sampleRatio.observed),
          shares: vector(sampleRatio.shares),
          p: number(sampleRatio.p),
        });
  const facts = list({ sampleRatio: ratio, effects: `list(\n${effects.map(effectOf).join(',\n')})` });
  return `${title}\n# Every figure is computed again from the stored moments, with base R alone.\n\nfacts <- ${facts}\n\n${rMethod}`;
}

function effectOf(effect: EffectFacts): string {
  const expected = Object.entries(effect.expected).map(([name, value]): [string, string] => [
    name,
    number(typeof value === 'number' ? value : null),
  ]);
  return list({
    metric: text(effect.metric),
    variant: text(effect.variant),
    alphaTwoSided: number(effect.alphaTwoSided),
    control: armOf(effect.control),
    treatment: armOf(effect.treatment),
    outcome: metricOf(effect.outcome),
    covariates: `list(${effect.covariates.map(metricOf).join(', ')})`,
    expected: list(Object.fromEntries(expected)),
  });
}

function armOf({ n, estimate, samplingVariance, degreesOfFreedom, means, covariances }: ArmFacts): string {
  const size = String(means.length);
  return list({
    n: number(n),
    estimate: number(estimate),
    samplingVariance: number(samplingVariance),
    degreesOfFreedom: degreesOfFreedom === null ? 'Inf' : number(degreesOfFreedom),
    means: vector(means),
    covariances: `matrix(${vector(covariances.flat())}, ${size}, ${size}, byrow = TRUE)`,
  });
}

function metricOf(metric: ColumnMetric): string {
  return metric.kind === 'mean'
    ? list({ kind: '"mean"', column: number(metric.column) })
    : list({
        kind: '"ratio"',
        numerator: number(metric.numerator),
        denominator: number(metric.denominator),
      });
}

function list(members: Readonly<Record<string, string>>): string {
  const parts = Object.entries(members).map(([name, value]) => `${name} = ${value}`);
  return `list(${parts.join(', ')})`;
}

const number = (value: number | null) => (value === null ? 'NA' : String(value));
const vector = (values: readonly number[]) => `c(${values.map(number).join(', ')})`;
/** R reads JSON's escapes in a string as JSON does. */
const text = (value: string) => JSON.stringify(value);
const oneLine = (value: string) => value.replace(/[^\w.:-]/g, '_');
