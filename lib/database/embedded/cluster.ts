import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment } from '../../env';
import type { Account } from './account';
import type { PostgresPrograms } from './programs';

/** What lies in the home of an embedded Postgres: the cluster itself, and what we must know to use it again. */
export interface ClusterFiles {
  readonly home: string;
  readonly cluster: string;
  readonly password: string;
  readonly port: string;
  readonly version: string;
  readonly owner: string;
  readonly startLock: string;
  readonly log: string;
}

export const superuser = 'fairsplit';

export function clusterFiles(home: string): ClusterFiles {
  return {
    home,
    cluster: path.join(home, 'cluster'),
    password: path.join(home, 'password'),
    port: path.join(home, 'port'),
    version: path.join(home, 'version'),
    owner: path.join(home, 'owner'),
    startLock: path.join(home, 'start.lock'),
    log: path.join(home, 'postgres.log'),
  };
}

/** Which programs and account a Postgres runs with. */
export interface Runtime {
  readonly programs: PostgresPrograms;
  readonly account: Account | undefined;
}

/** Makes the cluster on first use; afterwards makes sure that these programs can read it. */
export async function ensureCluster(files: ClusterFiles, runtime: Runtime): Promise<'created' | 'present'> {
  const versionFile = path.join(files.cluster, 'PG_VERSION');
  if (existsSync(versionFile)) {
    checkVersion(files, readFileSync(versionFile, 'utf8').trim(), runtime.programs);
    if (!existsSync(files.password)) {
      throw new Error(`${files.password} is missing, and with it the way into ${files.cluster}; restore it`);
    }
    return 'present';
  }
  await createCluster(files, runtime);
  return 'created';
}

function checkVersion(files: ClusterFiles, found: string, programs: PostgresPrograms): void {
  if (Number(found) === programs.major) return;
  throw new Error(
    `${files.cluster} was written by Postgres ${found}; this Fairsplit brings Postgres ${programs.major}, which cannot ` +
      'read it. To take the data along: start the Fairsplit that wrote it, save it with ' +
      '`pg_dump --format=custom --file=fairsplit.dump` (the address is printed at its start; the password is in ' +
      `${files.password}), move ${files.home} away, start this version once, and load the dump with \`pg_restore\`.`,
  );
}

async function createCluster(files: ClusterFiles, runtime: Runtime): Promise<void> {
  // Under another name until it is whole: an initdb that was interrupted must not be taken for a cluster.
  const partial = `${files.cluster}.${process.pid}`;
  const passwordForInitdb = `${partial}.password`;
  const password = randomBytes(24).toString('base64url');
  try {
    mkdirSync(partial, { mode: 0o700 });
    writeFileSync(passwordForInitdb, password, { mode: 0o600 });
    if (runtime.account !== undefined) {
      chownSync(partial, runtime.account.uid, runtime.account.gid);
      chownSync(passwordForInitdb, runtime.account.uid, runtime.account.gid);
    }
    await runInitdb(partial, passwordForInitdb, runtime);
    writeFileSync(files.password, password, { mode: 0o600 });
    writeFileSync(files.version, `${runtime.programs.version}\n`);
    renameSync(partial, files.cluster);
  } finally {
    rmSync(passwordForInitdb, { force: true });
    rmSync(partial, { recursive: true, force: true });
  }
}

/** The same order of text everywhere: by code point, by rules that Postgres carries itself, whatever the system's locale. */
const localeArguments = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
];

async function runInitdb(directory: string, passwordFile: string, runtime: Runtime): Promise<void> {
  const child = spawn(
    runtime.programs.initdb,
    [
      `--pgdata=${directory}`,
      `--username=${superuser}`,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      ...localeArguments,
    ],
    { ...runtimeOptions(runtime), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(programFailed(error)));
    child.on('close', resolve);
  });
  if (code !== 0) throw programFailed(new Error(`initdb ended with ${String(code)}:\n${said}`));
}

/** The packaged programs need a system like the one they were built on; say what to do where it is another (Alpine). */
export function programFailed(error: Error): Error {
  return new Error(
    `The Postgres that came with npm does not run here: ${error.message}\n` +
      'Set DATABASE_URL to use a Postgres of your own.',
    { cause: error },
  );
}

export function runtimeOptions({ programs, account }: Runtime) {
  return {
    cwd: path.parse(programs.postgres).root,
    windowsHide: true,
    env: childEnvironment({
      LD_LIBRARY_PATH: programs.libraries,
      DYLD_LIBRARY_PATH: programs.libraries,
      LC_ALL: 'C',
      TZ: 'UTC',
    }),
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  };
}
