import type { Metadata } from 'next';
import { ButtonLink } from '@/components/button-link';
import { EmptyState } from '@/components/empty-state';
import { Card, Page, PageHeader } from '@/components/page';
import { readProgram } from '@/lib/verbs/learning/read-program';
import { consoleSession } from '../console-session';
import { LearningSearch } from './learning-search';
import { OutcomeBar } from './outcome-bar';
import { ProgramTable } from './program-table';
import { UsualMovesTable } from './usual-moves-table';
import '@/components/data-table.css';

export const metadata: Metadata = { title: 'Learnings' };

interface LearningsPageProps {
  readonly searchParams: Promise<{ readonly search?: string | readonly string[] }>;
}

export default async function LearningsPage({ searchParams }: LearningsPageProps) {
  const { search: given } = await searchParams;
  const search = typeof given === 'string' ? given : '';
  const { ctx, workspace } = await consoleSession();
  const program = await readProgram({ ctx, input: { search } });
  if (program.experiments.length === 0 && search === '') return <NothingYet />;
  return (
    <Page>
      <PageHeader
        title="Learnings"
        subtitle="What ended experiments have shown, wins or not."
        actions={
          <>
            <ButtonLink href="/learnings/holdouts" variant="default">
              Holdouts
            </ButtonLink>
            <LearningSearch search={search} />
          </>
        }
      />
      <OutcomeBar program={program} />
      <Card
        title="Ended runs"
        description="The change that decided, of the metric that it was shown in, or else that of the first success metric; as measured and shrunken: part of a large measured change is luck, and the noisier the measurement, the larger that part."
        flush
      >
        <ProgramTable program={program} timeZone={workspace.timeZone} />
      </Card>
      {program.usualMoves.length > 0 && (
        <Card
          title="How much metrics usually change"
          description="Typical size of the true relative changes in the runs above, without the noise of measuring them: expect about this much of the next one when you plan its size."
          flush
        >
          <UsualMovesTable moves={program.usualMoves} />
        </Card>
      )}
    </Page>
  );
}

function NothingYet() {
  return (
    <Page>
      <PageHeader
        title="Learnings"
        actions={
          <ButtonLink href="/learnings/holdouts" variant="default">
            Holdouts
          </ButtonLink>
        }
      />
      <EmptyState
        title="No experiment has ended yet"
        text="When an experiment ends, its result is kept here: a win, a harm that was caught, or evidence that no effect of a size that matters occurred. All three are equally valuable."
        action={
          <ButtonLink href="/experiments" variant="default">
            To the experiments
          </ButtonLink>
        }
      />
    </Page>
  );
}
