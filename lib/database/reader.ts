import type { Database, Transaction } from './client';

/** What each model of Prisma's client offers that changes nothing. */
type ReadMethod =
  | 'findUnique'
  | 'findUniqueOrThrow'
  | 'findFirst'
  | 'findFirstOrThrow'
  | 'findMany'
  | 'count'
  | 'aggregate'
  | 'groupBy';

type Model = Exclude<keyof Transaction, `$${string}` | symbol>;

/**
 * Prisma's client, in a transaction or not, without what writes. SQL is text, so `$queryRaw` could still: only a read-only
 * transaction of Postgres holds that.
 */
export type Reader = {
  readonly [Name in Model]: Pick<Transaction[Name], ReadMethod & keyof Transaction[Name]>;
} & Pick<Transaction, '$queryRaw'>;

/** A database for what only reads: no transaction can be opened on it. */
export type ReadingDatabase = Pick<Database, 'pool' | 'analysisPool'> & { readonly prisma: Reader };
