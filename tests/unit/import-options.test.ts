import { expect, test } from 'vitest';
import { checkFile } from '../../lib/import/import-file';
import { parseImportOptions } from '../../tools/cli/commands/import-options';

// A command line that cannot be meant is refused before a file is read.

test.each([
  ['no file', ['missing.csv', '--kind', 'events'], 'There is no file missing.csv'],
  ['another format', ['a.xlsx', '--kind', 'events'], 'ends neither in .csv'],
  ['no kind', ['a.csv'], "required option '--kind <kind>' not specified"],
  ['a server without a key', ['a.csv', '--kind', 'events', '--url', 'http://x'], 'FAIRSPLIT_KEY'],
  ['a key that everybody sees', ['a.csv', '--kind', 'events', '--key', 'k'], 'FAIRSPLIT_KEY instead'],
  [
    'no such rule for blanks',
    ['a.csv', '--kind', 'events', '--blank', 'drop'],
    'Allowed choices are none, zero, skip',
  ],
  [
    'an id and columns to make one of',
    ['a.csv', '--kind', 'events', '--map', 'id=a', '--id', 'b'],
    '--map id',
  ],
  [
    'a field of two columns',
    ['a.csv', '--kind', 'events', '--map', 'unit=a', '--map', 'unit=b'],
    '"unit" is said twice: "a" and "b"',
  ],
  [
    'a field of two texts',
    ['a.csv', '--kind', 'events', '--set', 'name=a', '--set', 'name=b'],
    '"name" is said twice: "a" and "b"',
  ],
  [
    'a field of a column that is the same everywhere',
    ['a.csv', '--kind', 'events', '--map', 'name=a', '--set', 'name=b'],
    '"name" is said twice: "a" and "b"',
  ],
  ['a mapping of nothing', ['a.csv', '--kind', 'events', '--map', 'unit'], 'write --map FIELD=COLUMN'],
])('%s: says what to change', async (_case, commandLine, message) => {
  await expect((async () => checkFile(parseImportOptions(commandLine)))()).rejects.toThrow(message);
});
