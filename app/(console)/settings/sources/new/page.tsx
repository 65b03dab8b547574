import type { Metadata } from 'next';
import { BackLink, Page, PageHeader } from '@/components/page';
import { WhyNot } from '../../../_access/why-not';
import { consoleSession } from '../../../console-session';
import { SourceForm } from '../_form/source-form';

export const metadata: Metadata = { title: 'New source' };

export default async function NewSourcePage() {
  const { ctx } = await consoleSession();
  return (
    <Page narrow>
      <PageHeader
        above={<BackLink href="/settings/sources">Sources</BackLink>}
        title="New source"
        subtitle="Metrics can read it as soon as it is saved."
      />
      {!ctx.actor.permissions.has('sources:write') && (
        <WhyNot
          title="You can look at this form, but not save a source"
          because="Connecting a database needs"
          permission="sources:write"
        />
      )}
      <SourceForm stored={null} />
    </Page>
  );
}
