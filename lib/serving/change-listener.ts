import type { Database } from '../database/client';

export interface ChangeListener {
  readonly close: () => void;
}

/**
 * Holds one connection that Postgres tells of configuration changes. `onLost` is called once when the connection ends by
 * itself; whoever listens then has to begin anew. Throws when no connection can be had.
 */
export async function listenForChanges(
  database: Database,
  onChange: () => void,
  onLost: () => void,
): Promise<ChangeListener> {
  const client = await database.pool.connect();
  let isOver = false;
  const end = (told?: () => void) => {
    if (isOver) return;
    isOver = true;
    // True: the connection is closed and not given to somebody else, who would get our notifications.
    client.release(true);
    told?.();
  };
  client.on('notification', onChange);
  client.on('error', () => end(onLost));
  client.on('end', () => end(onLost));
  try {
    await client.query('listen fairsplit_configuration');
  } catch (error) {
    end();
    throw error;
  }
  return { close: () => end() };
}
