import {
  lowestRoleWith,
  permissions,
  permissionWords,
  permissionsOf,
  roles,
  type MemberRole,
  type Permission,
} from '@/lib/auth/permissions';

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
    words: permissionWords(permission),
    allowed: new Set(roles.filter((role) => permissionsOf(role).has(permission))),
  }));
