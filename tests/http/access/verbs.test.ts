import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FairsplitError } from '../../../lib/errors';
import { cloneDatabase } from '../../support/database';
import { sourceDatabase } from '../../support/source-database';
import { mark, verbFixture, type Caller, type VerbFixture } from '../../support/verb-fixture';
import { verbRows, type VerbRow } from '../../support/verb-rows';

// Every verb for every kind of caller. The verbs are read from lib/services: one that has no row here fails.

const database = await cloneDatabase();
const { connection } = await sourceDatabase();

/** Functions that take a context by name, and in a file in which somebody is authorised those that take one first. */
async function exportedVerbs(): Promise<readonly string[]> {
  const folder = path.join(import.meta.dirname, '../../../lib/services');
  const files = await readdir(folder, { recursive: true });
  const found: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.ts') && name !== 'authorise.ts')) {
    const text = await readFile(path.join(folder, file), 'utf8');
    const pattern = text.includes('authorise(')
      ? /export (?:async )?function (\w+)\((?:\{\s*)?ctx\b/g
      : /export (?:async )?function (\w+)\(\{\s*ctx\b/g;
    for (const [, name] of text.matchAll(pattern)) if (name !== undefined) found.push(name);
  }
  return found;
}

test('every verb of lib/services has its row, and every row its verb', async () => {
  expect((await exportedVerbs()).toSorted()).toEqual(Object.keys(verbRows).toSorted());
});

interface Outcome {
  /** Of the error; null: there was none. */
  readonly code: string | null;
  readonly result: string;
}

async function outcomeOf(row: VerbRow, fixture: VerbFixture, caller: Caller): Promise<Outcome> {
  try {
    const result = await row.call(fixture.callers[caller], fixture);
    return { code: null, result: result === undefined ? '' : JSON.stringify(result) };
  } catch (error) {
    if (!(error instanceof FairsplitError)) throw error;
    return { code: error.code, result: error.message };
  }
}

/** Of every row of every table, but for the counts of verdicts: they are written a moment later, whoever sent the items. */
async function fingerprint(): Promise<unknown> {
  const { rows } = await database.pool.query(`
    select table_name, md5(query_to_xml(format('select * from %I order by 1', table_name), true, false, '')::text)
    from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'ingestion_counts' order by 1`);
  return rows;
}

/** Whom the verb refuses, by what its row says of it. */
function refused({ permission, scope }: VerbRow, { callers }: VerbFixture): Caller[] {
  const others: readonly Caller[] = scope === 'environment' ? ['staging key'] : [];
  const ofOne: readonly Caller[] = scope === 'workspace' ? ['staging key', 'production key'] : others;
  const all: readonly Caller[] = [
    'member',
    'workspace key',
    'production key',
    'staging key',
    'powerless key',
  ];
  return all.filter((caller) => ofOne.includes(caller) || !callers[caller].actor.permissions.has(permission));
}

/** A fixture serves until something was written in it. */
let kept: VerbFixture | null = null;

/** The least of those who may comes first; what is left for the others afterwards may contradict the state. */
const least: readonly Caller[] = ['staging key', 'production key', 'workspace key', 'member'];

test.each(Object.entries(verbRows))(
  '%s serves whom it should; others change and learn nothing',
  async (_name, row) => {
    const fixture = kept ?? (await verbFixture(database, connection));
    const before = await fingerprint();
    const refusedCallers = refused(row, fixture);
    expect(refusedCallers).toContain('powerless key');
    for (const caller of refusedCallers) {
      expect([caller, (await outcomeOf(row, fixture, caller)).code]).toEqual([caller, 'FORBIDDEN']);
    }
    expect(await fingerprint()).toEqual(before);

    const stranger = await outcomeOf(row, fixture, 'stranger');
    if (stranger.code === null) expect(stranger.result).not.toContain(mark);
    else expect(['NOT_FOUND', 'INVALID_INPUT', 'FORBIDDEN', row.code]).toContain(stranger.code);

    const served = least.filter((caller) => !refusedCallers.includes(caller));
    for (const [index, caller] of served.entries()) {
      const { code, result } = await outcomeOf(row, fixture, caller);
      if (index === 0) expect([caller, code]).toEqual([caller, row.code ?? null]);
      else expect([caller, code]).not.toEqual([caller, 'FORBIDDEN']);
      if (caller === 'staging key') expect(result).not.toContain('"environment":"production"');
      if (caller === 'staging key' && row.scope === 'left out') expect(result).not.toContain(`${mark}-`);
    }
    kept = JSON.stringify(await fingerprint()) === JSON.stringify(before) ? fixture : null;
  },
);
