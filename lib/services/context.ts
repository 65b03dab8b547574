import type { Database } from '../database/client';

/** Everything that can be allowed; lib/auth/permissions.ts says which role may do what. */
export const permissions = [
  'experiments:read',
  'experiments:write',
  'metrics:read',
  'metrics:write',
  'results:read',
  'results:write',
  'keys:write',
  // Connecting another database, whose figures then count.
  'sources:write',
  'members:write',
  'data:read',
  'data:write',
  // Resending what was refused, mended: not evidence of one's own.
  'data:replay',
  // The crawler filter, retention and erasing: what makes data go away.
  'data:manage',
  // One row a unit, with the names that the application gave its units: personal data in most places.
  'units:export',
] as const;

/** What a caller may do, such as "experiments:write". */
export type Permission = (typeof permissions)[number];

export type ActorKind = 'member' | 'key' | 'system';

/**
 * Where an actor may act. `home` is the id of the environment that is meant where nothing else is said; null: "production".
 * lib/services/authorise.ts is the one place that judges by it.
 */
export type Reach =
  | { readonly over: 'workspace'; readonly home: number | null }
  | { readonly over: 'environment'; readonly home: number };

/** All of the workspace, with no environment of its own: people, and the platform's own jobs. */
export const wholeWorkspace: Reach = { over: 'workspace', home: null };

/** Who is calling, for authorisation and for the audit trail. */
export interface Actor {
  readonly kind: ActorKind;
  readonly id: string;
  /** For people to read: a name, or a key's name. */
  readonly label: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly reach: Reach;
}

/** The first argument of every verb: which workspace, who, and the database to do it in. */
export interface Context {
  readonly workspaceId: string;
  readonly actor: Actor;
  readonly database: Database;
  /** The present instant; passed in so that a verb's outcome is a function of its arguments. */
  readonly now: () => Date;
}

/** A context of the platform's own jobs, which belong to no workspace. */
export type SystemContext = Omit<Context, 'workspaceId'>;

/** Who acts when nobody asked: may read what is there and store results, and nothing else. */
export function systemContext(database: Database, now: () => Date): SystemContext {
  const actor: Actor = {
    kind: 'system',
    id: 'jobs',
    label: 'the schedule',
    permissions: new Set<Permission>(['experiments:read', 'results:read', 'results:write']),
    reach: wholeWorkspace,
  };
  return { actor, database, now };
}
