import {
  lowestRoleWith,
  permissions,
  permissionsOf,
  roles,
  type MemberRole,
  type Permission,
} from '@/lib/auth/permissions';

/** What each permission lets a person do. A new permission without words does not compile. */
export const permissionWords: Readonly<Record<Permission, string>> = {
  'experiments:read': 'See experiments, layers, holdouts and audiences',
  'metrics:read': 'See metrics and metric groups',
  'results:read': 'See results, and export them',
  'members:read': 'See who the members are',
  'metrics:write': 'Define metrics and metric groups',
  'results:write': 'Analyse again, and waive a sample ratio with a reason',
  'data:read': 'See what arrives and what was rejected',
  'experiments:write': 'Make, start, change, stop and ship experiments',
  'data:replay': 'Send rejected items again',
  'data:write': 'Send exposures and events',
  'sources:write': 'Connect databases of your own',
  'data:manage': 'Set retention and the crawler filter, erase units',
  'units:export': 'Export rows of units',
  'environments:write': 'Make, rename and archive environments',
  'keys:write': 'Make, change, rotate and revoke keys',
  'members:write': 'Invite and remove members, change roles up to their own',
  'audit:read': 'Read and export the audit trail',
  'passwords:write': 'Make links for a new password',
  'owners:write': 'Make and remove owners',
};

export interface PermissionRow {
  readonly permission: Permission;
  readonly words: string;
  readonly allowed: ReadonlySet<MemberRole>;
}

const rankOf = (permission: Permission) => {
  const role = lowestRoleWith(permission);
  return role === null ? roles.length : roles.indexOf(role);
};

/** What people may do, the most common first; what only keys may is left out. */
export const permissionRows: readonly PermissionRow[] = permissions
  .filter((permission) => lowestRoleWith(permission) !== null)
  .toSorted((one, other) => rankOf(one) - rankOf(other))
  .map((permission) => ({
    permission,
    words: permissionWords[permission],
    allowed: new Set(roles.filter((role) => permissionsOf(role).has(permission))),
  }));
