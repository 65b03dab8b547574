import { VariantMark } from '@/components/charts/variant-mark';
import { Card } from '@/components/page';
import { breakdownBars, type BreakdownBar, type BreakdownBars } from '@/lib/charts/breakdown-bars';
import { variantLook } from '@/lib/charts/variant-colours';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
import './breakdowns-card.css';

/** Metrics by a property of their own event. Nothing where no metric is broken down. */
export function BreakdownsCard({ look }: { readonly look: AnalysisView }) {
  const all = breakdownBars(look.result);
  if (all.length === 0) return null;
  return (
    <Card
      title="Breakdowns"
      description="What metrics are made of: the total for each value, over all units of the variant. Descriptive, without a test: differences between values may be chance."
    >
      <div className="breakdowns">
        {all.map((one, index) => (
          <details key={`${one.metric} ${one.property}`} className="breakdowns-one" open={index === 0}>
            <summary>
              <b>{one.metric}</b> by {one.property}
              {one.isCapped && ', before its caps'}
            </summary>
            {one.rows === null ? (
              <p>Cannot say. {one.refusal}</p>
            ) : (
              <BreakdownTable {...one} rows={one.rows} />
            )}
          </details>
        ))}
      </div>
    </Card>
  );
}

type BreakdownTableProps = BreakdownBars & { readonly rows: NonNullable<BreakdownBars['rows']> };

function BreakdownTable({ metric, property, variants, rows }: BreakdownTableProps) {
  if (rows.length === 0) return <p>No unit had such an event yet.</p>;
  return (
    <section className="disclosure-body" aria-label={`${metric} by ${property}`} tabIndex={0}>
      <table className="data-table">
        <caption className="visually-hidden">
          {metric} by {property}
        </caption>
        <thead>
          <tr>
            <th scope="col">{property}</th>
            {variants.map(({ key, name, position }) => (
              <th key={key} scope="col">
                <span className="variant-name">
                  <VariantMark position={position} />
                  {name}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, isSummary, bars }) => (
            <tr key={`${String(isSummary)} ${name}`}>
              <th scope="row">{isSummary ? <i>{name}</i> : name}</th>
              {bars.map((bar) => (
                <td key={bar.variant}>
                  <span className="numeric">{bar.words}</span>
                  <Bar bar={bar} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The figure beside it says the same. */
function Bar({ bar: { position, from, to } }: { readonly bar: BreakdownBar }) {
  return (
    <svg className="breakdowns-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect x={from * 100} width={(to - from) * 100} height={6} fill={variantLook(position).colour} />
    </svg>
  );
}
