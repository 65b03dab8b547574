import type { Metadata } from 'next';
import { BackLink, Page, PageHeader } from '@/components/page';
import { SourceForm } from '../_form/source-form';

export const metadata: Metadata = { title: 'New source' };

export default function NewSourcePage() {
  return (
    <Page narrow>
      <PageHeader
        above={<BackLink href="/settings/sources">Sources</BackLink>}
        title="New source"
        subtitle="Metrics can read it as soon as it is saved."
      />
      <SourceForm stored={null} />
    </Page>
  );
}
