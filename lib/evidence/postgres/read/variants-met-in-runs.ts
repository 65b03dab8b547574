import type { ReadingDatabase } from '../../../database/reader';
import type { MetVariant } from '../../read';

/** By Prisma's client, which is a verb's snapshot where it has one: another connection would be asked for while that one is held. */
export function variantsMetInRuns(
  { prisma }: ReadingDatabase,
  unit: string,
  runIds: readonly number[],
): Promise<readonly MetVariant[]> {
  return prisma.$queryRaw<MetVariant[]>`
    select run_id as "runId", unit, variant from exposures
    where run_id = any(${runIds}::int[])
      and unit_hash = hashtextextended(${unit}::text, 0) and unit = ${unit}::text`;
}
