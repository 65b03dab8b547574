import { Group } from '@mantine/core';
import { ActionsTableHead } from '@/components/table-head';
import { formatDay } from '@/lib/charts/format-time';
import type { MemberRole } from '@/lib/auth/permissions';
import type { MemberView } from '@/lib/verbs/members/member-view';
import { ResetLinkButton } from './reset-link-button';
import { RemoveMemberButton } from './remove-member-button';
import { RoleSelect } from './role-select';

interface MembersTableProps {
  readonly members: readonly MemberView[];
  /** Roles that who looks may give and take; none: they may change nobody. */
  readonly givable: readonly MemberRole[];
  readonly ownEmail: string;
  readonly timeZone: string;
}

/** The people of the workspace. A last owner stays: there nothing is offered that would be refused. */
export function MembersTable({ members, givable, ownEmail, timeZone }: MembersTableProps) {
  const owners = members.filter(({ role }) => role === 'owner').length;
  return (
    <section className="table-scroll" aria-label="Members" tabIndex={0}>
      <table className="data-table">
        <ActionsTableHead columns={['Name', 'E-mail address', 'Role', 'Since']} />
        <tbody>
          {members.map((member) => {
            const isLastOwner = member.role === 'owner' && owners === 1;
            const mayChange = givable.includes(member.role) && !isLastOwner;
            const isOwn = member.email === ownEmail;
            const { key, name, email, role, version } = member;
            return (
              <tr key={key}>
                <th scope="row">
                  {name}
                  {isOwn && ' (you)'}
                </th>
                <td>{email}</td>
                <td>
                  {mayChange ? (
                    <RoleSelect member={{ key, name, role, version }} givable={givable} isOwn={isOwn} />
                  ) : (
                    <>
                      {role}
                      {isLastOwner && givable.includes('owner') && ' (the last owner stays one)'}
                    </>
                  )}
                </td>
                <td>{formatDay(member.createdAt, timeZone)}</td>
                <td>
                  <Group gap="xs" wrap="nowrap">
                    {givable.includes(role) && <ResetLinkButton member={{ key, name }} />}
                    {mayChange && <RemoveMemberButton member={{ key, name, version }} isOwn={isOwn} />}
                  </Group>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
