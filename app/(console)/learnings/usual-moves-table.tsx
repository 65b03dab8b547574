import Link from 'next/link';
import { formatCount, formatShare } from '@/lib/charts/format';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';
import type { readProgram } from '@/lib/verbs/learning/read-program';

interface UsualMovesTableProps {
  readonly moves: Awaited<ReturnType<typeof readProgram>>['usualMoves'];
}

/** How much each metric has moved, without sign. */
export function UsualMovesTable({ moves }: UsualMovesTableProps) {
  return (
    <section className="table-scroll" aria-label="Usual changes by metric" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" className="data-number">
              Changes
            </th>
            <th scope="col" className="data-number">
              Usual change
            </th>
            <th scope="col" className="data-number">
              Median, as measured
            </th>
            <th scope="col" className="data-number">
              Largest, as measured
            </th>
          </tr>
        </thead>
        <tbody>
          {moves.map(({ metric, metricName, effects, usualSize, medianSize, largestSize }) => (
            <tr key={metric}>
              <th scope="row">
                <Link href={`/metrics/${metric}`}>{metricName}</Link>
              </th>
              <td className="data-number">{formatCount(effects)}</td>
              <td className="data-number">
                {usualSize.ok ? formatShare(usualSize.value) : cannotSaySentence(usualSize)}
              </td>
              <td className="data-number">{formatShare(medianSize)}</td>
              <td className="data-number">{formatShare(largestSize)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
