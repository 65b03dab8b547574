/** What a column holds. `count` is a whole number, an instant has milliseconds. */
export type ColumnType = 'text' | 'number' | 'count' | 'truth' | 'instant';

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export type Cell = string | number | boolean | Date | null;

/** Rows of the columns' length, in their order. */
export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
}
