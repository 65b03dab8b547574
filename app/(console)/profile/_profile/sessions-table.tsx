import { formatAge, formatInstant } from '@/lib/charts/format-time';
import type { SessionView } from '@/lib/verbs/profile/list-sessions';
import { browserName } from './browser-name';
import { EndSessionButton } from './end-session-buttons';

interface SessionsTableProps {
  readonly sessions: readonly SessionView[];
  /** Id of the one that looks. */
  readonly current: string;
  readonly timeZone: string;
  readonly now: Date;
}

/** Where one is signed in. This one is ended by signing out. */
export function SessionsTable({ sessions, current, timeZone, now }: SessionsTableProps) {
  return (
    <section className="table-scroll" aria-label="Sessions" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Browser</th>
            <th scope="col">Network address</th>
            <th scope="col">Signed in</th>
            <th scope="col">Last seen</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.map(({ id, userAgent, address, createdAt, lastSeenAt }) => {
            const name = browserName(userAgent);
            const age = formatAge(lastSeenAt, now);
            const isThis = id === current;
            return (
              <tr key={id}>
                <th scope="row">
                  {name}
                  {isThis && ' (this one)'}
                </th>
                <td>{address ?? 'not known'}</td>
                <td>{formatInstant(createdAt, timeZone)}</td>
                <td>{isThis ? 'now' : age === 'just now' ? age : `${age} ago`}</td>
                <td>
                  {!isThis && <EndSessionButton session={id} name={`${name}, ${address ?? 'not known'}`} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
