import type { KeyReach as StoredReach } from '../database/generated/client';
import type { Reach } from './context';

/** What a key may touch: its environment alone, or everything in the workspace. */
export type KeyReach = Reach['over'];

// Prisma's enum members are upper case.

export const storedReachOf: Readonly<Record<KeyReach, StoredReach>> = {
  environment: 'ENVIRONMENT',
  workspace: 'WORKSPACE',
};

export const reachOfStored: Readonly<Record<StoredReach, KeyReach>> = {
  ENVIRONMENT: 'environment',
  WORKSPACE: 'workspace',
};
