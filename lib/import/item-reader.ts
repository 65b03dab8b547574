import { isBlank, saysNothing } from '../tables/blank-cells';
import type { ImportOptions } from './import-options';

/** A line that is not sent, and why: nothing of it could be meant. */
export class UnsendableLine {
  readonly code: 'UNREADABLE_LINE' | 'BLANK_CELL';
  readonly detail: string;

  constructor(code: UnsendableLine['code'], detail: string) {
    this.code = code;
    this.detail = detail;
  }
}

/** Fields of each item; members of an object are named with a dot, such as properties.country. */
const FIELDS = [
  ...[
    'id',
    'unit',
    'name',
    'value',
    'occurredAt',
    'properties',
    'experiment',
    'run',
    'variant',
    'attributes',
  ],
  ...['forced', 'reason', 'userAgent', 'anonymous'],
];

/** Where the server would put something in for what is not there: 1, and the time of the import. */
const NEVER_MADE_UP: ReadonlySet<string> = new Set(['value', 'occurredAt']);

/** Makes items of a file's lines, as the command line says. */
export class ItemReader {
  readonly #options: ImportOptions;
  readonly #fileId: string;
  /** Which column each field is read from. */
  readonly #columns: readonly (readonly [field: string, column: string])[];

  constructor(options: ImportOptions, fileId: string) {
    this.#options = options;
    this.#fileId = fileId;
    // A column of a field's name that was said to hold another field is not that field as well.
    const taken = new Set(options.columns.values());
    const fields = [...new Set([...FIELDS, ...options.columns.keys()])];
    this.#columns = fields
      .map((field) => [field, options.columns.get(field) ?? field] as const)
      .filter(([field, column]) => options.columns.has(field) || !taken.has(column));
  }

  /** The item of a line's fields, with an id of the file and the line where it has none. */
  item(
    fields: Readonly<Record<string, unknown>>,
    line: number,
  ): Readonly<Record<string, unknown>> | UnsendableLine {
    const item: Record<string, unknown> = { id: `import:${this.#fileId}:${line}` };
    const isCsv = this.#options.format === 'csv';
    for (const [field, column] of this.#columns) {
      if (this.#options.constants.has(field)) continue;
      const given = fields[column];
      const isNeeded = NEVER_MADE_UP.has(field) && (this.#options.columns.has(field) || given !== undefined);
      if (isNeeded && isNothing(given)) {
        return new UnsendableLine('BLANK_CELL', `column "${column}" is blank`);
      }
      // An empty cell is how CSV says that there is nothing.
      if (given === undefined || (isCsv && typeof given === 'string' && isBlank(given))) continue;
      setField(item, field, isCsv ? fromCell(field, given) : given);
    }
    for (const [field, text] of this.#options.constants) setField(item, field, fromCell(field, text));
    return item;
  }
}

function isNothing(given: unknown): boolean {
  return given === undefined || given === null || (typeof given === 'string' && saysNothing(given));
}

function setField(item: Record<string, unknown>, field: string, value: unknown): void {
  const dot = field.indexOf('.');
  if (dot === -1) {
    item[field] = value;
    return;
  }
  const outer = field.slice(0, dot);
  item[outer] = { ...(typeof item[outer] === 'object' ? item[outer] : {}), [field.slice(dot + 1)]: value };
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Cells are text; what a field wants to be else is read from it, and left as it is where that cannot be. */
function fromCell(field: string, cell: unknown): unknown {
  if (typeof cell !== 'string') return cell;
  if ((field === 'value' || field === 'run') && DECIMAL.test(cell.trim())) return Number(cell);
  if (field === 'forced' && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  if (field === 'properties' || field === 'attributes') return parsedJson(cell) ?? cell;
  return cell;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
