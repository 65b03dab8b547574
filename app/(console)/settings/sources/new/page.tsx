import type { Metadata } from 'next';
import { BackLink, Page, PageHeader } from '@/components/page';
import { SourceForm } from '../_form/source-form';

export const metadata: Metadata = { title: 'New source' };

const empty = { key: '', name: '', connection: '', sql: '', timeoutSeconds: 60, rowLimit: 1_000_000 };

export default function NewSourcePage() {
  return (
    <Page narrow>
      <PageHeader
        above={<BackLink href="/settings/sources">Sources</BackLink>}
        title="New source"
        subtitle="Metrics can read it as soon as it is there."
      />
      <SourceForm version={null} target={null} draft={empty} />
    </Page>
  );
}
