import type { Metadata } from 'next';
import { Card, Page, PageHeader } from '@/components/page';
import { mayGiveRole } from '@/lib/auth/give-role';
import { roles } from '@/lib/auth/permissions';
import { listInvitations } from '@/lib/verbs/members/list-invitations';
import { listMembers } from '@/lib/verbs/members/list-members';
import { consoleSession } from '../../console-session';
import { InvitationsTable } from './_members/invitations-table';
import { InviteForm } from './_members/invite-form';
import { MembersTable } from './_members/members-table';
import { PermissionTable } from './_members/permission-table';
import { WhyNot } from '../../_access/why-not';
import '@/components/data-table.css';

export const metadata: Metadata = { title: 'Members' };

export default async function MembersPage() {
  const { ctx, role, user, workspace } = await consoleSession();
  const { permissions } = ctx.actor;
  const mayWrite = permissions.has('members:write');
  const { members } = await listMembers({ ctx });
  const { invitations } = mayWrite ? await listInvitations({ ctx }) : { invitations: [] };
  const givable = roles.filter((one) => mayWrite && mayGiveRole(permissions, one));
  return (
    <Page>
      <PageHeader title="Members" subtitle={`Who is in ${workspace.name}, and what each may do.`} />
      {mayWrite ? (
        <Card
          title="Invite somebody"
          description="Makes a link that works once. Fairsplit sends no e-mail: copy the link and hand it over yourself."
        >
          <InviteForm givable={givable} />
        </Card>
      ) : (
        <WhyNot
          title="You can see the members, but not change them"
          because="Inviting, changing roles and removing need"
          permission="members:write"
        />
      )}
      <Card title="Members" flush>
        <MembersTable
          members={members}
          givable={givable}
          ownEmail={user.email}
          timeZone={workspace.timeZone}
        />
      </Card>
      {mayWrite && (
        <Card title="Invitations" flush={invitations.length > 0}>
          <InvitationsTable invitations={invitations} givable={givable} timeZone={workspace.timeZone} />
        </Card>
      )}
      <Card title="What each role may do" description="Each role may do what those before it may." flush>
        <PermissionTable own={role} />
      </Card>
    </Page>
  );
}
