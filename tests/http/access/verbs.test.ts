import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FairsplitError } from '../../../lib/errors';
import { fingerprintOf } from '../../support/fingerprint';
import { sourceDatabase } from '../../support/source-database';
import { verbs } from '../../../lib/verbs/verb-list';
import { mark, verbFixtures, type Caller, type VerbFixture } from '../../support/verb-fixture';
import { verbRows, type VerbRow } from '../../support/verb-rows';

// Every verb for every kind of caller. The verbs are read from their files: one that has no row here fails.

const { connection } = await sourceDatabase();
const newFixture = await verbFixtures(connection);

/** Functions that take a context by name, and in a file in which somebody is authorised those that take one first. */
async function exportedVerbs(): Promise<readonly string[]> {
  const rooms = ['verbs', 'ingestion'].map((room) => path.join(import.meta.dirname, '../../../lib', room));
  const files = await Promise.all(
    rooms.map(async (room) =>
      (await readdir(room, { recursive: true })).map((file) => path.join(room, file)),
    ),
  );
  const found = verbs.map(({ name }) => name);
  for (const file of files.flat().filter((name) => name.endsWith('.ts'))) {
    const text = await readFile(file, 'utf8');
    const pattern = text.includes('authorise(')
      ? /export (?:async )?function (\w+)\((?:\{\s*)?ctx\b/g
      : /export (?:async )?function (\w+)\(\{\s*ctx\b/g;
    for (const [, name] of text.matchAll(/export const (\w+) = defineVerb\(/g)) {
      expect(found, `${file} defines a verb that is not in verb-list.ts`).toContain(name);
    }
    for (const [, name] of text.matchAll(pattern)) if (name !== undefined) found.push(name);
  }
  return found;
}

test('every verb has its row, and every row its verb', async () => {
  expect((await exportedVerbs()).toSorted()).toEqual(Object.keys(verbRows).toSorted());
});

interface Outcome {
  /** Of the error; null: there was none. */
  readonly code: string | null;
  readonly result: string;
}

/** A file that nobody reads holds a place among the process's exports for a minute: those of the next test file. */
async function letGo(result: unknown): Promise<void> {
  if (typeof result !== 'object' || result === null || !('body' in result)) return;
  if (result.body instanceof ReadableStream) await result.body.cancel();
}

async function outcomeOf(row: VerbRow, fixture: VerbFixture, caller: Caller): Promise<Outcome> {
  try {
    const result = await row.call(fixture.callers[caller], fixture);
    await letGo(result);
    return { code: null, result: result === undefined ? '' : JSON.stringify(result) };
  } catch (error) {
    if (!(error instanceof FairsplitError)) throw error;
    return { code: error.code, result: error.message };
  }
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
    const fixture = kept ?? (await newFixture());
    const before = await fingerprintOf(fixture.database);
    const refusedCallers = refused(row, fixture);
    expect(refusedCallers).toContain('powerless key');
    for (const caller of refusedCallers) {
      expect([caller, (await outcomeOf(row, fixture, caller)).code]).toEqual([caller, 'FORBIDDEN']);
    }
    expect(await fingerprintOf(fixture.database)).toEqual(before);

    const stranger = await outcomeOf(row, fixture, 'stranger');
    if (stranger.code === null) expect(stranger.result).not.toContain(mark);
    else expect(['NOT_FOUND', 'INVALID_INPUT', 'FORBIDDEN', row.code]).toContain(stranger.code);

    const entriesBefore = await fixture.database.prisma.auditEntry.count();
    const served = least.filter((caller) => !refusedCallers.includes(caller));
    for (const [index, caller] of served.entries()) {
      const { code, result } = await outcomeOf(row, fixture, caller);
      if (index === 0) expect([caller, code]).toEqual([caller, row.code ?? null]);
      else expect([caller, code]).not.toEqual([caller, 'FORBIDDEN']);
      if (caller === 'staging key') expect(result).not.toContain('"environment":"production"');
      if (caller === 'staging key' && row.scope === 'reach') expect(result).not.toContain(`${mark}-`);
    }
    const isUnchanged = JSON.stringify(await fingerprintOf(fixture.database)) === JSON.stringify(before);
    kept = isUnchanged ? fixture : null;
    if (row.records === undefined) return;
    const entries = await fixture.database.prisma.auditEntry.findMany({
      orderBy: { id: 'asc' },
      skip: entriesBefore,
    });
    expect(entries.length > 0).toBe(!isUnchanged);
    for (const { action } of entries) expect(row.records).toContain(action);
  },
);
