import Link from 'next/link';
import { ToneWords } from '@/components/tone';
import { formatRelative } from '@/lib/charts/format';
import { formatInstant } from '@/lib/charts/format-time';
import type { readProgram } from '@/lib/services/learning/read-program';
import { outcomeWords } from './outcome-words';

interface ProgramTableProps {
  readonly program: Awaited<ReturnType<typeof readProgram>>;
  readonly timeZone: string;
}

/** Every ended experiment, the last ended first. */
export function ProgramTable({ program, timeZone }: ProgramTableProps) {
  if (program.experiments.length === 0) {
    return <p className="table-note">No ended experiment matches.</p>;
  }
  return (
    <section className="table-scroll" aria-label="Ended experiments" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Experiment</th>
            <th scope="col">Ended</th>
            <th scope="col">Outcome</th>
            <th scope="col">Metric</th>
            <th scope="col" className="data-number">
              As measured
            </th>
            <th scope="col" className="data-number">
              Shrunken
            </th>
          </tr>
        </thead>
        <tbody>
          {program.experiments.map(({ identity, outcome, primary }) => (
            <tr key={identity.key}>
              <th scope="row">
                <Link href={`/experiments/${identity.key}`}>{identity.name}</Link>
                {identity.hypothesis !== '' && <p className="table-note">{identity.hypothesis}</p>}
              </th>
              <td>{formatInstant(identity.endedAt, timeZone)}</td>
              <td>
                <ToneWords {...outcomeWords[outcome]} />
              </td>
              <td>{primary === null ? '\u2013' : `${primary.metricName}, ${primary.variantName}`}</td>
              <td className="data-number">{change(primary?.relativeDifference ?? null)}</td>
              <td className="data-number">{change(primary?.shrunkenRelativeDifference ?? null)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!program.shrinkage.ok && <p className="table-note">Nothing is shrunken: {program.shrinkage.detail}</p>}
    </section>
  );
}

function change(relative: number | null): string {
  return relative === null ? 'cannot say' : formatRelative(relative);
}
