import type { DailyChart } from '@/lib/charts/daily-units';
import { formatCount } from '@/lib/charts/format';
import { formatUtcDay } from '@/lib/charts/format-time';

/** The chart's numbers as a table. */
export function DailyUnitsTable({ chart }: { readonly chart: DailyChart }) {
  if (chart.rows.length === 0) return null;
  return (
    <details className="disclosure">
      <summary>Show as a table</summary>
      <section className="disclosure-body" aria-label="First exposures per day" tabIndex={0}>
        <table className="data-table">
          <caption className="visually-hidden">First exposures per UTC day and variant</caption>
          <thead>
            <tr>
              <th scope="col">Day (UTC)</th>
              {chart.series.map((series) => (
                <th key={series.id} scope="col" className="data-number">
                  {series.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {chart.rows.map((row) => (
              <tr key={row.day}>
                <th scope="row">{formatUtcDay(row.day)}</th>
                {chart.series.map((series) => (
                  <td key={series.id} className="data-number">
                    {formatCount(row.counts[series.id] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
