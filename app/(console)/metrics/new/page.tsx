import type { Metadata } from 'next';
import { BackLink, Page, PageHeader } from '@/components/page';
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
      <MetricForm stored={null} sources={sources} />
    </Page>
  );
}
