import { z } from 'zod';
import type { TableColumn } from '../../exports/table';
import type { UnitRowsStatements } from '../../evidence/read';

// What unit-file-stream.ts and its thread say to each other. The thread takes the types alone: it loads nothing that it does not need.

/** Which rows of units go into a file, and how: plain data, put together by whoever has loaded what it takes. */
export interface UnitFileOrder {
  readonly databaseUrl: string;
  readonly statements: UnitRowsStatements;
  readonly columns: readonly TableColumn[];
  /** Keys of the run's variants, in their order. */
  readonly variants: readonly string[];
  readonly format: 'csv' | 'parquet';
}

/** First the order; every other message asks for one piece. */
export type UnitFileMessage = { readonly order: UnitFileOrder } | PieceWanted;

export interface PieceWanted {
  /** Which share of the time since the message before the thread that answers requests had work, from 0 to 1. */
  readonly busy: number;
}

/** What the thread answers: a piece of the file, that there are no more, or what went wrong. */
export const unitFileAnswer = z.union([
  z.strictObject({ piece: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  z.strictObject({ isOver: z.literal(true) }),
  z.strictObject({ failure: z.strictObject({ message: z.string(), code: z.string().nullable() }) }),
]);

export type UnitFileAnswer = z.output<typeof unitFileAnswer>;
