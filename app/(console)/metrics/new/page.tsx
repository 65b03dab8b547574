import type { Metadata } from 'next';
import { BackLink, Page, PageHeader } from '@/components/page';
import { emptyDraft } from '../_form/metric-draft';
import { MetricForm } from '../_form/metric-form';

export const metadata: Metadata = { title: 'New metric' };

export default function NewMetricPage() {
  return (
    <Page narrow>
      <PageHeader
        above={<BackLink href="/metrics">Metrics</BackLink>}
        title="New metric"
        subtitle="Experiments can measure it as soon as it is there."
      />
      <MetricForm version={null} draft={emptyDraft} />
    </Page>
  );
}
