import { createHash } from 'node:crypto';
import { InvalidInputError } from '../errors';
import { ITEM_MEMBERS, type ItemKindName } from '../model/item-members';
import { inexactDetail, inexactNumbers } from '../protocol/parse-json';
import { isBlank, saysNothing } from '../tables/blank-cells';
import { InstantReader, NoInstant, zoneNamed } from '../tables/instants';
import { refuseUnknownField } from './field-names';
import type { ImportKind, ImportOptions } from './import-options';
import { UnreadColumns } from './unread-columns';

/** A line that is not sent, and why: nothing of it could be meant, or it is to be left out. */
export class UnsendableLine {
  readonly code:
    | 'UNREADABLE_LINE'
    | 'INEXACT_NUMBER'
    | 'REPEATED_MEMBER'
    | 'BLANK_CELL'
    | 'INVALID_TIMESTAMP'
    | 'NO_ZONE'
    | 'LEFT_OUT';
  readonly detail: string;

  constructor(code: UnsendableLine['code'], detail: string) {
    this.code = code;
    this.detail = detail;
  }
}

/** Where the server would put something in for what is not there: 1, and the time of the import. */
const NEVER_MADE_UP: ReadonlySet<string> = new Set(['value', 'occurredAt']);

const KINDS: Readonly<Record<ImportKind, ItemKindName>> = {
  events: 'EVENT',
  exposures: 'EXPOSURE',
  identities: 'IDENTITY',
};

type Fields = Readonly<Record<string, unknown>>;

/** Makes items of a file's lines, as the command line says. Throws InvalidInputError where that cannot be meant. */
export class ItemReader {
  readonly #options: ImportOptions;
  readonly #fileId: string;
  readonly #instants: InstantReader;
  readonly #unread: UnreadColumns;
  /** Which column each field is read from. */
  readonly #columns: readonly (readonly [field: string, column: string])[];
  readonly #constants: readonly (readonly [field: string, value: unknown])[];
  #countedAsZero = 0;
  #leftOut = 0;

  constructor(options: ImportOptions, fileId: string) {
    const { columns, constants, idColumns, timeZone } = options;
    this.#options = options;
    this.#fileId = fileId;
    const kind = KINDS[options.kind];
    for (const field of [...columns.keys(), ...constants.keys()]) refuseUnknownField(kind, field);
    this.#instants = new InstantReader(timeZone === null ? null : zoneNamed(timeZone));
    // A column of a field's name that was said to hold another field is not that field as well.
    const taken = new Set(columns.values());
    const given = new Set([...constants.keys(), ...(idColumns.length > 0 ? ['id'] : [])]);
    this.#columns = [...new Set([...ITEM_MEMBERS[kind], ...columns.keys()])]
      .map((field) => [field, columns.get(field) ?? field] as const)
      .filter(([field, column]) => !given.has(field) && (columns.has(field) || !taken.has(column)));
    const read = new Map(this.#columns);
    this.#unread = new UnreadColumns(kind, read, {
      constants: given,
      ignored: [...idColumns, ...options.ignored],
    });
    this.#constants = [...constants].map(([field, text]) => {
      const value = field === 'occurredAt' ? this.#timeOf(text) : fromCell(field, text);
      if (value instanceof UnsendableLine) throw new InvalidInputError(`--set ${field}: ${value.detail}.`);
      return [field, value];
    });
  }

  /** What was done with cells that say nothing or too much, in words: of all lines read so far. */
  get notes(): readonly string[] {
    const twice = this.#instants.seenTwice;
    const count = (number: number) => number.toLocaleString('en');
    return [
      ...this.#unread.notes,
      ...(this.#countedAsZero > 0 ? [`${count(this.#countedAsZero)} blank values count as 0.`] : []),
      ...(this.#leftOut > 0 ? [`${count(this.#leftOut)} lines without a value are left out.`] : []),
      ...(twice > 0
        ? [`${count(twice)} times were there twice, as clocks were set back: the first of both is taken.`]
        : []),
    ];
  }

  /** Columns that are probably fields under another name, in words: what they say would be dropped in silence. Null: none. */
  get mistakenColumns(): string | null {
    return this.#unread.mistaken;
  }

  /** Whether anything of the item comes from that column. */
  reads(column: string): boolean {
    return this.#options.idColumns.includes(column) || this.#columns.some(([, one]) => one === column);
  }

  /** The item of a line's fields, with an id made for it where it has none: of its place among the others. */
  item(fields: Fields, place: number): Fields | UnsendableLine {
    this.#unread.note(fields);
    const id = this.#madeId(fields, place);
    if (id instanceof UnsendableLine) return id;
    const item: Record<string, unknown> = { id };
    const isCsv = this.#options.format === 'csv';
    for (const [field, column] of this.#columns) {
      const given = fields[column];
      if (NEVER_MADE_UP.has(field)) {
        const value = this.#needed(field, column, given);
        if (value instanceof UnsendableLine) return value;
        if (value !== undefined) item[field] = value;
        continue;
      }
      // An empty cell is how CSV says that there is nothing.
      if (given === undefined || (isCsv && typeof given === 'string' && isBlank(given))) continue;
      const value = isCsv ? fromCell(field, given) : given;
      if (value instanceof UnsendableLine) return value;
      setField(item, field, value);
    }
    for (const [field, value] of this.#constants) setField(item, field, value);
    return item;
  }

  #needed(field: string, column: string, given: unknown): unknown {
    const isThere = this.#options.columns.has(field) || given !== undefined;
    if (!isThere) return undefined;
    const isTime = field === 'occurredAt';
    if (!isNothing(given)) return isTime ? this.#timeOf(given) : fromCell(field, given);
    if (this.#options.blank === 'skip') {
      this.#leftOut += 1;
      return new UnsendableLine('LEFT_OUT', '');
    }
    if (this.#options.blank === 'zero' && !isTime) {
      this.#countedAsZero += 1;
      return 0;
    }
    return new UnsendableLine('BLANK_CELL', `column "${column}" is blank`);
  }

  #timeOf(given: unknown): unknown {
    const isWritten = typeof given === 'string' || typeof given === 'number';
    const instant = isWritten ? this.#instants.read(String(given)) : null;
    if (instant instanceof NoInstant) {
      return new UnsendableLine(instant.lacksZone ? 'NO_ZONE' : 'INVALID_TIMESTAMP', instant.detail);
    }
    // Anything else is the server's to refuse.
    return instant === null ? given : new Date(instant).toISOString();
  }

  /** Of the columns that name a line, and of what tells this import's lines from those of another. */
  #madeId(fields: Fields, place: number): string | UnsendableLine {
    const { idColumns, kind, constants } = this.#options;
    if (idColumns.length === 0) return `import:${this.#fileId}:${place}`;
    const values = idColumns.map((column) => fields[column]);
    const blank = values.findIndex(isNothing);
    if (blank >= 0) return new UnsendableLine('BLANK_CELL', `column "${idColumns[blank] ?? ''}" is blank`);
    const named = JSON.stringify([kind, [...constants].sort(), idColumns, values]);
    return `import:${createHash('sha256').update(named).digest('hex').slice(0, 32)}`;
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
  if ((field === 'value' || field === 'run') && DECIMAL.test(cell.trim())) {
    const [inexact] = inexactNumbers(`[${cell.trim()}]`);
    return inexact === undefined
      ? Number(cell)
      : new UnsendableLine('INEXACT_NUMBER', `${field}: ${inexactDetail(inexact)}`);
  }
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
