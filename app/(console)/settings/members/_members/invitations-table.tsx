import { ActionsTableHead } from '@/components/table-head';
import { formatDay } from '@/lib/charts/format-time';
import type { MemberRole } from '@/lib/auth/permissions';
import type { InvitationView } from '@/lib/verbs/members/invitation-view';
import { RevokeInvitationButton } from './revoke-invitation-button';

interface InvitationsTableProps {
  readonly invitations: readonly InvitationView[];
  /** Roles whose invitations who looks may revoke. */
  readonly givable: readonly MemberRole[];
  readonly timeZone: string;
}

/** Invitations with what became of them, newest first. */
export function InvitationsTable({ invitations, givable, timeZone }: InvitationsTableProps) {
  if (invitations.length === 0) {
    return (
      <p>
        None yet. Invite somebody above: they open the link, choose a password and are in. Until then the
        invitation stands here, and can be revoked.
      </p>
    );
  }
  return (
    <section className="table-scroll" aria-label="Invitations" tabIndex={0}>
      <table className="data-table">
        <ActionsTableHead
          columns={['E-mail address', 'Role', 'State', 'Invited by', 'Made', 'Works until']}
        />
        <tbody>
          {invitations.map(({ key, email, role, state, invitedBy, createdAt, expiresAt }) => (
            <tr key={key}>
              <th scope="row">{email}</th>
              <td>{role}</td>
              <td>{state}</td>
              <td>{invitedBy}</td>
              <td>{formatDay(createdAt, timeZone)}</td>
              <td>{formatDay(expiresAt, timeZone)}</td>
              <td>
                {state === 'open' && givable.includes(role) && (
                  <RevokeInvitationButton invitation={key} email={email} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
