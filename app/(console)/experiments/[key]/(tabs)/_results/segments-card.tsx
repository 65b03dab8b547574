import { Card } from '@/components/page';
import { VariantMark } from '@/components/charts/variant-mark';
import {
  formatCount,
  formatDifference,
  formatMetricValue,
  formatPStatement,
  formatRelative,
} from '@/lib/charts/format';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';
import { heterogeneitySentence } from '@/lib/charts/segment-sentence';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
import './segments-card.css';

type Result = AnalysisView['result'];
type Metric = Result['metrics'][number];
type Segmented = Metric['segments'][number];

/** Metrics by the values of attributes: first whether the segments differ at all. Nothing where none was asked for. */
export function SegmentsCard({ look }: { readonly look: AnalysisView }) {
  const { result } = look;
  if (result.segments.length === 0) return null;
  const refused = result.segments.flatMap(({ attribute, failure }) =>
    failure === null ? [] : [{ attribute, why: cannotSaySentence(failure) }],
  );
  const lines = result.metrics.flatMap((metric) =>
    metric.segments.map((segmented) => ({ metric, segmented })),
  );
  return (
    <Card
      title="Segments"
      description="Exploratory: no decision uses segments. The test of whether segments differ compares their relative effects; its p is corrected for all such tests of the analysis (Holm). If they differ no more than by chance, read the overall effect. Intervals and p of a segment are corrected for the number of segments (Holm)."
    >
      <div className="segments">
        {refused.map(({ attribute, why }) => (
          <p key={attribute}>
            <b>{attribute}</b>: cannot say. {why}
          </p>
        ))}
        {lines.map(({ metric, segmented }, index) => (
          <details
            key={`${metric.key} ${segmented.attribute} ${segmented.contrast.treatment}`}
            className="segments-one"
            open={index === 0}
          >
            <summary>
              <Heading
                result={result}
                metric={metric}
                segmented={segmented}
                engineVersion={look.engineVersion}
              />
            </summary>
            <SegmentTable alphaTwoSided={look.result.alphaTwoSided} metric={metric} segmented={segmented} />
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

interface TableProps extends LineProps {
  /** What a corrected p is compared with. */
  readonly alphaTwoSided: number;
}

interface HeadingProps extends LineProps {
  readonly result: Result;
  readonly engineVersion: string;
}

function Heading({ result, metric, segmented, engineVersion }: HeadingProps) {
  const position = result.variants.findIndex(({ key }) => key === segmented.contrast.treatment);
  const words = heterogeneitySentence(segmented, result.alphaTwoSided, engineVersion);
  return (
    <>
      <VariantMark position={position} /> <b>{metric.name}</b> by {segmented.attribute},{' '}
      {result.variants[position]?.name ?? segmented.contrast.treatment}: {words}
    </>
  );
}

function SegmentTable({
  metric: { name, kind, unit },
  segmented: { attribute, segments },
  alphaTwoSided,
}: TableProps) {
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
            {[
              'Units',
              'Control',
              'Variant',
              'Relative effect',
              'Difference',
              'Corrected interval',
              'Corrected p',
            ].map((heading) => (
              <th key={heading} scope="col" className="data-number">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {segments.map(({ value: of, control, treatment, effect, corrected, relative }) => (
            <tr key={of === null ? 'none' : `=${of}`}>
              <th scope="row">{of ?? <i>without it</i>}</th>
              <td className="data-number">{formatCount(control.n + treatment.n)}</td>
              <td className="data-number">{value(control.n, control.mean)}</td>
              <td className="data-number">{value(treatment.n, treatment.mean)}</td>
              <td className="data-number">
                {relative?.ok === true ? formatRelative(Math.expm1(relative.value.logRatio)) : '\u2013'}
              </td>
              <td className="data-number">
                {effect.ok ? difference(effect.value.difference) : 'cannot say'}
              </td>
              <td className="data-number">
                {corrected.ok
                  ? `${difference(corrected.value.interval.lower)} to ${difference(corrected.value.interval.upper)}`
                  : '\u2013'}
              </td>
              <td className="data-number">
                {corrected.ok ? formatPStatement(corrected.value.p, alphaTwoSided) : '\u2013'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
