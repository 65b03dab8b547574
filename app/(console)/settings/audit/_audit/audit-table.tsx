import Link from 'next/link';
import { formatInstant } from '@/lib/charts/format-time';
import type { AuditEntryView } from '@/lib/verbs/audit/audit-entry';
import { detailLines, type DetailLine } from './detail-lines';
import { entryWords } from './entry-words';
import { addressOf, auditPath } from './filter-address';

interface AuditTableProps {
  readonly entries: readonly AuditEntryView[];
  readonly timeZone: string;
}

/** Entries as sentences, newest first. Names of people and objects lead to all that is theirs. */
export function AuditTable({ entries, timeZone }: AuditTableProps) {
  return (
    <section className="table-scroll" aria-label="Audit trail" tabIndex={0}>
      <table className="data-table audit-table">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who did what</th>
            <th scope="col">Detail</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td className="audit-when">
                <time dateTime={entry.occurredAt.toISOString()}>
                  {formatInstant(entry.occurredAt, timeZone)}
                </time>
              </td>
              <th scope="row">
                <Sentence entry={entry} />
              </th>
              <td>
                <Detail entry={entry} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Sentence({ entry }: { readonly entry: AuditEntryView }) {
  const { who, did, what } = entryWords(entry);
  return (
    <>
      <Link href={addressOf(auditPath, { actor: entry.actor })} prefetch={false}>
        {who}
      </Link>{' '}
      {did}
      {what !== null && (
        <>
          {' '}
          <Link href={addressOf(auditPath, { subject: entry.subject })} prefetch={false}>
            {what}
          </Link>
        </>
      )}
    </>
  );
}

/** More are folded away: the entry of a new experiment holds all of it. */
const shownLines = 4;

function Detail({ entry }: { readonly entry: AuditEntryView }) {
  const lines = detailLines(entry.detail);
  const more = lines.slice(shownLines);
  return (
    <>
      <Lines lines={lines.slice(0, shownLines)} />
      {more.length > 0 && (
        <details className="disclosure">
          <summary>{more.length} more</summary>
          <Lines lines={more} />
        </details>
      )}
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly DetailLine[] }) {
  return (
    <ul className="audit-lines">
      {lines.map(({ name, from, to }) => (
        <li key={`${name} ${to}`}>
          <span className="audit-name">{name}</span>{' '}
          {from !== null && (
            <>
              <del>{from}</del> <span aria-hidden="true">→</span>
              <span className="visually-hidden">became</span>{' '}
            </>
          )}
          {from === null ? to : <ins>{to}</ins>}
        </li>
      ))}
    </ul>
  );
}
