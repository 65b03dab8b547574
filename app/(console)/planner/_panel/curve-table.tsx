import { formatCount, formatShare } from '@/lib/charts/format';
import { tablePoints, type PlanCurve } from '@/lib/charts/plan-curve';
import '@/components/data-table.css';

/** The curve as figures. */
export function CurveTable({ curve, name }: { readonly curve: PlanCurve; readonly name: string }) {
  return (
    <details className="planner-table">
      <summary>As a table</summary>
      <table className="data-table">
        <caption className="visually-hidden">{`Smallest change of ${name} found, by size`}</caption>
        <thead>
          <tr>
            <th scope="col">Units</th>
            <th scope="col">Days</th>
            <th scope="col">Smallest change</th>
          </tr>
        </thead>
        <tbody>
          {tablePoints(curve).map(({ units, days, relative }) => (
            <tr key={units}>
              <td>{formatCount(units)}</td>
              <td>{days === null ? 'not known' : formatCount(days)}</td>
              <td>{formatShare(relative)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
