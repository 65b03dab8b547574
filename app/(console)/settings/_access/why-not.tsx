import { Notice } from '@/components/notice';
import { rolesWith, permissionsOf, type MemberRole, type Permission } from '@/lib/auth/permissions';
import type { MemberView } from '@/lib/verbs/members/member-view';

interface WhyNotProps {
  readonly title: string;
  /** Why not everybody may, such as "It holds addresses of people". */
  readonly because: string;
  readonly permission: Permission;
  readonly role: MemberRole;
  readonly members: readonly MemberView[];
}

/** Why somebody cannot see a page of settings, and whom to ask. */
export function WhyNot({ title, because, permission, role, members }: WhyNotProps) {
  const who = members.filter((member) => permissionsOf(member.role).has(permission));
  return (
    <Notice kind="caution" title={title}>
      {because}, so it needs the role {rolesWith(permission)}; yours is {role}. Ask{' '}
      {new Intl.ListFormat('en', { type: 'disjunction' }).format(who.map(({ name }) => name))}.
    </Notice>
  );
}
