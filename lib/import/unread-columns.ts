import { nearestItemMember, type ItemKindName } from '../model/item-members';
import { shownName } from '../model/unknown-member';

const MAX_NAMES = 1_000;
const MAX_TOLD = 20;

type Fields = Readonly<Record<string, unknown>>;

interface Said {
  /** Fields whose values are not the file's to say. */
  readonly constants: ReadonlySet<string>;
  /** Columns that say nothing of an item by themselves, as somebody said. */
  readonly ignored: readonly string[];
}

/**
 * Columns of a file that become nothing. The files of others have many of them; but one whose name is near that of a field which the line does not have is
 * probably that field, and its events would all have the value 1, or the time of the import.
 */
export class UnreadColumns {
  readonly #kind: ItemKindName;
  /** Field -> the column that it is read from. */
  readonly #columns: ReadonlyMap<string, string>;
  readonly #constants: ReadonlySet<string>;
  readonly #known: ReadonlySet<string>;
  /** The field that each was probably meant for. */
  readonly #near = new Map<string, string | null>();
  readonly #mistaken = new Map<string, string>();

  constructor(kind: ItemKindName, columns: ReadonlyMap<string, string>, { constants, ignored }: Said) {
    this.#kind = kind;
    this.#columns = columns;
    this.#constants = constants;
    this.#known = new Set([...columns.values(), ...ignored]);
  }

  /** Takes note of the columns of a line. */
  note(fields: Fields): void {
    for (const column in fields) {
      if (this.#known.has(column) || this.#mistaken.has(column)) continue;
      const near = this.#nearOf(column);
      if (near !== null && !this.#isGiven(near, fields)) this.#mistaken.set(column, near);
    }
  }

  get notes(): readonly string[] {
    if (this.#near.size === 0) return [];
    return [`Columns that are not read: ${listOf([...this.#near.keys()])}.`];
  }

  get mistaken(): string | null {
    if (this.#mistaken.size === 0) return null;
    return [...this.#mistaken]
      .slice(0, MAX_TOLD)
      .map(([column, field]) => {
        const name = shownName(column);
        return `Column "${name}" is not read, and nothing says "${field}": --map "${field}=${name}" reads it, --ignore "${name}" leaves it out.`;
      })
      .join(' ');
  }

  #nearOf(column: string): string | null {
    const known = this.#near.get(column);
    if (known !== undefined) return known;
    const near = nearestItemMember(this.#kind, column);
    if (this.#near.size < MAX_NAMES) this.#near.set(column, near);
    return near;
  }

  /** Whether the line, or the command line for all, says the field or a part of it. An id is made where there is none, so one that is not read makes nothing wrong. */
  #isGiven(field: string, fields: Fields): boolean {
    if (field === 'id') return true;
    const isOf = (one: string) => one === field || one.startsWith(`${field}.`);
    return (
      [...this.#constants].some(isOf) ||
      [...this.#columns].some(([one, column]) => isOf(one) && Object.hasOwn(fields, column))
    );
  }
}

function listOf(names: readonly string[]): string {
  const told = names.slice(0, MAX_TOLD).map((name) => JSON.stringify(shownName(name)));
  const more = names.length - told.length;
  return `${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
