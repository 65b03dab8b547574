import type { Metadata } from 'next';
import { Page, PageHeader } from '@/components/page';
import { WhyNot } from '../../_access/why-not';
import { consoleSession } from '../../console-session';
import { editorOptions } from '../_editor/editor-options';
import { ExperimentEditor } from '../_editor/experiment-editor';

export const metadata: Metadata = { title: 'New experiment' };

export default async function NewExperimentPage() {
  const { ctx } = await consoleSession();
  return (
    <Page>
      <PageHeader
        title="New experiment"
        subtitle="Saved as a draft. Nobody sees anything before you start it."
      />
      {!ctx.actor.permissions.has('experiments:write') && (
        <WhyNot
          title="You can look at this form, but not save an experiment"
          because="Making and changing experiments needs"
          permission="experiments:write"
        />
      )}
      <ExperimentEditor edited={null} options={await editorOptions(ctx, null)} />
    </Page>
  );
}
