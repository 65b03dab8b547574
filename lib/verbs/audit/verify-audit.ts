import type { Database } from '../../database/client';
import { auditHash, AUDIT_FORM, chainStart } from './audit-form';

/** The last entry of a workspace's chain at some moment, kept where who can write to the database cannot. */
export interface AuditHead {
  readonly workspace: string;
  /** Id of the entry. */
  readonly entry: string;
  /** In hexadecimal. */
  readonly hash: string;
}

export interface AuditProblem {
  /** Id of the entry at which it shows. */
  readonly entry: string;
  readonly detail: string;
}

export interface AuditVerdict {
  readonly workspace: string;
  readonly entries: number;
  /** Null: there are no entries. */
  readonly head: AuditHead | null;
  readonly problems: readonly AuditProblem[];
}

const PAGE_ENTRIES = 1_000;

/**
 * Reads the audit trail of every workspace from its beginning, and says where an entry was changed, left out or put in, and
 * which of the heads that were kept is not there any more: without one, nobody can tell that the last entries are gone.
 */
export async function verifyAudit(
  database: Database,
  heads: readonly AuditHead[],
): Promise<readonly AuditVerdict[]> {
  const workspaces = await database.prisma.workspace.findMany({
    select: { id: true },
    orderBy: { createdAt: 'asc' },
  });
  const ids = new Set([...workspaces.map(({ id }) => id), ...heads.map(({ workspace }) => workspace)]);
  const verdicts: AuditVerdict[] = [];
  for (const id of ids) {
    const kept = heads.filter(({ workspace }) => workspace === id);
    verdicts.push(await verifyChain(database, id, kept));
  }
  return verdicts;
}

async function verifyChain(
  database: Database,
  workspace: string,
  kept: readonly AuditHead[],
): Promise<AuditVerdict> {
  const awaited = new Map(kept.map((head) => [`${head.entry} ${head.hash}`, head]));
  const problems: AuditProblem[] = [];
  let previous: Uint8Array = chainStart;
  let formBefore = 1;
  let after = 0n;
  let entries = 0;
  let head: AuditHead | null = null;
  for (;;) {
    const page = await database.prisma.auditEntry.findMany({
      where: { workspaceId: workspace, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: PAGE_ENTRIES,
    });
    for (const one of page) {
      const entry = String(one.id);
      const say = (detail: string) => problems.push({ entry, detail });
      if (!Buffer.from(one.previousHash).equals(previous)) say('does not follow the entry before it');
      if (one.form < formBefore || one.form > AUDIT_FORM) say('is of a form that it cannot have');
      else if (!auditHash(one.previousHash, one, one.form).equals(one.hash)) say('was changed');
      previous = one.hash;
      formBefore = Math.max(formBefore, one.form);
      after = one.id;
      entries += 1;
      head = { workspace, entry, hash: Buffer.from(one.hash).toString('hex') };
      awaited.delete(`${entry} ${head.hash}`);
    }
    if (page.length < PAGE_ENTRIES) break;
  }
  for (const { entry } of awaited.values())
    problems.push({ entry, detail: 'was the last once, and is not there as it was' });
  return { workspace, entries, head, problems };
}
