import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BackLink, Page, PageHeader } from '@/components/page';
import { NotFoundError } from '@/lib/errors';
import { getMetricGroup } from '@/lib/verbs/metric-groups/get-metric-group';
import { listMetrics } from '@/lib/verbs/metrics/list-metrics';
import { WhyNot } from '../../../_access/why-not';
import { consoleSession } from '../../../console-session';
import { GroupForm } from '../_form/group-form';

export const metadata: Metadata = { title: 'Metric group' };

interface GroupPageProps {
  readonly params: Promise<{ key: string }>;
}

export default async function GroupPage({ params }: GroupPageProps) {
  const { ctx, group } = await groupOfPage((await params).key);
  const { metrics } = await listMetrics({ ctx, input: { limit: 500 } });
  return (
    <Page narrow>
      <PageHeader
        above={<BackLink href="/metrics">Metrics</BackLink>}
        title={group.name}
        subtitle="Experiments that already use this group keep their metrics."
      />
      {!ctx.actor.permissions.has('metrics:write') && (
        <WhyNot
          title="You can see the group, but not change it"
          because="Making and changing groups of metrics needs"
          permission="metrics:write"
        />
      )}
      <GroupForm
        group={group}
        metrics={metrics.map(({ key, name, direction }) => ({ key, name, direction }))}
      />
    </Page>
  );
}

async function groupOfPage(key: string) {
  const { ctx } = await consoleSession();
  try {
    return { ctx, group: await getMetricGroup({ ctx, input: { key: decodeURIComponent(key) } }) };
  } catch (error) {
    if (error instanceof NotFoundError) notFound();
    throw error;
  }
}
