import type { Transaction } from '../database/client';
import { AUDIT_FORM, auditHash, chainStart } from './audit/audit-form';
import { withoutUnits } from './audit/without-units';
import { storedActor, type Caller } from '../auth/context';
import { toStoredJson } from './stored-json';

/** What happened, for people and for proof: `experiment.start` on `experiment:checkout`. */
export interface AuditFacts {
  readonly action: string;
  readonly subject: string;
  readonly detail: object;
}

/**
 * Adds an entry to the workspace's hash chain, in the transaction of the change it speaks of: both are stored or
 * neither. The workspace's row is locked meanwhile, so that two changes cannot follow the same entry. Units that the detail
 * names are written as digests: what is in an entry can never be erased.
 */
export async function recordAudit(transaction: Transaction, ctx: Caller, facts: AuditFacts): Promise<void> {
  const { workspaceId } = ctx;
  const [workspace] = await transaction.$queryRaw<{ readonly salt: Uint8Array }[]>`
    select erasure_salt as salt from workspaces where id = ${workspaceId}::uuid for no key update`;
  if (workspace === undefined) throw new Error('The workspace of an audit entry is not there.');
  const last = await transaction.auditEntry.findFirst({
    where: { workspaceId },
    orderBy: { id: 'desc' },
    select: { hash: true },
  });
  const previousHash = Buffer.from(last?.hash ?? chainStart);
  const entry = {
    workspaceId,
    actor: storedActor(ctx),
    action: facts.action,
    subject: facts.subject,
    detail: toStoredJson(withoutUnits(facts.detail, workspace.salt)),
    occurredAt: ctx.now(),
  };
  await transaction.auditEntry.create({
    data: { ...entry, form: AUDIT_FORM, previousHash, hash: auditHash(previousHash, entry) },
  });
}
