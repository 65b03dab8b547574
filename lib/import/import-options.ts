import type { ServerAddress } from '../client/api-client';
import type { BlankRule } from '../tables/blank-cells';

export const importKinds = ['events', 'exposures', 'identities'] as const;

export type ImportKind = (typeof importKinds)[number];

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
  /** Columns that are left out, though their names are near those of fields. */
  readonly ignored: readonly string[];
  /** What is done where a value's cell is blank. */
  readonly blank: BlankRule;
  /** Of times that are written without a zone; null: such a file is refused. */
  readonly timeZone: string | null;
  readonly dryRun: boolean;
  /** Null: a server is started for the import. */
  readonly server: ServerAddress | null;
}
