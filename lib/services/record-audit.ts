import { createHash } from 'node:crypto';
import type { Transaction } from '../database/client';
import { toStoredJson } from './stored-json';
import type { Context } from './context';

/** What happened, for people and for proof: `experiment.start` on `experiment:checkout`. */
export interface AuditFacts {
  readonly action: string;
  readonly subject: string;
  readonly detail: object;
}

const chainStart = Buffer.alloc(32);

/**
 * Adds an entry to the workspace's hash chain, in the transaction of the change it speaks of: both are stored or
 * neither. The workspace's row is locked meanwhile, so that two changes cannot follow the same entry.
 */
export async function recordAudit(transaction: Transaction, ctx: Context, facts: AuditFacts): Promise<void> {
  const { workspaceId } = ctx;
  await transaction.$queryRaw`select 1 from workspaces where id = ${workspaceId}::uuid for no key update`;
  const last = await transaction.auditEntry.findFirst({
    where: { workspaceId },
    orderBy: { id: 'desc' },
    select: { hash: true },
  });
  const previousHash = Buffer.from(last?.hash ?? chainStart);
  const entry = {
    workspaceId,
    actor: `${ctx.actor.kind}:${ctx.actor.id}`,
    action: facts.action,
    subject: facts.subject,
    detail: toStoredJson(facts.detail),
    occurredAt: ctx.now(),
  };
  await transaction.auditEntry.create({
    data: { ...entry, previousHash, hash: auditHash(previousHash, entry) },
  });
}

interface HashedEntry {
  readonly workspaceId: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: unknown;
  readonly occurredAt: Date;
}

/** SHA-256 over the previous hash and the entry's canonical JSON (object members in name order, as jsonb forgets order). */
export function auditHash(previousHash: Uint8Array, entry: HashedEntry): Buffer<ArrayBuffer> {
  const { workspaceId, actor, action, subject, detail, occurredAt } = entry;
  const text = JSON.stringify([
    workspaceId,
    actor,
    action,
    subject,
    canonical(detail),
    occurredAt.toISOString(),
  ]);
  return Buffer.from(createHash('sha256').update(previousHash).update(text).digest());
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return members.map(([name, member]) => [name, canonical(member)]);
}
