import Link from 'next/link';
import { ToneWords } from '@/components/tone';
import {
  formatDifference,
  formatMetricValue,
  formatPStatement,
  formatRelative,
  formatRelativeInterval,
} from '@/lib/charts/format';
import { readSingleTest } from '@/lib/charts/reading';
import type { HoldoutAnalysis } from '@/lib/verbs/analysis/result-answers';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';

type Metric = HoldoutAnalysis['metrics'][number];

/** A line a metric: those who were kept out, everybody else, and the change between them. */
export function HoldoutTable({ analysis }: { readonly analysis: HoldoutAnalysis }) {
  return (
    <section className="table-scroll" aria-label="Metrics of the holdout" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" className="data-number">
              Held out
            </th>
            <th scope="col" className="data-number">
              Everybody else
            </th>
            <th scope="col" className="data-number">
              Change and interval
            </th>
            <th scope="col" className="data-number">
              p
            </th>
            <th scope="col">Reading</th>
          </tr>
        </thead>
        <tbody>
          {analysis.metrics.map((metric) => (
            <MetricLine key={metric.key} metric={metric} alphaTwoSided={analysis.alphaTwoSided} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function MetricLine({ metric, alphaTwoSided }: { readonly metric: Metric; readonly alphaTwoSided: number }) {
  const { key, name, kind, unit, arms, effects } = metric;
  const effect = effects[0]?.effect;
  const shown = (arm: Metric['arms'][number] | undefined) =>
    arm === undefined || arm.n === 0 ? '\u2013' : formatMetricValue(arm.mean, kind, unit);
  const reading = effect === undefined ? null : readSingleTest(metric, effect, alphaTwoSided);
  return (
    <tr>
      <th scope="row">
        <Link href={`/metrics/${key}`}>{name}</Link>
      </th>
      <td className="data-number">{shown(arms[0])}</td>
      <td className="data-number">{shown(arms[1])}</td>
      <td className="data-number">{change(metric)}</td>
      <td className="data-number">
        {effect?.ok === true ? formatPStatement(effect.value.pTwoSided) : '\u2013'}
      </td>
      <td>
        {reading !== null && <ToneWords tone={reading.tone} words={reading.words} />}
        {effect?.ok === false && ` ${cannotSaySentence(effect)}`}
      </td>
    </tr>
  );
}

function change({ kind, unit, effects }: Metric): string {
  const effect = effects[0]?.effect;
  if (effect?.ok !== true) return '\u2013';
  const { difference, interval, relative } = effect.value;
  if (!relative.ok) {
    const [lower, upper] = [interval.lower, interval.upper].map((end) => formatDifference(end, kind, unit));
    return `${formatDifference(difference, kind, unit)} (${lower ?? ''} to ${upper ?? ''})`;
  }
  const ends = relative.value.interval;
  return `${formatRelative(relative.value.difference)} (${formatRelativeInterval(ends.lower, ends.upper)})`;
}
