import Link from 'next/link';
import { ToneWords } from '@/components/tone';
import { formatRelative, formatShare } from '@/lib/charts/format';
import { formatInstant } from '@/lib/charts/format-time';
import type { readProgram } from '@/lib/verbs/learning/read-program';
import { outcomeWords } from './outcome-words';

interface ProgramTableProps {
  readonly program: Awaited<ReturnType<typeof readProgram>>;
  readonly timeZone: string;
}

/** Every ended run, the last ended first. */
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
            <tr key={`${identity.key} ${identity.runNumber}`}>
              <th scope="row">
                <Link href={`/experiments/${identity.key}`}>{identity.name}</Link>
                {identity.isRestarted && (
                  <p className="table-note">Run {identity.runNumber}, started again later</p>
                )}
                {identity.hypothesis !== '' && <p className="table-note">{identity.hypothesis}</p>}
              </th>
              <td>{formatInstant(identity.endedAt, timeZone)}</td>
              <td>
                <ToneWords {...outcomeWords[outcome]} />
              </td>
              <td>{primary === null ? '\u2013' : `${primary.metricName}, ${primary.variantName}`}</td>
              <td className="data-number">{change(primary?.relativeDifference ?? null)}</td>
              <td className="data-number">{shrunken(primary)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="table-note">
        A metric’s changes are shrunken when there are at least three of them. &plusmn; is one standard
        deviation.
      </p>
    </section>
  );
}

type Primary = ProgramTableProps['program']['experiments'][number]['primary'];

function shrunken(primary: Primary): string {
  if (primary === null) return 'cannot say';
  const { shrunkenRelativeDifference: difference, shrunkenStandardDeviation: deviation } = primary;
  if (difference === null || deviation === null) return 'cannot say';
  return `${formatRelative(difference)} \u00B1 ${formatShare(deviation)}`;
}

function change(relative: number | null): string {
  return relative === null ? 'cannot say' : formatRelative(relative);
}
