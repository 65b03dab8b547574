import type { Metadata } from 'next';
import { BackLink, Page, PageHeader } from '@/components/page';
import { WhyNot } from '../../_access/why-not';
import { consoleSession } from '../../console-session';
import { MetricForm } from '../_form/metric-form';
import { sourceChoices } from '../_form/source-choices';

export const metadata: Metadata = { title: 'New metric' };

export default async function NewMetricPage() {
  const { ctx } = await consoleSession();
  const sources = await sourceChoices(ctx);
  return (
    <Page narrow>
      <PageHeader
        above={<BackLink href="/metrics">Metrics</BackLink>}
        title="New metric"
        subtitle="Experiments can measure it as soon as it exists."
      />
      {!ctx.actor.permissions.has('metrics:write') && (
        <WhyNot
          title="You can look at this form, but not save a metric"
          because="Making and changing metrics needs"
          permission="metrics:write"
        />
      )}
      <MetricForm stored={null} sources={sources} />
    </Page>
  );
}
