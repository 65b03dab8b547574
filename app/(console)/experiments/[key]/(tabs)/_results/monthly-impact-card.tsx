import { VariantMark } from '@/components/charts/variant-mark';
import { Card } from '@/components/page';
import { impactTable, type ImpactRow } from '@/lib/charts/monthly-impact';
import { intervalName } from '@/lib/charts/shown-change';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';

/** What shipping each variant to everybody would change in a month. Nothing where no success metric or guardrail is measured. */
export function MonthlyImpactCard({ look }: { readonly look: AnalysisView }) {
  const table = impactTable(look.result, look.monthlyImpacts);
  if (table === null) return null;
  const { counted, rows } = table;
  const isAnyStopped = rows.some(({ figures }) => figures !== null && figures.allowingForStop !== null);
  return (
    <Card title="If everybody got it: per month at the traffic measured" description={counted} flush>
      {rows.length > 0 && (
        <section className="table-scroll" aria-label="Change per month" tabIndex={0}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Metric</th>
                <th scope="col">Variant</th>
                <th scope="col" className="data-number">
                  A month, as measured
                </th>
                <th scope="col" className="data-number">
                  {intervalName(look.result)}
                </th>
                {isAnyStopped && <th scope="col">Allowing for the early stop</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.metric.key} ${row.variant}`}>
                  <th scope="row">{row.metric.name}</th>
                  <td>
                    <span className="variant-name">
                      <VariantMark position={row.position} />
                      {row.variant}
                    </span>
                  </td>
                  <Figures row={row} isAnyStopped={isAnyStopped} />
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Card>
  );
}

function Figures({
  row: { figures, refusal },
  isAnyStopped,
}: {
  readonly row: ImpactRow;
  readonly isAnyStopped: boolean;
}) {
  if (figures === null) return <td colSpan={isAnyStopped ? 3 : 2}>Cannot say. {refusal}</td>;
  return (
    <>
      <td className="data-number">{figures.change}</td>
      <td className="data-number">{figures.interval}</td>
      {isAnyStopped && <td>{figures.allowingForStop ?? '\u2013'}</td>}
    </>
  );
}
