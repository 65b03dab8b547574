import Link from 'next/link';
import { ToneWords } from '@/components/tone';
import { formatCount, formatPStatement, formatRelative, formatRelativeInterval } from '@/lib/charts/format';
import type { InteractionScan } from '@/lib/verbs/analysis/scan-interactions';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';

type Line = InteractionScan['interactions'][number];

/** The scan's lines, the smallest corrected p first. */
export function InteractionTable({ scan }: { readonly scan: InteractionScan }) {
  return (
    <section className="table-scroll" aria-label="Interactions" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Experiments</th>
            <th scope="col">Metric</th>
            <th scope="col" className="data-number">
              Shared units
            </th>
            <th scope="col" className="data-number">
              Interaction and interval
            </th>
            <th scope="col" className="data-number">
              Corrected p
            </th>
            <th scope="col">Reading</th>
          </tr>
        </thead>
        <tbody>
          {scan.interactions.map((line) => (
            <tr
              key={`${line.metric} ${line.first.experiment} ${line.first.contrast.treatment} ${line.second.experiment} ${line.second.contrast.treatment}`}
            >
              <th scope="row">
                <Side of={line.first} /> and <Side of={line.second} />
              </th>
              <td>{line.metricName}</td>
              <td className="data-number">
                {formatCount(line.units.reduce((sum, units) => sum + units, 0))}
              </td>
              <td className="data-number">{figures(line)}</td>
              <td className="data-number">
                {line.adjustedP === null ? '\u2013' : formatPStatement(line.adjustedP)}
              </td>
              <td>
                <Reading line={line} alphaTwoSided={scan.alphaTwoSided} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Side({ of: { experiment, contrast } }: { readonly of: Line['first'] }) {
  return (
    <span>
      <Link href={`/experiments/${experiment}`}>{experiment}</Link> ({contrast.treatment})
    </span>
  );
}

function figures({ interaction }: Line): string {
  if (!interaction.ok) return '\u2013';
  const { ratio, interval } = interaction.value;
  return `${formatRelative(ratio - 1)} (${formatRelativeInterval(interval.lower - 1, interval.upper - 1)})`;
}

function Reading({ line, alphaTwoSided }: { readonly line: Line; readonly alphaTwoSided: number }) {
  if (!line.interaction.ok) {
    return (
      <>
        <ToneWords tone="unknown" words="Cannot say" /> {cannotSaySentence(line.interaction)}
      </>
    );
  }
  const interacts = line.adjustedP !== null && line.adjustedP < alphaTwoSided;
  return interacts ? (
    <ToneWords tone="notice" words="Depend on each other" />
  ) : (
    <ToneWords tone="open" words="No interaction shown" />
  );
}
