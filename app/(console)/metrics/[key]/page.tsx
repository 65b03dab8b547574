import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BackLink, Page, PageHeader } from '@/components/page';
import { NotFoundError } from '@/lib/errors';
import { getMetric } from '@/lib/verbs/metrics/get-metric';
import { WhyNot } from '../../_access/why-not';
import { consoleSession } from '../../console-session';
import { MetricForm } from '../_form/metric-form';
import { sourceChoices } from '../_form/source-choices';

export const metadata: Metadata = { title: 'Metric' };

interface MetricPageProps {
  readonly params: Promise<{ key: string }>;
}

export default async function MetricPage({ params }: MetricPageProps) {
  const { ctx, metric, sources } = await metricOfPage((await params).key);
  const { name } = metric;
  return (
    <Page narrow>
      <PageHeader
        above={<BackLink href="/metrics">Metrics</BackLink>}
        title={name}
        subtitle="A change applies to runs that start from now on; past analyses keep the definition they used."
      />
      {!ctx.actor.permissions.has('metrics:write') && (
        <WhyNot
          title="You can see the metric, but not change it"
          because="Making and changing metrics needs"
          permission="metrics:write"
        />
      )}
      <MetricForm stored={metric} sources={sources} />
    </Page>
  );
}

async function metricOfPage(key: string) {
  const { ctx } = await consoleSession();
  try {
    const metric = await getMetric({ ctx, input: { key: decodeURIComponent(key) } });
    return { ctx, metric, sources: await sourceChoices(ctx) };
  } catch (error) {
    if (error instanceof NotFoundError) notFound();
    throw error;
  }
}
