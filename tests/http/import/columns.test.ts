import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { checkFile, importFile, type CheckedFile } from '../../../lib/import/import-file';
import { parseImportOptions } from '../../../tools/cli/commands/import-options';
import { temporaryDirectory } from '../../support/after-file';
import { startDataPlane } from '../../support/data-plane';
import { makeKey, makeWorkspace } from '../../support/factories';

// Columns of a file that become nothing: told, and where one is probably a field under another name, asked about.

const { database, url } = await startDataPlane();
const place = await makeWorkspace(database);
const server = { url, key: await makeKey(database, place.environmentId) };
const silent = { onChecked: () => undefined, onSent: () => undefined };

let directory = '';
beforeEach(() => {
  directory = temporaryDirectory('import');
});

function written(name: string, lines: readonly string[]): string {
  const file = path.join(directory, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

async function stored(name: string): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await database.pool.query<Record<string, unknown>>(
    'select unit, value, properties from events where name = $1 order by unit collate "C", value',
    [name],
  );
  return rows;
}

test.each([
  [
    'times.csv',
    ['unit,name,timestamp,plan', 'a,dropped,2026-01-05T10:00:00Z,pro'],
    'timestamp',
    'occurredAt',
  ],
  ['values.csv', ['unit,name,Value,plan', 'a,dropped,30,pro'], 'Value', 'value'],
  [
    'values.ndjson',
    ['{"unit":"a","name":"dropped","value":1,"amount":2}', '{"unit":"a","name":"dropped","amount":30}'],
    'amount',
    'value',
  ],
])(
  '%s: what is probably a field under another name is not dropped in silence',
  async (name, rows, column, field) => {
    const file = written(name, rows);
    const advice = `--map "${field}=${column}" reads it, --ignore "${column}" leaves it out.`;
    const options = (...more: readonly string[]) => parseImportOptions([file, '--kind', 'events', ...more]);
    await expect(importFile(options(), server, silent)).rejects.toThrow(
      `Column "${column}" is not read, and nothing says "${field}": ${advice}`,
    );
    expect(await stored('dropped')).toEqual([]);
    expect(await checkFile(options('--ignore', column))).toMatchObject({
      items: name.endsWith('.csv') ? 1 : 2,
    });
    expect((await checkFile(options('--map', `${field}=${column}`))).notes.join()).not.toContain(column);
  },
);

test('columns that become nothing are named, and those of other kinds are not sent', async () => {
  const file = written('wide.csv', ['unit,name,value,Value,reason,variant,plan', 'a,wide,2,3,x,control,pro']);
  const notes: string[] = [];
  const noting = { ...silent, onChecked: (checked: CheckedFile) => void notes.push(...checked.notes) };
  const options = parseImportOptions([file, '--kind', 'events', '--map', 'properties.plan=plan']);
  expect(await importFile(options, server, noting)).toEqual({ accepted: 1, duplicate: 0, rejected: 0 });
  expect(await stored('wide')).toMatchObject([{ value: 2, properties: { plan: 'pro' } }]);
  expect(notes).toEqual(['Columns that are not read: "Value", "reason", "variant".']);
});
