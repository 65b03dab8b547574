import type { Permission } from '../services/context';

export type MemberRole = 'owner' | 'admin' | 'editor' | 'viewer';

const viewing: readonly Permission[] = ['experiments:read', 'metrics:read', 'results:read'];

const editing: readonly Permission[] = [
  ...viewing,
  'experiments:write',
  'metrics:write',
  'results:write',
  'data:read',
  'data:replay',
];

const administering: readonly Permission[] = [
  ...editing,
  'keys:write',
  'sources:write',
  'members:write',
  'data:manage',
  'units:export',
];

/** Which role may do what. What is not listed may not be done. */
const table: Readonly<Record<MemberRole, ReadonlySet<Permission>>> = {
  viewer: new Set(viewing),
  editor: new Set(editing),
  admin: new Set(administering),
  owner: new Set(administering),
};

const nothing: ReadonlySet<Permission> = new Set();

function isMemberRole(role: string): role is MemberRole {
  return Object.hasOwn(table, role);
}

/** What a role may do; a role that this version does not know may do nothing. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  return isMemberRole(role) ? table[role] : nothing;
}
