import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const tables =
  'exposures|events|event_keys|rejected_events|identity_links|ingestion_counts|erased_units|measured_runs|unit_values';

/** A statement that reads, writes or removes rows of the evidence, in SQL as it is written here. */
const statement = new RegExp(
  `\\b(?:from|join|into|update|table|only|using)\\s+(?:only\\s+)?"?(?:${tables})"?(?![\\w.-])`,
);
const removal = new RegExp(
  `\\b(?:delete\\s+from|truncate)\\s+"?(?:exposures|events|event_keys|rejected_events|identity_links)"?(?![\\w.-])|select "drop_event_partitions"`,
);

/** The same by Prisma's client. Refused items are listed and marked as replayed by their verbs. */
const model =
  /\b(?:prisma|transaction|reader)\.(?:exposure|eventKey|identityLink|ingestionCount|erasedUnit)\b/;
const rejectedModel = /\b(?:prisma|transaction|reader)\.rejectedEvent\b/;

/** The text of a file without its comments, in which tables are named too. */
function codeOf(file: string): string {
  return readFileSync(path.join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => path.join(folder, name))
    .filter((file) => !file.startsWith('lib/database/generated'));
}

const product = ['lib', 'app', 'components', 'tools', 'sdk/src'].flatMap(filesOf);

describe('evidence stands behind one door', () => {
  test('SQL that names a table of evidence stands in lib/evidence alone', () => {
    const outside = product.filter((file) => !file.startsWith('lib/evidence/'));
    expect(outside.length).toBeGreaterThan(400);
    expect(outside.filter((file) => statement.test(codeOf(file)) || model.test(codeOf(file)))).toEqual([]);
    expect(outside.filter((file) => rejectedModel.test(codeOf(file)))).toEqual([
      'lib/verbs/data/list-rejected.ts',
      'lib/verbs/data/replay-rejected.ts',
    ]);
    const within = filesOf('lib/evidence').filter((file) => statement.test(codeOf(file)));
    expect(within.length).toBeGreaterThan(20);
  });

  test('what removes evidence is a removal, which says whose unit values go with it', () => {
    const removing = filesOf('lib/evidence').filter((file) => removal.test(codeOf(file)));
    expect(removing.length).toBeGreaterThan(3);
    const outside = removing.filter((file) => !file.startsWith('lib/evidence/postgres/forget/'));
    expect(outside).toEqual([]);
    // The statements of retention are in files of their own, which one removal runs.
    const ofRetention = ['delete-before.ts', 'drop-months.ts'];
    for (const file of removing) {
      if (ofRetention.includes(path.basename(file))) continue;
      expect(codeOf(file), file).toMatch(/export const \w+: Removal</);
    }
    const forgetter = codeOf('lib/evidence/postgres/forget/postgres-forgetter.ts');
    const operations = Array.from(forgetter.matchAll(/^ {4}(\w+): (.*)$/gm), ([, , made]) => made);
    expect(operations.length).toBeGreaterThan(3);
    for (const made of operations) expect(made).toMatch(/^removing\(database, \w+\),$/);
  });
});
