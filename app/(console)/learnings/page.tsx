import type { Metadata } from 'next';
import { ButtonLink } from '@/components/button-link';
import { EmptyState } from '@/components/empty-state';
import { Card, Page, PageHeader } from '@/components/page';
import { readProgram } from '@/lib/services/learning/read-program';
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
        subtitle="What ended experiments have taught, wins or not."
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
        title="Experiments"
        description="The first success metric’s effect as measured, and shrunken: whatever was chosen for being large is partly luck."
        flush
      >
        <ProgramTable program={program} timeZone={workspace.timeZone} />
      </Card>
      {program.usualMoves.length > 0 && (
        <Card
          title="What metrics usually move by"
          description="Sizes of relative change in the experiments above: what to expect of the next one when planning its size."
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
        text="When one ends, what it taught is kept here: a win, a harm that was caught, or the knowledge that nothing of the size that matters happened. All three are worth the same care."
        action={
          <ButtonLink href="/experiments" variant="default">
            To the experiments
          </ButtonLink>
        }
      />
    </Page>
  );
}
