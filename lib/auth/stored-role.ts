import type { Role as StoredRole } from '../database/generated/client';
import type { MemberRole } from './permissions';

// Prisma's enum members are upper case.

export const storedRoleOf: Readonly<Record<MemberRole, StoredRole>> = {
  owner: 'OWNER',
  admin: 'ADMIN',
  experimenter: 'EXPERIMENTER',
  analyst: 'ANALYST',
  viewer: 'VIEWER',
};

export const roleOfStored: Readonly<Record<StoredRole, MemberRole>> = {
  OWNER: 'owner',
  ADMIN: 'admin',
  EXPERIMENTER: 'experimenter',
  ANALYST: 'analyst',
  VIEWER: 'viewer',
};
