import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { rejectedFileOf } from '../../../lib/import/file-sender';
import { checkFile, importFile, type CheckedFile } from '../../../lib/import/import-file';
import { parseImportOptions } from '../../../tools/cli/commands/import-options';
import { temporaryDirectory } from '../../support/after-file';
import { send, startDataPlane } from '../../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';

const { database, url } = await startDataPlane();
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
const { key: experiment, runId } = await makeRunningExperiment(database, place, {
  startedAt: new Date('2026-01-01T00:00:00Z'),
});
const server = { url, key };
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

function refusedLinesOf(file: string): readonly unknown[] {
  const lines = readFileSync(rejectedFileOf(file), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as unknown);
}

async function stored(name: string): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await database.pool.query<Record<string, unknown>>(
    'select unit, value, occurred_at, properties from events where name = $1 order by unit collate "C", value',
    [name],
  );
  return rows;
}

describe('importing a file', () => {
  test('columns become fields, lines that are refused are written down, and once more changes nothing', async () => {
    const file = written('history.csv', [
      'user_id,amount,when,country',
      'a,9.5,2026-01-05T10:00:00Z,SE',
      'b,1,2026-01-05T10:00:00Z,"N,O"',
      'c,much,2026-01-05T10:00:00Z,DK',
      'd,1',
      ',3,2026-01-05T10:00:00Z,DK',
      'a,9.5,2026-01-05T10:00:00Z,SE',
    ]);
    const options = parseImportOptions([
      file,
      ...['--kind', 'events', '--map', 'unit=user_id', '--map', 'value=amount', '--map', 'occurredAt=when'],
      ...['--map', 'properties.country=country', '--set', 'name=csv'],
    ]);
    expect(await importFile(options, server, silent)).toEqual({ accepted: 3, duplicate: 0, rejected: 3 });
    const at = new Date('2026-01-05T10:00:00Z');
    const twice = { unit: 'a', value: 9.5, occurred_at: at, properties: { country: 'SE' } };
    const expected = [twice, twice, { unit: 'b', value: 1, occurred_at: at, properties: { country: 'N,O' } }];
    expect(await stored('csv')).toEqual(expected);
    expect(refusedLinesOf(file)).toMatchObject([
      { line: 4, code: 'INVALID_VALUE', source: { user_id: 'c' } },
      { line: 5, code: 'UNREADABLE_LINE', source: 'd,1' },
      { line: 6, code: 'INVALID_UNIT' },
    ]);
    expect(await importFile(options, server, silent)).toEqual({ accepted: 0, duplicate: 3, rejected: 3 });
    expect(await stored('csv')).toEqual(expected);
  });

  test('the same rows, saved otherwise, are the same items', async () => {
    const rows = [
      'user,amount,note',
      'a,9.5,plain',
      'b,2.25,"with, comma"',
      'c,3,"two',
      'lines"',
      'a,9.5,plain',
      '',
    ];
    const name = (how: string) => path.join(directory, `${how}.csv`);
    const semicolons = rows.join('\n').replaceAll(/,(?! )/g, ';');
    const saved = {
      plain: rows.join('\n'),
      crlf: rows.join('\r\n'),
      cr: rows.join('\r'),
      marked: `\ufeff${rows.join('\r\n')}`,
      'no-end': rows.slice(0, -1).join('\n'),
      blanks: rows.join('\n').replace('\nb,', '\n\n\nb,'),
      quoted: rows.join('\n').replace('a,9.5,plain', '"a","9.5","plain"'),
      semicolons,
      named: `sep=;\r\n${semicolons}`,
      'marked-and-named': `\ufeffsep=;\r\n${semicolons.replaceAll('\n', '\r\n')}`,
    };
    const results: Record<string, unknown> = {};
    for (const [how, text] of Object.entries(saved)) {
      writeFileSync(name(how), text);
      const mapped = ['--map', 'unit=user', '--map', 'value=amount', '--map', 'properties.note=note'];
      const options = parseImportOptions([name(how), '--kind', 'events', ...mapped, '--set', 'name=saved']);
      results[how] = await importFile(options, server, silent);
    }
    const again = { accepted: 0, duplicate: 4, rejected: 0 };
    const others = Object.keys(saved).map((how) => [how, again]);
    expect(results).toEqual({
      ...Object.fromEntries(others),
      plain: { accepted: 4, duplicate: 0, rejected: 0 },
    });
    expect(await stored('saved')).toHaveLength(4);
  });

  test('a plain file that was imported when ids were made of its bytes is known again', async () => {
    const text = 'unit,name,note\nu1,known,a\nu2,known,"b, c"\nu1,known,a\n';
    const file = path.join(directory, 'known.csv');
    writeFileSync(file, text);
    const sha256 = (of: string) => createHash('sha256').update(of).digest('hex');
    const fileId = sha256(JSON.stringify([sha256(text), 'events', [], []])).slice(0, 16);
    const events = [2, 3, 4].map((line) => ({ id: `import:${fileId}:${line}`, unit: 'u', name: 'known' }));
    expect((await send(`${url}/api/v1/events`, key, { events })).body).toMatchObject({ accepted: 3 });
    const options = parseImportOptions([file, '--kind', 'events']);
    expect(await importFile(options, server, silent)).toMatchObject({ accepted: 0, duplicate: 3 });
  });

  test('a row that says something else, or stands elsewhere, is another', async () => {
    const rows = ['unit,name', 'u1,other', 'u2,other', ''];
    for (const [how, text] of Object.entries({
      first: rows,
      changed: ['unit,name', 'u1,other', 'u3,other'],
    })) {
      writeFileSync(path.join(directory, `${how}.csv`), text.join('\n'));
      const options = parseImportOptions([path.join(directory, `${how}.csv`), '--kind', 'events']);
      expect(await importFile(options, server, silent)).toEqual({ accepted: 2, duplicate: 0, rejected: 0 });
    }
  });

  test('exposures and identities from NDJSON', async () => {
    const exposures = written('exposures.ndjson', [
      JSON.stringify({ experiment, variant: 'control', unit: 'a', occurredAt: '2026-01-05T10:00:00Z' }),
      JSON.stringify({ experiment, variant: 'control', unit: 'b', occurredAt: '2025-01-05T10:00:00Z' }),
      '{"experiment',
    ]);
    const options = parseImportOptions([exposures, '--kind', 'exposures']);
    expect(await importFile(options, server, silent)).toEqual({ accepted: 1, duplicate: 0, rejected: 2 });
    expect(await database.prisma.exposure.count({ where: { runId } })).toBe(1);
    const identities = written('identities.jsonl', [
      `\ufeff${JSON.stringify({ anonymous: 'x', unit: 'a' })}`,
    ]);
    const linking = parseImportOptions([identities, '--kind', 'identities']);
    expect(await importFile(linking, server, silent)).toEqual({ accepted: 1, duplicate: 0, rejected: 0 });
  });

  test('no integer of NDJSON is changed in silence, and no member dropped, in any column that is sent', async () => {
    const file = written('inexact.ndjson', [
      '{"order":9007199254740993,"unit":"a","name":"exact","occurredAt":"2026-01-05T10:00:00Z"}',
      '{"order":1,"unit":"b","name":"exact","value":9007199254740993,"occurredAt":"2026-01-05T10:00:00Z"}',
      '{"order":2,"unit":"c","name":"exact","other":9007199254740993,"other":1,"occurredAt":"2026-01-05T10:00:00Z"}',
      '{"order":3,"unit":"d","unit":"e","name":"exact","occurredAt":"2026-01-05T10:00:00Z"}',
    ]);
    const options = parseImportOptions([file, '--kind', 'events', '--id', 'order']);
    expect(await importFile(options, server, silent)).toEqual({ accepted: 1, duplicate: 0, rejected: 3 });
    expect(await stored('exact')).toMatchObject([{ unit: 'c' }]);
    expect(refusedLinesOf(file)).toMatchObject([
      { line: 1, code: 'INEXACT_NUMBER', detail: expect.stringContaining('/order') as string },
      { line: 2, code: 'INEXACT_NUMBER', source: expect.stringContaining('9007199254740993') as string },
      { line: 4, code: 'REPEATED_MEMBER', detail: expect.stringContaining('/unit') as string },
    ]);
  });

  test('goes on where it was interrupted, and without the note of that only finds duplicates', async () => {
    const lines = Array.from({ length: 17_000 }, (_, index) =>
      JSON.stringify({ unit: `u${index}`, name: 'resumed' }),
    );
    const file = written('long.ndjson', lines);
    const options = parseImportOptions([file, '--kind', 'events']);
    let parts = 0;
    const interrupted = {
      ...silent,
      onSent: () => {
        if (++parts === 2) throw new Error('pulled the plug');
      },
    };
    await expect(importFile(options, server, interrupted)).rejects.toThrow('pulled the plug');
    const told: number[][] = [];
    const watching = {
      ...silent,
      onChecked: ({ items, sentBefore }: CheckedFile) => void told.push([items, sentBefore]),
    };
    const { accepted, duplicate, rejected } = await importFile(options, server, watching);
    // A part may have been under way when the plug was pulled: its lines are there, and told as such.
    expect([accepted + duplicate, rejected]).toEqual([17_000, 0]);
    expect(accepted).toBeGreaterThanOrEqual(11_000);
    expect(told).toEqual([[15_000, 2_000]]);
    expect(existsSync(`${file}.progress.json`)).toBe(false);
    expect(await importFile(options, server, silent)).toEqual({
      ...{ accepted: 0, duplicate: 17_000, rejected: 0 },
    });
    expect(await stored('resumed')).toHaveLength(17_000);
  });

  test('a changed file, or other columns, begin anew', async () => {
    const file = written('changed.ndjson', [JSON.stringify({ unit: 'u', name: 'changed' })]);
    const options = parseImportOptions([file, '--kind', 'events']);
    const stop = {
      ...silent,
      onSent: () => {
        throw new Error('stop');
      },
    };
    await expect(importFile(options, server, stop)).rejects.toThrow('stop');
    expect((await checkFile(options)).sentBefore).toBe(1);
    writeFileSync(file, `${JSON.stringify({ unit: 'v', name: 'changed' })}\n`);
    expect(await checkFile(options)).toEqual({ items: 1, sentBefore: 0, notes: [] });
  });

  describe('lines without ids of their own', () => {
    const sales = ['--map', 'unit=id', '--map', 'value=amount', '--set'];
    const eventsOf = (name: string, file: string, ...more: string[]) =>
      importFile(
        parseImportOptions([file, '--kind', 'events', ...sales, `name=${name}`, ...more]),
        server,
        silent,
      );

    test('a column that was mapped to something else is no id: each line counts, of every file, and once', async () => {
      const purchases = written('bought.csv', ['id,amount', '7,10', '7,20', '8,5']);
      const refunds = written('returned.csv', ['id,amount', '7,-10', '8,-5']);
      expect(await eventsOf('bought', purchases)).toMatchObject({ accepted: 3, duplicate: 0 });
      expect(await eventsOf('returned', refunds)).toMatchObject({ accepted: 2, duplicate: 0 });
      expect(await eventsOf('bought', purchases)).toMatchObject({ accepted: 0, duplicate: 3 });
    });

    test('an edited file adds only what is new where columns name its lines, and no other file loses any', async () => {
      const lines = ['id,amount,order', '7,10,a', '7,20,b'];
      const named = ['--id', 'order'];
      const file = written('orders.csv', lines);
      expect(await eventsOf('ordered', file, ...named)).toMatchObject({ accepted: 2, duplicate: 0 });
      const edited = written('orders.csv', [...lines, '8,5,c', '8,5,']);
      expect(await eventsOf('ordered', edited, ...named)).toEqual({ accepted: 1, duplicate: 2, rejected: 1 });
      expect(await eventsOf('paid', edited, ...named)).toMatchObject({ accepted: 3, duplicate: 0 });
      // Without such columns nothing tells an edited file from another one.
      expect(await eventsOf('ordered', edited)).toMatchObject({ accepted: 4, duplicate: 0 });
    });
  });

  test('a cell that says nothing makes up no value and no time: the line is refused', async () => {
    const file = written('blank.csv', [
      'user,amount,at',
      'u6,,2026-01-05',
      'u7, ,2026-01-05',
      'u8,NA,2026-01-05',
      'u9,1,',
    ]);
    const columns = [
      '--map',
      'unit=user',
      '--map',
      'value=amount',
      '--map',
      'occurredAt=at',
      '--set',
      'name=blank',
    ];
    const options = parseImportOptions([file, '--kind', 'events', ...columns]);
    expect(await importFile(options, server, silent)).toEqual({ accepted: 0, duplicate: 0, rejected: 4 });
    expect(refusedLinesOf(file)).toMatchObject([
      { line: 2, code: 'BLANK_CELL', detail: 'column "amount" is blank', source: { user: 'u6' } },
      { line: 3, code: 'BLANK_CELL' },
      { line: 4, code: 'BLANK_CELL' },
      { line: 5, code: 'BLANK_CELL', detail: 'column "at" is blank' },
    ]);
  });

  test('a value that no number holds is refused with its line, and never becomes another', async () => {
    const file = written('huge.csv', ['user,amount', 'u2,1e400', 'u12,9007199254740993', 'u3,1e3']);
    const columns = ['--map', 'unit=user', '--map', 'value=amount', '--set', 'name=huge'];
    const options = parseImportOptions([file, '--kind', 'events', ...columns]);
    expect(await importFile(options, server, silent)).toEqual({ accepted: 1, duplicate: 0, rejected: 2 });
    expect(refusedLinesOf(file)).toMatchObject([
      { line: 2, code: 'INEXACT_NUMBER', source: { user: 'u2', amount: '1e400' } },
      { line: 3, code: 'INEXACT_NUMBER', source: { user: 'u12' } },
    ]);
  });

  test.each([
    ['--map', 'valeu=amount'],
    ['--set', 'valeu=3'],
  ])('%s %s, a field that no item has, is refused before anything is sent', async (option, pair) => {
    const file = written('misspelt.csv', ['unit,amount', '7,10']);
    const options = parseImportOptions([file, '--kind', 'events', option, pair, '--set', 'name=n']);
    await expect(importFile(options, server, silent)).rejects.toThrow(
      'There is no member "valeu" here. Did you mean "value"?',
    );
  });

  test('a blank value counts as 0 or leaves its line out where that was said, and how often is told', async () => {
    const file = written('gaps.csv', ['unit,value', 'a,1', 'b,NA', 'c,', 'd,4']);
    const imported = async (blank: string, name: string) => {
      const notes: string[] = [];
      const noting = { ...silent, onChecked: (checked: CheckedFile) => void notes.push(...checked.notes) };
      const options = parseImportOptions([
        file,
        '--kind',
        'events',
        '--blank',
        blank,
        '--set',
        `name=${name}`,
      ]);
      return { ...(await importFile(options, server, noting)), notes };
    };
    expect(await imported('zero', 'zeroed')).toEqual({
      ...{ accepted: 4, duplicate: 0, rejected: 0 },
      notes: ['2 blank values count as 0.'],
    });
    expect((await stored('zeroed')).map(({ value }) => value)).toEqual([1, 0, 0, 4]);
    expect(await imported('skip', 'skipped')).toEqual({
      ...{ accepted: 2, duplicate: 0, rejected: 0 },
      notes: ['2 lines without a value are left out.'],
    });
    // Lines that were refused may come later; the others do not come twice.
    expect(await imported('none', 'mended')).toMatchObject({ accepted: 2, rejected: 2 });
    expect(await imported('zero', 'mended')).toMatchObject({ accepted: 2, duplicate: 2 });
  });

  test('times are read as databases write them, and those without a zone in the one that was named', async () => {
    const file = written('times.csv', [
      'unit,value,at',
      'a,1,2026-01-05 10:00:00+00',
      'b,1,1767607200',
      'c,1,2026-01-05 11:00:00',
      'd,1,2026-03-29 02:30:00',
      'e,1,05.01.2026',
    ]);
    const columns = ['--kind', 'events', '--map', 'occurredAt=at', '--set', 'name=timed'];
    const run = (...more: string[]) =>
      importFile(parseImportOptions([file, ...columns, ...more]), server, silent);
    await expect(run()).rejects.toThrow(/line 4: "2026-01-05 11:00:00" has no zone: name it/);
    expect(await stored('timed')).toEqual([]);
    expect(await run('--time-zone', 'Europe/Berlin')).toEqual({ accepted: 3, duplicate: 0, rejected: 2 });
    const at = new Date('2026-01-05T10:00:00Z');
    expect((await stored('timed')).map((event) => event['occurred_at'])).toEqual([at, at, at]);
    expect(refusedLinesOf(file)).toMatchObject([
      { line: 5, code: 'INVALID_TIMESTAMP' },
      { line: 6, code: 'INVALID_TIMESTAMP' },
    ]);
  });

  test('refused lines keep their text, each counted by itself, whatever ends them', async () => {
    const file = path.join(directory, 'ragged.csv');
    writeFileSync(file, 'unit,value\r\na,1\r\nb\nc,1,2\nd,4\r\n ,\n"e"x,1\n\nf,"2"\r');
    const options = parseImportOptions([file, '--kind', 'events', '--set', 'name=ragged']);
    expect(await importFile(options, server, silent)).toEqual({ accepted: 3, duplicate: 0, rejected: 4 });
    expect((await stored('ragged')).map(({ unit, value }) => [unit, value])).toEqual([
      ['a', 1],
      ['d', 4],
      ['f', 2],
    ]);
    expect(refusedLinesOf(file)).toMatchObject([
      { line: 3, code: 'UNREADABLE_LINE', source: 'b' },
      { line: 4, code: 'UNREADABLE_LINE', detail: 'the line has 3 cells, the header 2', source: 'c,1,2' },
      { line: 6, code: 'BLANK_CELL', source: { unit: ' ' } },
      { line: 7, code: 'UNREADABLE_LINE', source: '"e"x,1' },
    ]);
  });

  test('rows go as lines, a thousand in each request: no more is asked of the server than by who sends NDJSON', async () => {
    const requests = async () => {
      const headers = { authorization: `Bearer ${key}` };
      const text = await (await fetch(`${url}/metrics`, { headers })).text();
      const counted = /^fairsplit_requests_total\{route="\/api\/v1\/events",.*\} (?<count>\d+)$/gm;
      return [...text.matchAll(counted)].reduce((sum, { groups }) => sum + Number(groups?.['count']), 0);
    };
    const rows = Array.from({ length: 10_500 }, (_, index) => `u${String(index)},bulk`);
    const options = parseImportOptions([written('bulk.csv', ['unit,name', ...rows]), '--kind', 'events']);
    const before = await requests();
    expect(await importFile(options, server, silent)).toMatchObject({ accepted: 10_500 });
    expect((await requests()) - before).toBe(11);
  });

  test('a column that is not there is told before anything is sent', async () => {
    const file = written('columns.csv', ['user,n', 'a,1']);
    const run = (...more: string[]) =>
      importFile(parseImportOptions([file, '--kind', 'events', ...more]), server, silent);
    await expect(run('--map', 'unit=usr')).rejects.toThrow('has no column "usr". Its columns: user, n.');
    await expect(run('--map', 'unit=user')).rejects.toThrow('No line of');
  });
});
