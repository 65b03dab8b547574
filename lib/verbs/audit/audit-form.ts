import { createHash } from 'node:crypto';

/** What an entry says, and what its hash is made of. */
export interface HashedEntry {
  readonly workspaceId: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: unknown;
  readonly occurredAt: Date;
}

/** How entries are written down to be hashed; 2 since an object and a list of its pairs are told apart. */
export const AUDIT_FORM = 2;

export const chainStart = Buffer.alloc(32);

/**
 * SHA-256 over the previous hash and the entry in its form. Object members stand in the order of their names, as jsonb forgets
 * the order they came in.
 */
export function auditHash(
  previousHash: Uint8Array,
  entry: HashedEntry,
  form: number = AUDIT_FORM,
): Buffer<ArrayBuffer> {
  const { workspaceId, actor, action, subject, detail, occurredAt } = entry;
  const facts = [workspaceId, actor, action, subject];
  const at = occurredAt.toISOString();
  // The second begins with its name, so that no entry of one form has the text of one of the other.
  const text =
    form === 1
      ? JSON.stringify([...facts, inPairs(detail), at])
      : `fairsplit audit 2\n${JSON.stringify([...facts, inOrder(detail), at])}`;
  return Buffer.from(createHash('sha256').update(previousHash).update(text).digest());
}

/** Form 1, which entries of earlier versions keep: an object as a list of its pairs. */
function inPairs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inPairs);
  if (typeof value !== 'object' || value === null) return value;
  return membersInOrder(value).map(([name, member]) => [name, inPairs(member)]);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  // An object puts names that are whole numbers first, whatever the order; so does every reader of this one.
  return Object.fromEntries(membersInOrder(value).map(([name, member]) => [name, inOrder(member)]));
}

function membersInOrder(value: object): [string, unknown][] {
  return Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
}
