import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `psql` of this machine: of the newest Postgres whose programs are there, else of the path. */
async function findPsql(): Promise<string | null> {
  const home = '/usr/lib/postgresql';
  const versions = existsSync(home) ? readdirSync(home).sort((a, b) => Number(b) - Number(a)) : [];
  for (const program of [...versions.map((version) => path.join(home, version, 'bin/psql')), 'psql']) {
    const works = await run(program, ['--version']).then(
      () => true,
      () => false,
    );
    if (works) return program;
  }
  return null;
}

export const psql = await findPsql();
if (psql === null) process.stderr.write('psql is not installed: no statement is pasted into it.\n');

/** The rows that psql prints for a text that is pasted into it, connected to the database at `url`. */
export async function inPsql(
  url: string,
  text: string,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const options = ['--no-psqlrc', '--quiet', '--no-align', '--field-separator=\t', '--pset=footer=off'];
  const child = run(psql ?? 'psql', [...options, '--set=ON_ERROR_STOP=1', url]);
  child.child.stdin?.end(text);
  const { stdout } = await child;
  const [header = '', ...lines] = stdout.trimEnd().split('\n');
  const names = header.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}
