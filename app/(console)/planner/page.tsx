import type { Metadata } from 'next';
import { Page, PageHeader } from '@/components/page';
import { consoleSession } from '../console-session';
import { editorOptions } from '../experiments/_editor/editor-options';
import { PlannerForm } from './planner-form';

export const metadata: Metadata = { title: 'Planner' };

export default async function PlannerPage() {
  const { ctx } = await consoleSession();
  return (
    <Page>
      <PageHeader
        title="Planner"
        subtitle="How large an experiment has to be, before there is one. Nothing here is stored."
      />
      <PlannerForm options={await editorOptions(ctx, null)} />
    </Page>
  );
}
