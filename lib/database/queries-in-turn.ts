import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapter, SqlDriverAdapterFactory, Transaction } from '@prisma/driver-adapter-utils';
import type pg from 'pg';

/**
 * Prisma's adapter over a pool of connections, with the queries of a transaction sent one after the other. Prisma asks for the
 * parts of a nested `include` all at once; a transaction has one connection, and pg 8 warns of a second query on a busy one (pg 9
 * will refuse it). https://github.com/prisma/orm/pull/29979 does the same in the adapter: when it is released, this file can go.
 */
export function adapterOver(pool: pg.Pool): SqlDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => transactionsInTurn(await factory.connect()),
  };
}

function transactionsInTurn(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const startTransaction = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (isolationLevel) => queriesInTurn(await startTransaction(isolationLevel));
  return adapter;
}

function queriesInTurn(transaction: Transaction): Transaction {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(ask: () => Promise<Result>): Promise<Result> => {
    const answer = last.then(ask);
    // One that failed has told its caller; the next one asks Postgres for itself.
    last = answer.catch(() => undefined);
    return answer;
  };
  const queryRaw = transaction.queryRaw.bind(transaction);
  const executeRaw = transaction.executeRaw.bind(transaction);
  transaction.queryRaw = (query) => inTurn(() => queryRaw(query));
  transaction.executeRaw = (query) => inTurn(() => executeRaw(query));
  return transaction;
}
