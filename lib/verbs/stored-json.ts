import { z } from 'zod';
import type { Prisma } from '../database/generated/client';

const jsonObject = z.record(z.string(), z.json());

/**
 * A plain object as Prisma's JSON columns take it. Passing through JSON text drops `undefined` members and refuses
 * what JSON cannot hold, so that what is stored is what will be read.
 */
export function toStoredJson(value: object): Prisma.InputJsonValue {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  return (Array.isArray(copy) ? z.array(z.json()) : jsonObject).parse(copy);
}
