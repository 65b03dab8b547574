import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { describe, expect, test } from 'vitest';
import { verbs } from '../../lib/verbs/verb-list';

// What holds of every verb, whatever is added to the list, and that nothing is written beside them.

const root = path.resolve(import.meta.dirname, '../..');

function sourcesIn(room: string): readonly string[] {
  return readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => path.join(room, file).split(path.sep).join('/'));
}

/** But for the rooms that hold the database and the evidence. */
const sources = ['lib', 'app', 'components']
  .flatMap(sourcesIn)
  .filter((file) => !/^lib\/(database|evidence\/postgres)\//.test(file));
const holding = (files: readonly string[], pattern: RegExp) =>
  files.filter((file) => pattern.test(readFileSync(path.join(root, file), 'utf8')));

describe('nothing is written beside the verbs', () => {
  test('transactions are opened by their runner, and by those few who have no context', () => {
    const opening = holding(sources, /\binTransaction\(|\$transaction\(|query\(\s*['"`]begin/);
    expect(opening.toSorted()).toEqual([
      // Reads what is served, as of one instant.
      'lib/configuration/load-configuration.ts',
      // What was refused has no transaction of its own.
      'lib/verbs/audit/bounded-entries.ts',
      'lib/verbs/define-verb.ts',
      // Nobody has signed in yet.
      'lib/verbs/identity-provider/admit-person.ts',
      'lib/verbs/identity-provider/confirm-provider-session.ts',
      'lib/verbs/members/accept-invitation.ts',
      'lib/verbs/members/confirm-session.ts',
      'lib/verbs/members/record-sign-in.ts',
      'lib/verbs/members/reset-password.ts',
      'lib/verbs/members/set-up-workspace.ts',
    ]);
  });

  test('nobody writes by a client that is in no transaction', () => {
    expect(holding(sources, /prisma\.\w+\s*\.(create|update|upsert|delete)(Many|ManyAndReturn)?\(/)).toEqual(
      [],
    );
  });

  test('statements of their own are sent past the runner by those few alone', () => {
    const sending = holding(sources, /\.pool\b\s*\.(query|connect)|\{\s*pool\b[^}]*\}/);
    expect(sending.toSorted()).toEqual([
      // When keys were last used is no change of anybody's.
      'lib/auth/key-uses.ts',
      // These only read.
      'lib/configuration/configuration-revision.ts',
      'lib/console/database-gate.ts',
      'lib/jobs/list-due-runs.ts',
      'lib/serving/change-listener.ts',
      'lib/verbs/audit/read-heads.ts',
    ]);
  });

  test('entries are written by the runner', () => {
    const recording = holding(sources, /\brecordAudit\(/);
    expect(recording.toSorted()).toEqual([
      'lib/verbs/audit/bounded-entries.ts',
      'lib/verbs/define-verb.ts',
      'lib/verbs/identity-provider/admit-person.ts',
      'lib/verbs/members/accept-invitation.ts',
      'lib/verbs/members/record-sign-in.ts',
      'lib/verbs/members/reset-password.ts',
      'lib/verbs/members/set-up-workspace.ts',
      'lib/verbs/record-audit.ts',
    ]);
  });
});

/** What is posted and yet only read: it takes long, more than a query holds, or an id of a person, which stands in no address. */
const readsByPost = new Set([
  'checkSource',
  'calibrateMetric',
  'analyseHoldout',
  'planExperiment',
  'readUnitReport',
]);

describe.each(verbs.map((verb) => [verb.name, verb] as const))('%s', (name, verb) => {
  test('records what it changes, and needs more than to read for it', () => {
    const changes = verb.records.length > 0;
    if (changes) expect(verb.permission).toMatch(/:(write|manage|replay|export)$/);
    for (const action of verb.records) expect(action).toMatch(/^[a-z-]+\.[a-z-]+$/);
    if (verb.door !== undefined) {
      expect(changes).toBe(verb.door.method !== 'GET' && !readsByPost.has(name));
    }
  });

  test('takes what its door names', () => {
    if (verb.door === undefined) return;
    const { path: place, ifMatch } = verb.door;
    const members = verb.input instanceof z.ZodObject ? Object.keys(verb.input.shape) : [];
    const named = [...place.matchAll(/\{(\w+)\}/g)].map(([, member]) => member ?? '');
    expect(members).toEqual(expect.arrayContaining(ifMatch === undefined ? named : [...named, 'version']));
  });
});

test('no two verbs have one name', () => {
  expect(new Set(verbs.map(({ name }) => name)).size).toBe(verbs.length);
});
