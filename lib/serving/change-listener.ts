import type { Database } from '../database/client';
import { withDeadline } from './deadline';

/** Is told by Postgres of configuration changes, over a connection that it replaces when it is lost or deaf. */
export interface ChangeListener {
  /** Connects where there is no connection, and asks the one there is whether it lives. Never rejects. */
  readonly ensure: () => Promise<void>;
  readonly close: () => void;
}

interface ListeningClient {
  readonly query: (text: string) => Promise<unknown>;
  readonly end: () => void;
}

/**
 * `onChange` is called for each notification, and once for each new connection: what was announced while there was
 * none is not announced again. A connection that is open but says nothing (a router that forgot it, a stalled proxy)
 * is found out by a question that it does not answer within `timeoutMs`.
 */
export function listenForChanges(
  database: Database,
  onChange: () => void,
  timeoutMs: number,
): ChangeListener {
  let client: ListeningClient | null = null;
  let attempt: Promise<void> | null = null;
  let isClosed = false;

  const begin = async (): Promise<void> => {
    const begun = await connect(database, onChange, (ended) => {
      if (client === ended) client = null;
    });
    if (isClosed) {
      begun.end();
      return;
    }
    client = begun;
    onChange();
  };

  const ensure = async (): Promise<void> => {
    if (isClosed) return;
    if (client === null) {
      // An attempt that hangs is not joined by a second one; the pool's own time limit ends it.
      attempt ??= begin()
        .catch(() => undefined)
        .finally(() => (attempt = null));
      await withDeadline(attempt, timeoutMs, 'listening').catch(() => undefined);
      return;
    }
    const asked = client;
    try {
      await withDeadline(asked.query('select 1'), timeoutMs, 'a listening connection');
    } catch {
      asked.end();
    }
  };

  return {
    ensure,
    close: () => {
      isClosed = true;
      client?.end();
    },
  };
}

async function connect(
  database: Database,
  onChange: () => void,
  onEnd: (client: ListeningClient) => void,
): Promise<ListeningClient> {
  const connection = await database.pool.connect();
  let isOver = false;
  const client: ListeningClient = {
    query: (text) => connection.query(text),
    end: () => {
      if (isOver) return;
      isOver = true;
      // True: the connection is closed and not given to somebody else, who would get our notifications.
      connection.release(true);
      onEnd(client);
    },
  };
  connection.on('notification', onChange);
  connection.on('error', client.end);
  connection.on('end', client.end);
  try {
    await connection.query('listen fairsplit_configuration');
    return client;
  } catch (error) {
    client.end();
    throw error;
  }
}
