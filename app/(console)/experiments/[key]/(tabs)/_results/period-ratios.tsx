import { formatCount, formatPStatement, formatShare } from '@/lib/charts/format';
import { formatInstant } from '@/lib/charts/format-time';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';

interface PeriodRatiosProps {
  readonly result: AnalysisView['result'];
  readonly timeZone: string;
}

/** Where the weights changed within the run: the split of the units that came first in each period, against its own weights. */
export function PeriodRatios({ result: { health, variants }, timeZone }: PeriodRatiosProps) {
  if (health.periodRatios.length === 0) return null;
  return (
    <table className="data-table">
      <caption>Units by period of constant weights</caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          {variants.map(({ key, name }) => (
            <th key={key} scope="col" className="data-number">
              {name}
            </th>
          ))}
          <th scope="col">Pearson’s test, at one look</th>
        </tr>
      </thead>
      <tbody>
        {health.periodRatios.map(({ from, units, expectedShares, sampleRatio }) => (
          <tr key={from}>
            <th scope="row">{formatInstant(new Date(from), timeZone)}</th>
            {variants.map(({ key }, position) => (
              <td key={key} className="data-number">
                {formatCount(units[position] ?? 0)}{' '}
                <small>{formatShare(expectedShares[position] ?? 0)}</small>
              </td>
            ))}
            <td>{sampleRatio.ok ? formatPStatement(sampleRatio.value.p) : cannotSaySentence(sampleRatio)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
