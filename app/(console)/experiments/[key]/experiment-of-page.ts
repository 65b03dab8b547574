import { notFound } from 'next/navigation';
import { cache } from 'react';
import { NotFoundError } from '@/lib/errors';
import { getExperiment } from '@/lib/verbs/experiments/get-experiment';
import type { ExperimentView } from '@/lib/model/experiment-view';
import type { RunView } from '@/lib/model/run';
import { consoleSession } from '../../console-session';

const findExperimentOfPage = cache(async (key: string): Promise<ExperimentView | null> => {
  const { ctx } = await consoleSession();
  try {
    return await getExperiment({ ctx, input: { key: decodeURIComponent(key) } });
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
});

/** The experiment that the address names, read once for each request; an unknown key is the not-found page. */
export async function experimentOfPage(key: string): Promise<ExperimentView> {
  return (await findExperimentOfPage(key)) ?? notFound();
}

/** The document's title. It must not be the one to answer "not found": a page without a title would come of it. */
export async function titleOfPage(key: string): Promise<string> {
  return (await findExperimentOfPage(key))?.name ?? 'Not here';
}

/** The run that is shown: the latest in the environment that the address names, else in production, else of all. */
export function runOfPage({ runs }: ExperimentView, asked?: string): RunView | undefined {
  const latestIn = (environment: string | undefined) => runs.find((run) => run.environment === environment);
  return latestIn(asked) ?? latestIn('production') ?? runs[0];
}
