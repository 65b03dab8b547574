import type { Metadata } from 'next';
import { BackLink, Page, PageHeader } from '@/components/page';
import { experimentOf } from '@/lib/model/experiment';
import { WhyNot } from '../../../_access/why-not';
import { consoleSession } from '../../../console-session';
import { editorOptions } from '../../_editor/editor-options';
import { ExperimentEditor } from '../../_editor/experiment-editor';
import { experimentOfPage, titleOfPage } from '../experiment-of-page';

interface EditPageProps {
  readonly params: Promise<{ key: string }>;
}

export async function generateMetadata({ params }: EditPageProps): Promise<Metadata> {
  return { title: `Edit ${await titleOfPage((await params).key)}` };
}

export default async function EditPage({ params }: EditPageProps) {
  const experiment = await experimentOfPage((await params).key);
  const { ctx } = await consoleSession();
  const { key, name, version, environments, runs } = experiment;
  return (
    <Page>
      <PageHeader above={<BackLink href={`/experiments/${key}`}>{name}</BackLink>} title="Edit experiment" />
      {!ctx.actor.permissions.has('experiments:write') && (
        <WhyNot
          title="You can see the experiment, but not change it"
          because="Making and changing experiments needs"
          permission="experiments:write"
        />
      )}
      <ExperimentEditor
        edited={{
          stored: experimentOf(experiment),
          version,
          runsIn: environments.flatMap(({ environment, status }) =>
            status === 'running' ? [environment] : [],
          ),
          hasRun: runs.length > 0,
        }}
        options={await editorOptions(ctx, key)}
      />
    </Page>
  );
}
