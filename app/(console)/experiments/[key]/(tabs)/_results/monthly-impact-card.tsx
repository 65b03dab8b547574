import './monthly-impact-card.css';
import { VariantMark } from '@/components/charts/variant-mark';
import { Card } from '@/components/page';
import { impactTable, type ImpactRow } from '@/lib/charts/monthly-impact';
import { intervalHead } from '@/lib/charts/change-words';
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
          <table className="data-table impact-table">
            <thead>
              <tr>
                <th scope="col">Metric</th>
                <th scope="col">Variant</th>
                <th scope="col" className="data-number">
                  A month, as measured
                </th>
                <th scope="col" className="data-number">
                  {intervalHead(look.result)}
                </th>
                {isAnyStopped && <th scope="col">Allowing for the early stop</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.metric.key} ${row.variant}`}>
                  <th scope="row">{row.metric.name}</th>
                  <td data-head="Variant">
                    <span className="variant-name">
                      <VariantMark position={row.position} />
                      {row.variant}
                    </span>
                  </td>
                  <Figures row={row} isAnyStopped={isAnyStopped} interval={intervalHead(look.result)} />
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
  interval,
}: {
  readonly row: ImpactRow;
  readonly isAnyStopped: boolean;
  readonly interval: string;
}) {
  if (figures === null) return <td colSpan={isAnyStopped ? 3 : 2}>Cannot say. {refusal}</td>;
  return (
    <>
      <td className="data-number" data-head="A month, as measured">
        {figures.change}
      </td>
      <td className="data-number" data-head={interval}>
        {figures.interval}
      </td>
      {isAnyStopped && <td data-head="Allowing for the early stop">{figures.allowingForStop ?? '\u2013'}</td>}
    </>
  );
}
