import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../lib/errors';
import { planReplay } from '../../../lib/replay/experiment-plan';
import { inspectRecording } from '../../../lib/replay/recording';
import { recordedRows } from '../../../lib/replay/recorded-rows';
import { valueColumns } from '../../../lib/replay/replay-options';
import { parseReplayOptions } from '../../../tools/cli/commands/replay-options';
import { temporaryDirectory } from '../../support/after-file';

const directory = temporaryDirectory('replay');

let files = 0;
function fileOf(...lines: readonly string[]): string {
  files += 1;
  const file = path.join(directory, `${String(files)}.csv`);
  writeFileSync(file, lines.join('\n'));
  return file;
}

const usual = [
  '--experiment',
  'cats',
  '--variant',
  'version',
  '--control',
  'gate_30',
  '--metric',
  'rounds=rounds',
];
const options = (file: string, ...more: readonly string[]) => parseReplayOptions([file, ...usual, ...more]);
const plain = { denominatorColumn: null, cuped: false, winsorisation: null };
const heading = 'userid,version,rounds,kept';

describe('the command line', () => {
  it('takes metrics with and without a kind, and repeated segments', () => {
    const parsed = options(
      'f.csv',
      '--metric',
      'kept=retention_1:proportion',
      '--segment',
      'a',
      '--segment',
      'b',
    );
    expect(parsed.metrics).toEqual([
      { ...plain, name: 'rounds', column: 'rounds', kind: null },
      { ...plain, name: 'kept', column: 'retention_1', kind: 'proportion' },
    ]);
    expect(parsed.segmentColumns).toEqual(['a', 'b']);
  });

  it('takes a ratio of two columns, an adjusted metric and a capped one', () => {
    const parsed = options(
      'f.csv',
      ...['--metric', 'per visit=spend/visit:ratio', '--metric', 'less noise=spend:mean:cuped'],
      ...['--metric', 'capped=spend:winsorised=0.999', '--covariate', 'history'],
    );
    expect(parsed.metrics.slice(1)).toEqual([
      { ...plain, name: 'per visit', column: 'spend', denominatorColumn: 'visit', kind: 'ratio' },
      { ...plain, name: 'less noise', column: 'spend', kind: 'mean', cuped: true },
      { ...plain, name: 'capped', column: 'spend', kind: 'mean', winsorisation: 0.999 },
    ]);
    expect(valueColumns(parsed)).toEqual(['rounds', 'spend', 'visit']);
  });

  it.each([
    ['no file', []],
    ['no experiment', ['f.csv', '--variant', 'v', '--control', 'c', '--metric', 'a=b']],
    ['no metric', ['f.csv', '--experiment', 'e', '--variant', 'v', '--control', 'c']],
    ['a metric without column', ['f.csv', ...usual, '--metric', 'lonely']],
    ['a ratio of one column', ['f.csv', ...usual, '--metric', 'a=b:ratio']],
    ['an adjusted metric without a covariate', ['f.csv', ...usual, '--metric', 'a=b:cuped']],
    ['a metric named twice', ['f.csv', ...usual, '--metric', 'rounds=other']],
    ['an unknown option', ['f.csv', ...usual, '--colour', 'red']],
    ['an address without a key', ['f.csv', ...usual, '--url', 'http://127.0.0.1:3000']],
  ])('refuses %s', (_, commandLine) => {
    expect(() => parseReplayOptions(commandLine)).toThrow(InvalidInputError);
  });
});

describe('a recording', () => {
  it('is counted whole before anything is sent: units, variants with the control first, kinds of metrics', async () => {
    const file = fileOf(
      heading,
      '1,gate_40,3,TRUE',
      '2,gate_30,2.5,FALSE',
      '3,gate_40,0,TRUE',
      '4,gate_30,1e2,1',
    );
    const recording = await inspectRecording(options(file, '--metric', 'kept=kept', '--unit', 'userid'));
    expect(recording).toEqual({
      units: 4,
      variants: [
        { name: 'gate_30', key: 'gate_30', units: 2 },
        { name: 'gate_40', key: 'gate_40', units: 2 },
      ],
      metricKinds: ['mean', 'proportion'],
      recorded: null,
      notes: [],
    });
    expect(planReplay(options(file), recording).experiment.variants.map(({ weight }) => weight)).toEqual([
      0.5, 0.5,
    ]);
  });

  it.each([
    [
      'a column that is not there',
      ['userid,other,rounds', '1,gate_30,1'],
      /has no column "version". Its columns: userid, other, rounds/,
    ],
    [
      'text where a number belongs',
      [heading, '1,gate_30,1,1', '2,gate_40,many,1'],
      /line 3: "many" in column "rounds" is not a number/,
    ],
    ['an empty cell', [heading, '1,gate_30,,1'], /line 2: column "rounds" is empty/],
    [
      'a variant seen once',
      [heading, '1,gate_30,1,1', '2,gate_30,1,1', '3,gate_4O,1,1', '4,gate_40,1,1', '5,gate_40,1,1'],
      /"gate_4O" is seen once/,
    ],
    [
      'a control that is not there',
      [heading, '1,gate_40,1,1', '2,gate_50,1,1'],
      /No row of .* has the control "gate_30"/,
    ],
    ['one variant only', [heading, '1,gate_30,1,1', '2,gate_30,1,1'], /one variant only/],
    ['a unit in two rows', [heading, '1,gate_30,1,1', '1,gate_40,1,1'], /The unit "1" stands in two rows/],
    [
      'a row that is too short',
      [heading, '1,gate_30'],
      /line 2: the line has 2 cells, the header 4: 1,gate_30/,
    ],
    ['hexadecimal, which a spreadsheet never means', [heading, '1,gate_30,0x10,1'], /is not a number/],
    ['an infinite number', [heading, '1,gate_30,1e999,1'], /is not a number/],
    [
      'two columns of one name',
      ['userid,version,rounds,rounds', '1,gate_30,1,1'],
      /two columns named "rounds"/,
    ],
    ['a unit of blanks alone', [heading, ' ,gate_30,1,1'], /line 2: column "userid" is empty/],
    ['lines quoted whole', ['"userid,version,rounds"', '"1,gate_30,1"'], /one single column/],
    ['nothing at all', [], /is empty/],
  ])('with %s is refused with its place', async (_, lines, message) => {
    const file = fileOf(...lines);
    await expect(inspectRecording(options(file, '--unit', 'userid'))).rejects.toThrow(message);
    await expect(inspectRecording(options(file, '--unit', 'userid'))).rejects.toThrow(InvalidInputError);
  });

  it('with blank cells counts them as 0 or leaves their rows out where that was said, and says how many of which variant', async () => {
    const file = fileOf(
      heading,
      ...['1,gate_30,2,1', '2,gate_30,,1', '3,gate_30,NA,', '4,gate_30,1,0'],
      ...['5,gate_40,3,null', '6,gate_40,1,1', '7,gate_40,2,1'],
    );
    const recorded = (...more: string[]) => inspectRecording(options(file, '--metric', 'kept=kept', ...more));
    await expect(recorded()).rejects.toThrow(
      /line 3: column "rounds" is empty. --blank zero .* --blank skip/,
    );
    expect(await recorded('--blank', 'zero')).toMatchObject({
      units: 7,
      notes: [
        'Blank in "rounds", "kept": 2 of 4 rows of "gate_30", 1 of 3 rows of "gate_40" count as 0 there.',
      ],
    });
    expect(await recorded('--blank', 'skip')).toMatchObject({
      units: 4,
      variants: [{ units: 2 }, { units: 2 }],
      notes: ['Blank in "rounds", "kept": 2 of 4 rows of "gate_30", 1 of 3 rows of "gate_40" are left out.'],
    });
    const rows = [];
    for await (const row of recordedRows(options(file, '--metric', 'kept=kept', '--blank', 'skip')))
      rows.push(row);
    // The number of a row is its place in the file, so that sending it under another rule finds the same units.
    expect(rows.map(({ unit }) => unit)).toEqual(['row-1', 'row-4', 'row-6', 'row-7']);
  });

  it('refuses a proportion of a column that holds more than 0 and 1', async () => {
    const file = fileOf(heading, '1,gate_30,7,1', '2,gate_30,7,1', '3,gate_40,7,1', '4,gate_40,7,1');
    await expect(inspectRecording(options(file, '--metric', 'share=rounds:proportion'))).rejects.toThrow(
      'holds more than 0 and 1',
    );
  });

  it('says so when the file is not there', async () => {
    await expect(inspectRecording(options('nowhere.csv'))).rejects.toThrow('There is no file nowhere.csv');
  });

  it('in any script has keys for its variants, which keep their names', async () => {
    const rows = ['1,対照,1,1', '2,対照,1,1', '3,新デザイン,1,1', '4,新デザイン,1,1'];
    const { variants } = await inspectRecording(options(fileOf(heading, ...rows), '--control', '対照'));
    expect(variants.map(({ name }) => name)).toEqual(['対照', '新デザイン']);
    for (const { key } of variants) expect(key).toMatch(/^variant-[a-z0-9]+$/);
  });

  it('refuses two variants that would share a key', async () => {
    const file = fileOf(
      heading,
      '1,gate_30,1,1',
      '2,gate_30,1,1',
      '3,A b,1,1',
      '4,A b,1,1',
      '5,a-b,1,1',
      '6,a-b,1,1',
    );
    await expect(inspectRecording(options(file))).rejects.toThrow('would share the key "a-b"');
  });
});
