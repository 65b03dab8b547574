import { parseArgs } from 'node:util';
import { InvalidInputError } from '../errors';
import { serverOf, serverUsage, type ServerAddress } from '../replay/api-client';
import { parseBlankRule, type BlankRule } from '../tables/blank-cells';
import { parseDelimiter } from '../tables/delimiter';

export type ImportKind = 'events' | 'exposures' | 'identities';

export interface ImportOptions {
  readonly file: string;
  readonly format: 'csv' | 'ndjson';
  readonly kind: ImportKind;
  /** Field of the item -> column of the file; a field that is not named is read from the column of its own name. */
  readonly columns: ReadonlyMap<string, string>;
  /** Field of the item -> the same text in every item. */
  readonly constants: ReadonlyMap<string, string>;
  /** What stands between a CSV file's columns; null: whatever its header has. */
  readonly delimiter: string | null;
  /** Columns that together name a line: its id is made of them. Empty: of the file's content and the line. */
  readonly idColumns: readonly string[];
  /** What is done where a value's cell is blank. */
  readonly blank: BlankRule;
  /** Of times that are written without a zone; null: such a file is refused. */
  readonly timeZone: string | null;
  readonly dryRun: boolean;
  /** Null: a server is started for the import. */
  readonly server: ServerAddress | null;
}

export const importUsage = `npm run import -- FILE.csv|FILE.ndjson --kind events|exposures|identities [--map FIELD=COLUMN ...] [--set FIELD=TEXT ...]
    [--id COLUMN ...] [--blank none|zero|skip] [--time-zone ZONE] [--delimiter CHARACTER] [--dry-run] [--url URL]

Sends history through the API. The whole file is read and checked first. An item without an id gets one made of the file's
content and its line, so that a second import changes nothing; one that was interrupted goes on where it stopped. Lines
that are refused go to FILE.rejected.ndjson, each with its number and the reason.

  --kind       what the lines are
  --map        where a field is found, such as unit=user_id; properties.* and attributes.* become members
  --set        a field that is the same everywhere, such as name=purchase
  --id         a column that names a line, alone or with others, so that an edited file adds only what is new
  --blank      where a value says nothing (blank, NA, NULL): none refuses the line, zero counts it as 0, skip leaves the
               line out (default: none)
  --time-zone  zone of times that are written without one, such as Europe/Berlin
  --delimiter  what stands between columns, such as ";" or tab (default: what the header has)
  --dry-run    check and send nothing
  --url        ${serverUsage}`;

/** Reads the command line; `key` is that of the environment. Throws {@link InvalidInputError} with what to change. */
export function parseImportOptions(commandLine: readonly string[], key?: string): ImportOptions {
  const { values, positionals } = parseCommandLine(commandLine);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new InvalidInputError(`Name one file.\n\n${importUsage}`);
  const format = /\.csv$/i.test(file) ? 'csv' : /\.(ndjson|jsonl)$/i.test(file) ? 'ndjson' : null;
  if (format === null) throw new InvalidInputError(`${file} ends neither in .csv nor in .ndjson or .jsonl.`);
  const kind = values.kind;
  if (kind !== 'events' && kind !== 'exposures' && kind !== 'identities') {
    throw new InvalidInputError(`--kind is events, exposures or identities.\n\n${importUsage}`);
  }
  const columns = pairs('--map FIELD=COLUMN', values.map ?? []);
  if (values.id !== undefined && columns.has('id')) {
    throw new InvalidInputError(
      '--map id takes a column for the id as it is; --id makes one of columns. Name one of both.',
    );
  }
  return {
    file,
    format,
    kind,
    columns,
    constants: pairs('--set FIELD=TEXT', values.set ?? []),
    delimiter: values.delimiter === undefined ? null : parseDelimiter(values.delimiter),
    idColumns: values.id ?? [],
    blank: parseBlankRule(values.blank),
    timeZone: values['time-zone'] ?? null,
    dryRun: values['dry-run'],
    server: serverOf(values, key),
  };
}

function parseCommandLine(commandLine: readonly string[]) {
  try {
    return parseArgs({
      args: [...commandLine],
      allowPositionals: true,
      options: {
        kind: { type: 'string' },
        map: { type: 'string', multiple: true },
        set: { type: 'string', multiple: true },
        delimiter: { type: 'string' },
        id: { type: 'string', multiple: true },
        blank: { type: 'string', default: 'none' },
        'time-zone': { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        url: { type: 'string' },
        key: { type: 'string' },
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError(`${reason}\n\n${importUsage}`);
  }
}

function pairs(form: string, texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const [field, value] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
      if (!text.includes('=') || field === '' || value === '') {
        throw new InvalidInputError(`"${text}": write ${form}.`);
      }
      return [field, value];
    }),
  );
}
