/** Roles of people, the lowest first: each may do what those before it may. */
export const roles = ['viewer', 'analyst', 'experimenter', 'admin', 'owner'] as const;

export type MemberRole = (typeof roles)[number];

interface Grant {
  /** The lowest role that has it; null: no person does. */
  readonly role: MemberRole | null;
  /** Whether a secret key has it: `default` where nobody chose scopes, `by-name` only where it was chosen, `never`. */
  readonly key: 'default' | 'by-name' | 'never';
  /** What it lets a person do; as a key's scope, where that is less. */
  readonly words: string;
  readonly wordsOfKey?: string;
  /** It reaches nobody but the caller. */
  readonly own?: true;
}

/**
 * Everything that can be allowed, and to whom. What is not listed may not be done. An analyst changes what is measured and read,
 * an experimenter also what users get, an admin also who and what has access; an owner also who owns.
 */
const table = {
  'experiments:read': {
    role: 'viewer',
    key: 'default',
    words: 'See experiments, layers, holdouts and audiences',
  },
  'experiments:write': {
    role: 'experimenter',
    key: 'default',
    words: 'Make, start, change, stop and ship experiments',
  },
  'metrics:read': { role: 'viewer', key: 'default', words: 'See metrics and metric groups' },
  'metrics:write': { role: 'analyst', key: 'default', words: 'Define metrics and metric groups' },
  'results:read': { role: 'viewer', key: 'default', words: 'See results, and export them' },
  'results:write': {
    role: 'analyst',
    key: 'default',
    words: 'Analyse again, and waive a sample ratio with a reason',
  },
  // A key gives no more than it has (lib/auth/give-key.ts).
  'keys:write': {
    role: 'admin',
    key: 'by-name',
    words: 'Make, change, rotate and revoke keys',
    wordsOfKey: 'Make, change, rotate and revoke keys that may do no more than this one',
  },
  // Places where experiments run: made, renamed, archived with all of their keys.
  'environments:write': { role: 'admin', key: 'by-name', words: 'Make, rename and archive environments' },
  // Connecting another database, whose figures then count.
  'sources:write': { role: 'admin', key: 'by-name', words: 'Connect databases of your own' },
  // One's own name, password and sessions.
  'profile:write': {
    role: 'viewer',
    key: 'never',
    words: 'Change their own name and password, end their own sessions',
    own: true,
  },
  // People's names and addresses.
  'members:read': { role: 'viewer', key: 'by-name', words: 'See who the members are' },
  'members:write': {
    role: 'admin',
    key: 'by-name',
    words: 'Invite and remove members, change roles up to their own',
    wordsOfKey: 'Invite and remove members, up to experimenters',
  },
  // Whoever sets another person's password could sign in as that person.
  'passwords:write': { role: 'admin', key: 'never', words: 'Make links for a new password' },
  // Who did what, with people's addresses and those of networks.
  'audit:read': { role: 'admin', key: 'by-name', words: 'Read and export the audit trail' },
  // Whoever says where people sign in says who they are: owners too, so no key has it.
  'sign-in:write': { role: 'owner', key: 'never', words: 'Say how members sign in' },
  // What tells an owner from an admin.
  'owners:write': { role: 'owner', key: 'never', words: 'Make and remove owners' },
  'data:read': { role: 'analyst', key: 'default', words: 'See what arrives and what was rejected' },
  // Sending evidence is what keys are for.
  'data:write': { role: null, key: 'default', words: 'Send exposures and events' },
  // Sending what was refused again, corrected: not evidence of one's own.
  'data:replay': { role: 'experimenter', key: 'default', words: 'Send rejected items again' },
  // The crawler filter, retention and erasing: what makes data go away.
  'data:manage': {
    role: 'admin',
    key: 'by-name',
    words: 'Change the crawler filter and the retention, erase units, undo links',
  },
  // One row a unit, with the names that the application gave its units: personal data in most places.
  'units:export': { role: 'admin', key: 'by-name', words: 'Export rows of units' },
} as const satisfies Record<string, Grant>;

/** What a caller may do, such as "experiments:write". */
export type Permission = keyof typeof table;

/** The lowest role that has the permission; null: no person does. */
export function lowestRoleWith(permission: Permission): MemberRole | null {
  return table[permission].role;
}

function isPermission(name: string): name is Permission {
  return Object.hasOwn(table, name);
}

export const permissions: readonly Permission[] = Object.keys(table).filter(isPermission);

const grantedWhere = (isGranted: (grant: Grant) => boolean): readonly Permission[] =>
  permissions.filter((permission) => isGranted(table[permission]));

/** What a secret key may be given; managing passwords and owners stays with people. */
export const keyScopes = grantedWhere(({ key }) => key !== 'never');

/** What a secret key gets where nobody chose. */
export const defaultKeyScopes = grantedWhere(({ key }) => key === 'default');

/** What a secret key gets only where it was chosen. */
export function isNamedScope(name: string): boolean {
  return isPermission(name) && table[name].key === 'by-name';
}

/** What a permission lets people do. */
export function permissionWords(permission: Permission): string {
  return table[permission].words;
}

/** What it lets a key do. */
export function scopeWords(permission: Permission): string {
  const { words, wordsOfKey = words }: Grant = table[permission];
  return wordsOfKey;
}

/** Whether it reaches nobody but the caller: then it need not be held to give a role that has it. */
export function isOfOneself(permission: Permission): boolean {
  return 'own' in table[permission];
}

/** The roles that have the permission: "admin or owner"; empty where no person has it. */
export function rolesWith(permission: Permission): string {
  const having = roles.filter((role) => permissionsOf(role).has(permission));
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(having);
}

/** What a role may do; a role that this version does not know may do nothing. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  const rank = roles.findIndex((one) => one === role);
  return new Set(grantedWhere((grant) => grant.role !== null && rank >= roles.indexOf(grant.role)));
}
