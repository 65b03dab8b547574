/** The same server, user and settings, another database. */
export function withDatabaseName(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(name)}`;
  return changed.href;
}

/** The database an address names. Postgres takes the user's name when there is none, and so do we. */
export function databaseName(url: string): string {
  const parsed = new URL(url);
  return decodeURIComponent(parsed.pathname.slice(1)) || decodeURIComponent(parsed.username) || 'postgres';
}

/** For messages and logs: everything but the password. */
export function withoutPassword(url: string): string {
  const changed = new URL(url);
  if (changed.password !== '') changed.password = '***';
  return changed.href;
}
