import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The account that runs Postgres when we are root, which Postgres refuses to be. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The number that Linux and most containers keep for "nobody". */
const nobody: Account = { uid: 65_534, gid: 65_534 };

/** Undefined means: Postgres runs as whoever we are. A cluster that exists keeps its owner. */
export function postgresAccount(cluster: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (!existsSync(cluster)) return nobody;
  const { uid, gid } = statSync(cluster);
  return uid === 0 ? nobody : { uid, gid };
}

/** Whether the account may walk from / down to `target`; what does not exist yet we shall create open enough. */
export function canBeReachedBy(account: Account, target: string): boolean {
  for (let directory = path.resolve(target); ; directory = path.dirname(directory)) {
    if (existsSync(directory) && !mayEnter(account, directory)) return false;
    if (directory === path.dirname(directory)) return true;
  }
}

function mayEnter(account: Account, directory: string): boolean {
  const { uid, gid, mode } = statSync(directory);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/**
 * Where the cluster goes. Under the data directory, unless we are root and the account that must run Postgres cannot get
 * there (a clone below /root): then in a directory of the machine, keyed by the data directory's path.
 */
export function clusterHome(dataDirectory: string, report: (line: string) => void): string {
  const wanted = path.join(path.resolve(dataDirectory), 'postgres');
  const account = postgresAccount(path.join(wanted, 'cluster'));
  if (account === undefined || canBeReachedBy(account, wanted)) return wanted;
  const key = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  const base = ['/var/lib', os.tmpdir()].find(
    (directory) => isWritable(directory) && canBeReachedBy(account, directory),
  );
  if (base === undefined) {
    throw new Error(
      `Postgres cannot run as root, and no other account can reach ${wanted}. ` +
        'Move the checkout out of the private directory, set FAIRSPLIT_DATA_DIRECTORY, or set DATABASE_URL.',
    );
  }
  const home = path.join(base, 'fairsplit', key);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  report(`Postgres runs as an account that cannot reach ${wanted}; its data is in ${home} instead.`);
  return home;
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
