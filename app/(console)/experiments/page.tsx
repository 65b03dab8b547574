import { IconPlus } from '@tabler/icons-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { z } from 'zod';
import { ButtonLink } from '@/components/button-link';
import { Page, PageHeader } from '@/components/page';
import { listProgress } from '@/lib/verbs/experiments/list-progress';
import { consoleSession } from '../console-session';
import { EmptyExperiments, NothingFound } from './_list/empty-experiments';
import { ExperimentFilters } from './_list/experiment-filters';
import { ExperimentRows } from './_list/experiment-rows';

export const metadata: Metadata = { title: 'Experiments' };

/** What the URL may ask for; anything else in it is left out, so that an old link still opens the page. */
const filtersSchema = z.object({
  search: z.string().max(200).optional().catch(undefined),
  status: z.enum(['draft', 'running', 'stopped', 'shipped', 'archived']).optional().catch(undefined),
  after: z.string().optional().catch(undefined),
});

interface ExperimentsPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ExperimentsPage({ searchParams }: ExperimentsPageProps) {
  const filters = filtersSchema.parse(await searchParams);
  const { ctx } = await consoleSession();
  const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
  const { experiments, next } = await listProgress({ ctx, input: given });
  const filtered = filters.search !== undefined || filters.status !== undefined;
  const mayWrite = ctx.actor.permissions.has('experiments:write');

  if (experiments.length === 0 && !filtered) {
    return (
      <Page>
        <PageHeader title="Experiments" />
        <EmptyExperiments mayWrite={mayWrite} />
      </Page>
    );
  }
  return (
    <Page>
      <PageHeader
        title="Experiments"
        subtitle="What is running, what it has found so far, and what it waits for."
        actions={
          mayWrite && (
            <ButtonLink href="/experiments/new" leftSection={<IconPlus size={16} />}>
              New experiment
            </ButtonLink>
          )
        }
      />
      <ExperimentFilters search={filters.search ?? ''} status={filters.status ?? null} />
      {experiments.length === 0 ? (
        <NothingFound />
      ) : (
        <ExperimentRows experiments={experiments} now={ctx.now()} />
      )}
      {next !== null && (
        <Link href={{ pathname: '/experiments', query: { ...given, after: next } }}>
          Show older experiments
        </Link>
      )}
    </Page>
  );
}
