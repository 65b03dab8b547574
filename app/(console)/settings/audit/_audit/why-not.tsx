import { Notice } from '@/components/notice';
import { permissionsOf, rolesWith, type MemberRole } from '@/lib/auth/permissions';
import type { MemberView } from '@/lib/verbs/members/member-view';

interface WhyNotProps {
  readonly role: MemberRole;
  readonly members: readonly MemberView[];
}

/** Why somebody cannot read the audit trail, and whom to ask. */
export function WhyNot({ role, members }: WhyNotProps) {
  const who = members.filter((member) => permissionsOf(member.role).has('audit:read'));
  return (
    <Notice kind="caution" title="You cannot read the audit trail">
      It holds addresses of people, so it needs the role {rolesWith('audit:read')}; yours is {role}. Ask{' '}
      {new Intl.ListFormat('en', { type: 'disjunction' }).format(who.map(({ name }) => name))}.
    </Notice>
  );
}
