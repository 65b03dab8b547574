import type { Metadata } from 'next';
import { Card, Page, PageHeader } from '@/components/page';
import { listEnvironments } from '@/lib/verbs/environments/list-environments';
import { WhyNot } from '../../_access/why-not';
import { consoleSession } from '../../console-session';
import { environmentFactsOf } from './_environments/environment-facts';
import { EnvironmentsTable } from './_environments/environments-table';
import { NewEnvironment } from './_environments/new-environment';
import '@/components/data-table.css';

export const metadata: Metadata = { title: 'Environments' };

export default async function EnvironmentsPage() {
  const { ctx, workspace } = await consoleSession();
  const { environments } = await listEnvironments({ ctx, input: { archived: 'true' } });
  const mayWrite = ctx.actor.permissions.has('environments:write');
  const now = ctx.now();
  return (
    <Page>
      <PageHeader
        title="Environments"
        subtitle="Where experiments run. Each has its own keys, evidence and results; an experiment has at most one active run in each."
      />
      {mayWrite ? (
        <Card
          title="New environment"
          description="For a preview, a region or a team's own staging. Then make a key for it, and start an experiment there."
        >
          <NewEnvironment />
        </Card>
      ) : (
        <WhyNot
          title="You can see the environments, but not change them"
          because="Making, renaming and archiving environments needs"
          permission="environments:write"
        />
      )}
      <Card title="Environments" flush>
        <EnvironmentsTable
          environments={environments.map((one) => environmentFactsOf(one, workspace.timeZone, now))}
          mayWrite={mayWrite}
        />
      </Card>
    </Page>
  );
}
