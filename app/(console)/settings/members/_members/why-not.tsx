import { Notice } from '@/components/notice';
import { permissionsOf, rolesWith, type MemberRole } from '@/lib/auth/permissions';
import type { MemberView } from '@/lib/verbs/members/member-view';

interface WhyNotProps {
  readonly role: MemberRole;
  readonly members: readonly MemberView[];
}

/** Why somebody cannot change who is in the workspace, and whom to ask. */
export function WhyNot({ role, members }: WhyNotProps) {
  const who = members.filter((member) => permissionsOf(member.role).has('members:write'));
  return (
    <Notice kind="caution" title="You can see the members, but not change them">
      Inviting, changing roles and removing need the role {rolesWith('members:write')}; yours is {role}. Ask{' '}
      {new Intl.ListFormat('en', { type: 'disjunction' }).format(who.map(({ name }) => name))}.
    </Notice>
  );
}
