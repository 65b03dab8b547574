import Link from 'next/link';
import { Card } from '@/components/page';
import { formatAge } from '@/lib/charts/format-time';
import type { countVerdicts } from '@/lib/verbs/data/count-verdicts';
import { isKept, isNoticed, verdictMeaning } from './verdict-meaning';
import '@/components/data-table.css';

interface VerdictCountsProps {
  readonly counts: Awaited<ReturnType<typeof countVerdicts>>['counts'];
  readonly environment: string;
  readonly now: Date;
}

const kinds: Readonly<Record<string, string>> = {
  EVENT: 'Events',
  EXPOSURE: 'Exposures',
  IDENTITY: 'Identities',
};

/** What became of the items of the last day, by kind and verdict. */
export function VerdictCounts({ counts, environment, now }: VerdictCountsProps) {
  return (
    <Card
      title="The last 24 hours"
      description="Accepted, duplicate and refused add up to what was sent. All instances together."
      flush
    >
      <section className="table-scroll" aria-label="Verdicts of the last 24 hours" tabIndex={0}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">Verdict</th>
              <th scope="col" className="data-number">
                Items
              </th>
              <th scope="col">Last</th>
              <th scope="col">What it means</th>
            </tr>
          </thead>
          <tbody>
            {counts.map(({ kind, code, items, lastAt }) => (
              <tr key={`${kind} ${code}`}>
                <th scope="row">{kinds[kind] ?? kind}</th>
                <td>
                  {isKept(code) ? (
                    <Link href={{ query: { environment, code } }}>{code}</Link>
                  ) : (
                    <span className={isNoticed(code) ? 'health-noticed' : undefined}>{code}</span>
                  )}
                </td>
                <td className="data-number">{items.toLocaleString('en-GB')}</td>
                <td className="health-age">{formatAge(lastAt, now)}</td>
                <td className="health-meaning">{verdictMeaning(code)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}
