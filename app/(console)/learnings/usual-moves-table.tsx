import Link from 'next/link';
import { formatCount, formatShare } from '@/lib/charts/format';
import type { readProgram } from '@/lib/services/learning/read-program';

interface UsualMovesTableProps {
  readonly moves: Awaited<ReturnType<typeof readProgram>>['usualMoves'];
}

/** How much each metric has moved, without sign. */
export function UsualMovesTable({ moves }: UsualMovesTableProps) {
  return (
    <section className="table-scroll" aria-label="Usual moves by metric" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" className="data-number">
              Experiments
            </th>
            <th scope="col" className="data-number">
              Median change
            </th>
            <th scope="col" className="data-number">
              Largest change
            </th>
          </tr>
        </thead>
        <tbody>
          {moves.map(({ metric, metricName, experiments, medianSize, largestSize }) => (
            <tr key={metric}>
              <th scope="row">
                <Link href={`/metrics/${metric}`}>{metricName}</Link>
              </th>
              <td className="data-number">{formatCount(experiments)}</td>
              <td className="data-number">{formatShare(medianSize)}</td>
              <td className="data-number">{formatShare(largestSize)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
