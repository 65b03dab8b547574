import type { Metadata } from 'next';
import { Card, Page, PageHeader } from '@/components/page';
import { listSessions } from '@/lib/verbs/profile/list-sessions';
import { consoleSession } from '../console-session';
import { EndOthersButton } from './_profile/end-session-buttons';
import { NameForm } from './_profile/name-form';
import { PasswordForm } from './_profile/password-form';
import { SessionsTable } from './_profile/sessions-table';
import '@/components/data-table.css';

export const metadata: Metadata = { title: 'Profile' };

export default async function ProfilePage() {
  const { ctx, user, sessionId, workspace } = await consoleSession();
  const sessions = await listSessions({ ctx });
  const others = sessions.filter(({ id }) => id !== sessionId).length;
  return (
    <Page narrow>
      <PageHeader title="Profile" subtitle={`Signed in as ${user.email}.`} />
      <Card title="Name" description="As others see you, in every workspace that you are in.">
        <NameForm name={user.name} />
      </Card>
      <Card
        title="Password"
        description="A new one ends every other session of yours, and links for a new password that an admin made."
      >
        <PasswordForm email={user.email} />
      </Card>
      <Card
        title="Sessions"
        description="Where you are signed in. End what you do not know, and set a new password."
        actions={others > 0 && <EndOthersButton others={others} />}
        flush
      >
        <SessionsTable
          sessions={sessions}
          current={sessionId}
          timeZone={workspace.timeZone}
          now={ctx.now()}
        />
      </Card>
    </Page>
  );
}
