import type { Metadata } from 'next';
import Link from 'next/link';
import { Card, Page, PageHeader } from '@/components/page';
import { consoleSession } from '../../console-session';

export const metadata: Metadata = { title: 'Workspace' };

export default async function WorkspacePage() {
  const { workspace } = await consoleSession();
  return (
    <Page narrow>
      <PageHeader
        title="Workspace"
        subtitle={`${workspace.name}. Times are shown in ${workspace.timeZone}.`}
      />
      <Card title="People">
        <p>
          Who is in the workspace, and what each may do, is on the page{' '}
          <Link href="/settings/members">Members</Link>.
        </p>
      </Card>
    </Page>
  );
}
