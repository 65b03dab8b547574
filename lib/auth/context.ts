import type { Database } from '../database/client';
import type { ReadingDatabase } from '../database/reader';
import type { Permission } from './permissions';

export type ActorKind = 'member' | 'key' | 'system';

/**
 * Where an actor may act. `home` is the id of the environment that is meant where nothing else is said; null: "production".
 * lib/auth/authorise.ts is the one place that judges by it.
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

/** How an actor is stored with what it did: `member:…`. */
export function storedActor({ actor: { kind, id } }: Pick<Caller, 'actor'>): string {
  return `${kind}:${id}`;
}

/** Who calls, and in which workspace. */
export interface Caller {
  readonly workspaceId: string;
  readonly actor: Actor;
  /** The present instant; passed in so that a verb's outcome is a function of its arguments. */
  readonly now: () => Date;
}

/** What a caller asked for and may not do. */
export interface Refusal {
  readonly verb: string;
  readonly permission: Permission;
  /** As it was sent. */
  readonly input: unknown;
}

/** The first argument of every verb: who calls, and the database to do it in. */
export interface Context extends Caller {
  readonly database: Database;
  /** Told of each refusal; nobody waits for it. Of callers from outside it is lib/verbs/audit/record-refusals.ts; left out, nobody is told. */
  readonly onRefusal?: (refusal: Refusal) => void;
}

/** The same for what only reads. */
export interface ReadingContext extends Caller {
  readonly database: ReadingDatabase;
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
