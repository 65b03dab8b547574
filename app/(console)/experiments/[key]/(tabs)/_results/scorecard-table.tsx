import type { Forest } from '@/lib/charts/forest';
import { changeWords } from '@/lib/charts/change-words';
import { formatMetricValue, formatP } from '@/lib/charts/format';

interface ScorecardTableProps {
  readonly model: Forest;
  /** What the interval is. */
  readonly interval: string;
}

/** The plot's numbers as a plain table, to be read out or copied. */
export function ScorecardTable({ model, interval }: ScorecardTableProps) {
  const lines = model.groups.flatMap((group) =>
    group.metrics.flatMap((metric) => metric.rows.map((row) => ({ metric, row }))),
  );
  return (
    <details className="disclosure">
      <summary>Show as a table</summary>
      <section className="disclosure-body" aria-label="Scorecard as a table" tabIndex={0}>
        <table className="data-table">
          <caption className="visually-hidden">
            Change of each variant by metric, relative where it can be said
          </caption>
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col">Role</th>
              <th scope="col">Variant</th>
              <th scope="col" className="data-number">
                Control
              </th>
              <th scope="col" className="data-number">
                Variant
              </th>
              <th scope="col" className="data-number">
                Change
              </th>
              <th scope="col" className="data-number">
                {interval}
              </th>
              <th scope="col" className="data-number">
                p
              </th>
              <th scope="col">Reading</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ metric, row }) => {
              const { kind, unit, name, role, key } = metric.metric;
              // Absolute where no relative change can be said, as it is drawn.
              const [change, ends] =
                row.change === null ? ['cannot say', 'cannot say'] : changeWords(metric.metric, row.change);
              const shown = (arm: typeof row.arm) =>
                arm === null ? '\u2013' : formatMetricValue(arm.mean, kind, unit);
              return (
                <tr key={`${key} ${row.variant}`}>
                  <th scope="row">
                    {name}
                    {metric.adjusted && ' (values as counted, change adjusted)'}
                  </th>
                  <td>{role}</td>
                  <td>{row.name}</td>
                  <td className="data-number">{shown(metric.control.arm)}</td>
                  <td className="data-number">{shown(row.arm)}</td>
                  <td className="data-number">{change}</td>
                  <td className="data-number">
                    {ends}
                    {row.improvement !== null && `; ${row.improvement}`}
                  </td>
                  <td className="data-number">
                    {row.p === null ? 'cannot say' : formatP(row.p, row.reading.answer?.adjusted?.alpha)}
                  </td>
                  <td>{row.told}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </details>
  );
}
