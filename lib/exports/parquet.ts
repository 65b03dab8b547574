import { ByteWriter, ParquetWriter, schemaFromColumnData, type BasicType } from 'hyparquet-writer';
import type { Cell, ColumnType, Table, TableColumn } from './table';

const basicTypes: Readonly<Record<ColumnType, BasicType>> = {
  text: 'STRING',
  number: 'DOUBLE',
  count: 'INT64',
  truth: 'BOOLEAN',
  instant: 'TIMESTAMP',
};

/**
 * A Parquet file as it grows: each `write` gives the bytes of one row group, `end` those of the footer. What was given is
 * not kept, so a file of any length takes the memory of one group.
 */
export class ParquetFile {
  readonly #columns: readonly TableColumn[];
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;

  constructor(columns: readonly TableColumn[]) {
    this.#columns = columns;
    const columnData = columns.map(({ name, type }) => ({ name, type: basicTypes[type], data: [] }));
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: schemaFromColumnData({ columnData }),
      createdBy: 'Fairsplit',
    });
  }

  write(rows: readonly (readonly Cell[])[]): Uint8Array {
    const columnData = this.#columns.map(({ name, type }, index) => ({
      name,
      data: rows.map((row) => stored(row[index] ?? null, type)),
      offsetIndex: false,
    }));
    void this.#writer.write({ columnData, rowGroupSize: Math.max(rows.length, 1) });
    return this.#taken();
  }

  end(): Uint8Array {
    void this.#writer.finish();
    return this.#taken();
  }

  /** Takes what was written out of the buffer; offsets in the file go on counting. */
  #taken(): Uint8Array {
    const taken = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return taken;
  }
}

export function parquetOf({ columns, rows }: Table): Uint8Array<ArrayBuffer> {
  const file = new ParquetFile(columns);
  return joined([file.write(rows), file.end()]);
}

function stored(cell: Cell, type: ColumnType) {
  return type === 'count' && typeof cell === 'number' ? BigInt(cell) : cell;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
