import type { Metadata } from 'next';
import { BackLink, Page, PageHeader } from '@/components/page';
import { listMetrics } from '@/lib/verbs/metrics/list-metrics';
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
      <GroupForm
        group={null}
        metrics={metrics.map(({ key, name, direction }) => ({ key, name, direction }))}
      />
    </Page>
  );
}
