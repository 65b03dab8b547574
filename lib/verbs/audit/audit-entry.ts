import { z } from 'zod';
import type { AuditEntry } from '../../database/generated/client';
import { setByServer } from '../../model/answer-fields';
import { jsonValueSchema } from '../../model/json-value';
import type { NamesOf } from './audit-names';

const hashField = z.string().describe('SHA-256, in hexadecimal.');

export const auditEntrySchema = z
  .object({
    id: setByServer(z.string().describe('Grows along the chain.')),
    occurredAt: setByServer(z.date()),
    actor: setByServer(
      z
        .string()
        .describe('Who did it: `member:`, `key:` or `system:` and an id. A member is named by the user.'),
    ),
    actorName: setByServer(
      z.string().nullable().describe('As it is called today; null: not known any more.'),
    ),
    action: setByServer(z.string().describe('Such as `experiment.start`.')),
    subject: setByServer(z.string().describe('On what: its kind and its key or id.')),
    subjectName: setByServer(z.string().nullable().describe('Of a subject whose id says nothing to people.')),
    detail: setByServer(jsonValueSchema),
    form: setByServer(z.int().describe('How the entry was written down to be hashed.')),
    previousHash: setByServer(hashField),
    hash: setByServer(hashField),
  })
  .meta({ id: 'AuditEntry', description: 'An entry of the audit trail.' });

export type AuditEntryView = Readonly<z.output<typeof auditEntrySchema>>;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export function toAuditEntryView(stored: AuditEntry, names: NamesOf): AuditEntryView {
  const { id, occurredAt, actor, action, subject, detail, form, previousHash, hash } = stored;
  return {
    id: String(id),
    occurredAt,
    actor,
    actorName: names(actor),
    action,
    subject,
    subjectName: names(subject),
    detail: jsonValueSchema.parse(detail),
    form,
    previousHash: hex(previousHash),
    hash: hex(hash),
  };
}
