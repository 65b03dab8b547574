import { Notice } from '@/components/notice';
import { permissionsOf, rolesWith, type Permission } from '@/lib/auth/permissions';
import { listMembers } from '@/lib/verbs/members/list-members';
import { consoleSession } from '../console-session';

interface WhyNotProps {
  readonly title: string;
  /** What needs the permission or why not everybody has it, as the start of a sentence: "It holds addresses of people, so it needs". */
  readonly because: string;
  readonly permission: Permission;
}

/** Why somebody cannot see or change what a page is of, which role it needs, and whom to ask. */
export async function WhyNot({ title, because, permission }: WhyNotProps) {
  const { ctx, role } = await consoleSession();
  const { members } = await listMembers({ ctx });
  const who = members.filter((member) => permissionsOf(member.role).has(permission));
  return (
    <Notice kind="caution" title={title}>
      {because} the role {rolesWith(permission)}; yours is {role}. Ask{' '}
      {new Intl.ListFormat('en', { type: 'disjunction' }).format(who.map(({ name }) => name))}.
    </Notice>
  );
}
