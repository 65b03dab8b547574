import { Card } from '@/components/page';
import { VariantMark } from '@/components/charts/variant-mark';
import {
  formatCount,
  formatDifference,
  formatMetricValue,
  formatPStatement,
  formatShare,
} from '@/lib/charts/format';
import type { AnalysisView } from '@/lib/services/analysis/analysis-view';
import './segments-card.css';

type Result = AnalysisView['result'];
type Metric = Result['metrics'][number];
type Segmented = Metric['segments'][number];

/** Metrics by the values of attributes: first whether the segments differ at all. Nothing where none was asked for. */
export function SegmentsCard({ look }: { readonly look: AnalysisView }) {
  const { result } = look;
  if (result.segments.length === 0) return null;
  const refused = result.segments.filter(({ refusal }) => refusal !== null);
  const lines = result.metrics.flatMap((metric) =>
    metric.segments.map((segmented) => ({ metric, segmented })),
  );
  return (
    <Card
      title="Segments"
      description="An exploration, which no decision reads. Where the segments do not differ by more than chance, read the whole; intervals and p are corrected for the number of segments (Holm)."
    >
      <div className="segments">
        {refused.map(({ attribute, refusal }) => (
          <p key={attribute}>
            <b>{attribute}</b>: cannot say. {refusal}
          </p>
        ))}
        {lines.map(({ metric, segmented }, index) => (
          <details
            key={`${metric.key} ${segmented.attribute} ${segmented.variant}`}
            className="segments-one"
            open={index === 0}
          >
            <summary>
              <Heading result={result} metric={metric} segmented={segmented} />
            </summary>
            <SegmentTable metric={metric} segmented={segmented} />
          </details>
        ))}
      </div>
    </Card>
  );
}

interface LineProps {
  readonly metric: Metric;
  readonly segmented: Segmented;
}

function Heading({ result, metric, segmented }: LineProps & { readonly result: Result }) {
  const position = result.variants.findIndex(({ key }) => key === segmented.variant);
  const { heterogeneity } = segmented;
  const words = !heterogeneity.ok
    ? `cannot say whether segments differ. ${heterogeneity.detail}`
    : heterogeneity.value.p < result.alphaTwoSided
      ? `the segments differ (Cochran’s Q, ${formatPStatement(heterogeneity.value.p)}; ${formatShare(heterogeneity.value.iSquared)} of their variation is not noise).`
      : `no difference between segments shown (Cochran’s Q, ${formatPStatement(heterogeneity.value.p)}).`;
  return (
    <>
      <VariantMark position={position} /> <b>{metric.name}</b> by {segmented.attribute},{' '}
      {result.variants[position]?.name ?? segmented.variant}: {words}
    </>
  );
}

function SegmentTable({ metric: { name, kind, unit }, segmented: { attribute, segments } }: LineProps) {
  const value = (n: number, mean: number) => (n === 0 ? '\u2013' : formatMetricValue(mean, kind, unit));
  const difference = (figure: number) => formatDifference(figure, kind, unit);
  return (
    <section className="disclosure-body" aria-label={`${name} by ${attribute}`} tabIndex={0}>
      <table className="data-table">
        <caption className="visually-hidden">
          {name} by {attribute}
        </caption>
        <thead>
          <tr>
            <th scope="col">{attribute}</th>
            {['Units', 'Control', 'Variant', 'Difference', 'Corrected interval', 'Corrected p'].map(
              (heading) => (
                <th key={heading} scope="col" className="data-number">
                  {heading}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {segments.map(({ value: of, control, treatment, effect, corrected }) => (
            <tr key={of === null ? 'none' : `=${of}`}>
              <th scope="row">{of ?? <i>without it</i>}</th>
              <td className="data-number">{formatCount(control.n + treatment.n)}</td>
              <td className="data-number">{value(control.n, control.mean)}</td>
              <td className="data-number">{value(treatment.n, treatment.mean)}</td>
              <td className="data-number">
                {effect.ok ? difference(effect.value.difference) : 'cannot say'}
              </td>
              <td className="data-number">
                {corrected.ok
                  ? `${difference(corrected.value.interval.lower)} to ${difference(corrected.value.interval.upper)}`
                  : '\u2013'}
              </td>
              <td className="data-number">{corrected.ok ? formatPStatement(corrected.value.p) : '\u2013'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
