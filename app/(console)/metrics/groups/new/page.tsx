import type { Metadata } from 'next';
import { BackLink, Page, PageHeader } from '@/components/page';
import { listMetrics } from '@/lib/verbs/metrics/list-metrics';
import { WhyNot } from '../../../_access/why-not';
import { consoleSession } from '../../../console-session';
import { GroupForm } from '../_form/group-form';

export const metadata: Metadata = { title: 'New metric group' };

export default async function NewGroupPage() {
  const { ctx } = await consoleSession();
  const { metrics } = await listMetrics({ ctx, input: { limit: 500 } });
  return (
    <Page narrow>
      <PageHeader
        above={<BackLink href="/metrics">Metrics</BackLink>}
        title="New metric group"
        subtitle="Metrics with their roles, which you add to an experiment in one step."
      />
      {!ctx.actor.permissions.has('metrics:write') && (
        <WhyNot
          title="You can look at this form, but not save a group"
          because="Making and changing groups of metrics needs"
          permission="metrics:write"
        />
      )}
      <GroupForm
        group={null}
        metrics={metrics.map(({ key, name, direction }) => ({ key, name, direction }))}
      />
    </Page>
  );
}
