import type { Metadata } from 'next';
import { Page, PageHeader } from '@/components/page';
import { listMetrics } from '@/lib/services/metrics/list-metrics';
import { consoleSession } from '../../console-session';
import { emptyDraft } from '../_editor/draft';
import { ExperimentEditor } from '../_editor/experiment-editor';

export const metadata: Metadata = { title: 'New experiment' };

export default async function NewExperimentPage() {
  const { ctx } = await consoleSession();
  const { metrics } = await listMetrics({ ctx, input: { limit: 500 } });
  return (
    <Page>
      <PageHeader
        title="New experiment"
        subtitle="Saved as a draft. Nobody sees anything before you start it."
      />
      <ExperimentEditor
        draft={emptyDraft}
        edited={null}
        metrics={metrics.map(({ key, name, direction }) => ({ key, name, direction }))}
      />
    </Page>
  );
}
