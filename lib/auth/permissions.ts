/** Roles of people, the lowest first: each may do what those before it may. */
const roles = ['viewer', 'editor', 'admin', 'owner'] as const;

export type MemberRole = (typeof roles)[number];

interface Grant {
  /** The lowest role that has it; null: no person does. */
  readonly role: MemberRole | null;
  /** Whether a secret key has it: `default` where nobody chose scopes, `by-name` only where it was chosen, `never`. */
  readonly key: 'default' | 'by-name' | 'never';
}

/** Everything that can be allowed, and to whom. What is not listed may not be done. */
const table = {
  'experiments:read': { role: 'viewer', key: 'default' },
  'experiments:write': { role: 'editor', key: 'default' },
  'metrics:read': { role: 'viewer', key: 'default' },
  'metrics:write': { role: 'editor', key: 'default' },
  'results:read': { role: 'viewer', key: 'default' },
  'results:write': { role: 'editor', key: 'default' },
  'keys:write': { role: 'admin', key: 'never' },
  // Connecting another database, whose figures then count.
  'sources:write': { role: 'admin', key: 'by-name' },
  'members:write': { role: 'admin', key: 'never' },
  'data:read': { role: 'editor', key: 'default' },
  // Sending evidence is what keys are for.
  'data:write': { role: null, key: 'default' },
  // Sending what was refused again, corrected: not evidence of one's own.
  'data:replay': { role: 'editor', key: 'default' },
  // The crawler filter, retention and erasing: what makes data go away.
  'data:manage': { role: 'admin', key: 'by-name' },
  // One row a unit, with the names that the application gave its units: personal data in most places.
  'units:export': { role: 'admin', key: 'by-name' },
} as const satisfies Record<string, Grant>;

/** What a caller may do, such as "experiments:write". */
export type Permission = keyof typeof table;

function isPermission(name: string): name is Permission {
  return Object.hasOwn(table, name);
}

export const permissions: readonly Permission[] = Object.keys(table).filter(isPermission);

const grantedWhere = (isGranted: (grant: Grant) => boolean): readonly Permission[] =>
  permissions.filter((permission) => isGranted(table[permission]));

/** What a secret key may be given; managing keys and members stays with people. */
export const keyScopes = grantedWhere(({ key }) => key !== 'never');

/** What a secret key gets where nobody chose. */
export const defaultKeyScopes = grantedWhere(({ key }) => key === 'default');

/** What a secret key gets only where it was chosen. */
export type NamedScope = {
  [Name in Permission]: (typeof table)[Name]['key'] extends 'by-name' ? Name : never;
}[Permission];

export function isNamedScope(name: string): name is NamedScope {
  return isPermission(name) && table[name].key === 'by-name';
}

/** What a role may do; a role that this version does not know may do nothing. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  const rank = roles.findIndex((one) => one === role);
  return new Set(grantedWhere((grant) => grant.role !== null && rank >= roles.indexOf(grant.role)));
}
