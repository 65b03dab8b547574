import type { Connection } from '../../../database/connection';
import { z } from 'zod';
import type { ExecutedQuery, Figures } from '../../read';

/** Runs a query and checks that its rows are what the statement promises: numbers that are text stop here. */
export async function readFigures<Row>(
  client: Connection,
  query: ExecutedQuery,
  rowSchema: z.ZodType<Row>,
): Promise<Figures<Row>> {
  const result = await client.query<Record<string, unknown>>(query.sql, [...query.parameters]);
  return { rows: z.array(rowSchema).parse(result.rows), query };
}
