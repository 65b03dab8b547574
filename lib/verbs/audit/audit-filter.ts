import { z } from 'zod';
import type { ReadingContext } from '../../auth/context';
import type { Prisma } from '../../database/generated/client';
import type { Reader } from '../../database/reader';
import { invalidInput } from '../parse-input';

const day = /^\d{4}-\d\d-\d\d$/;

const momentField = z
  .string()
  .refine((text) => isDay(text) || z.iso.datetime({ offset: true }).safeParse(text).success, {
    error: 'Write a day such as 2026-01-31, or an instant such as 2026-01-31T09:30:00Z.',
  })
  .optional();

/** Which entries are meant; what is left out does not matter. */
export const auditFilterFields = {
  actor: z
    .string()
    .regex(
      /^(member|key|system)(:[\w-]{1,100})?$/,
      'Write member, key or system, or one of them with its id, such as key:0190.',
    )
    .optional()
    .describe('Who: `member:` and the id of the user, `key:` and its id, or a kind alone.'),
  subject: z
    .string()
    .regex(
      /^[a-z-]{1,50}(:[^\0]{1,200})?$/,
      'Write what it is, or that with its key, such as experiment:checkout.',
    )
    .optional()
    .describe('On what: `experiment:checkout`, or a kind alone.'),
  action: z
    .string()
    .regex(
      /^[a-z-]{1,50}(\.[a-z-]{1,50})?$/,
      'Write an action such as experiment.start, or what comes before its dot.',
    )
    .optional()
    .describe('Which action: `experiment.start`, or what comes before its dot for all of those.'),
  from: momentField.describe("The first instant, or a day of the workspace's time zone."),
  to: momentField.describe('The last: an instant, or a day, with all of it.'),
};

const auditFilterSchema = z.strictObject(auditFilterFields);

export type AuditFilter = z.output<typeof auditFilterSchema>;

/** The same as the database is asked. Throws InvalidInputError where nothing can be between the two instants. */
export async function auditWhere(
  { workspaceId, database }: ReadingContext,
  { actor, subject, action, from, to }: AuditFilter,
): Promise<Prisma.AuditEntryWhereInput> {
  const { prisma } = database;
  const begin = from === undefined ? undefined : await beginOf(prisma, workspaceId, from);
  const end = to === undefined ? undefined : await endOf(prisma, workspaceId, to);
  const isNever =
    begin !== undefined && end !== undefined && (end.lt === undefined ? begin > end.lte : begin >= end.lt);
  if (isNever) {
    throw invalidInput([{ pointer: '/to', detail: 'This is before "from".' }]);
  }
  return {
    workspaceId,
    ...(actor !== undefined && { actor: ofKind(actor, ':') }),
    ...(subject !== undefined && { subject: ofKind(subject, ':') }),
    ...(action !== undefined && { action: ofKind(action, '.') }),
    ...((begin !== undefined || end !== undefined) && {
      occurredAt: { ...(begin !== undefined && { gte: begin }), ...end },
    }),
  };
}

/** One, or all of a kind. */
function ofKind(said: string, behind: ':' | '.'): string | { readonly startsWith: string } {
  return said.includes(behind) ? said : { startsWith: `${said}${behind}` };
}

function isDay(text: string): boolean {
  return day.test(text) && z.iso.date().safeParse(text).success;
}

type End = { readonly lt: Date; readonly lte?: never } | { readonly lte: Date; readonly lt?: never };

async function beginOf(reader: Reader, workspaceId: string, text: string): Promise<Date> {
  return isDay(text) ? midnight(reader, workspaceId, text, 0) : new Date(text);
}

async function endOf(reader: Reader, workspaceId: string, text: string): Promise<End> {
  return isDay(text) ? { lt: await midnight(reader, workspaceId, text, 1) } : { lte: new Date(text) };
}

const midnightRow = z.tuple([z.object({ at: z.date() })]);

/** When so many days after the day begin in the workspace's zone. */
async function midnight(reader: Reader, workspaceId: string, text: string, after: number): Promise<Date> {
  const [{ at }] = midnightRow.parse(
    await reader.$queryRaw`
      select ((${text}::text::date + ${after}::int)::timestamp at time zone time_zone) as at
      from workspaces where id = ${workspaceId}::uuid`,
  );
  return at;
}
