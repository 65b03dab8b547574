import { Command, Option } from '@commander-js/extra-typings';
import { InvalidInputError } from '../../../lib/errors';
import { importKinds, type ImportOptions } from '../../../lib/import/import-options';
import { parseDelimiter } from '../../../lib/tables/delimiter';
import { collect, keyOption, parseCommandLine, serverOf, urlDescription } from '../command-line';
import { blankOption, delimiterDescription } from './replay-options';

/** The command `import`, without what it does. */
export function importCommand() {
  return new Command('import')
    .summary('send history from a file')
    .description(
      "Sends history through the API. The whole file is read and checked first. An item without an id gets one made of the file's content and its line, so a second import changes nothing; one that was interrupted continues where it stopped. Refused lines go to FILE.rejected.ndjson, each with its number and the reason.",
    )
    .argument('<file>', 'CSV file, or NDJSON (.ndjson, .jsonl)')
    .addOption(new Option('--kind <kind>', 'what the lines are').choices(importKinds).makeOptionMandatory())
    .option(
      '--map <field=column>',
      'where a field is found, such as unit=user_id; properties.* and attributes.* become members; may be repeated',
      collect,
    )
    .option(
      '--set <field=text>',
      'a field that is the same everywhere, such as name=purchase; may be repeated',
      collect,
    )
    .option(
      '--id <column>',
      'a column that names a line, alone or with others, so that an edited file adds only what is new; may be repeated',
      collect,
    )
    .option(
      '--ignore <column>',
      'a column that is left out, where its name looks like that of a field; may be repeated',
      collect,
    )
    .addOption(blankOption('where a value is blank (empty, NA, NULL)', 'the line'))
    .option('--time-zone <zone>', 'zone of times that are written without one, such as Europe/Berlin')
    .option('--delimiter <character>', delimiterDescription)
    .option('--dry-run', 'check and send nothing', false)
    .option('--url <url>', urlDescription)
    .addOption(keyOption());
}

type Values = ReturnType<ReturnType<typeof importCommand>['opts']>;

/** Reads the command line; `key` is that of the environment. Throws {@link InvalidInputError} with what to change. */
export function parseImportOptions(commandLine: readonly string[], key?: string): ImportOptions {
  const command = parseCommandLine(importCommand(), commandLine);
  return importOptionsOf(command.processedArgs[0], command.opts(), key);
}

export function importOptionsOf(file: string, values: Values, key: string | undefined): ImportOptions {
  const format = /\.csv$/i.test(file) ? 'csv' : /\.(ndjson|jsonl)$/i.test(file) ? 'ndjson' : null;
  if (format === null) throw new InvalidInputError(`${file} ends neither in .csv nor in .ndjson or .jsonl.`);
  const mapped = pairs('--map FIELD=COLUMN', values.map ?? []);
  const said = pairs('--set FIELD=TEXT', values.set ?? []);
  refuseSaidTwice([...mapped, ...said]);
  const columns = new Map(mapped);
  if (values.id !== undefined && columns.has('id')) {
    throw new InvalidInputError(
      '--map id takes a column for the id as it is; --id makes one of columns. Name one of both.',
    );
  }
  return {
    file,
    format,
    kind: values.kind,
    columns,
    constants: new Map(said),
    delimiter: values.delimiter === undefined ? null : parseDelimiter(values.delimiter),
    idColumns: values.id ?? [],
    ignored: values.ignore ?? [],
    blank: values.blank,
    timeZone: values.timeZone ?? null,
    dryRun: values.dryRun,
    server: serverOf(values.url, key),
  };
}

type Pair = readonly [field: string, value: string];

function pairs(form: string, texts: readonly string[]): readonly Pair[] {
  return texts.map((text) => {
    const [field, value] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
    if (!text.includes('=') || field === '' || value === '') {
      throw new InvalidInputError(`"${text}": write ${form}.`);
    }
    return [field, value];
  });
}

/** One of both would be left out in silence. */
function refuseSaidTwice(said: readonly Pair[]): void {
  const before = new Map<string, string>();
  for (const [field, value] of said) {
    const other = before.get(field);
    if (other !== undefined) {
      throw new InvalidInputError(`"${field}" is said twice: "${other}" and "${value}". Keep one of both.`);
    }
    before.set(field, value);
  }
}
