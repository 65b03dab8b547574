import { latestAnalysis, latestLook } from '@/lib/verbs/analysis/latest-analysis';
import { readBayesianView } from '@/lib/verbs/learning/read-bayesian-view';
import { isInvalid } from '@/lib/verbs/analysis/readable-analysis';
import { consoleSession } from '../../../console-session';
import { experimentOfPage, runOfPage } from '../experiment-of-page';
import { BayesianCard } from './_results/bayesian-card';
import { BeforeAnalysis } from './_results/before-analysis';
import { EnvironmentLinks } from './_results/environment-links';
import { HealthCard } from './_results/health-card';
import { MonthlyImpactCard } from './_results/monthly-impact-card';
import { PlanCard } from './_results/plan-card';
import { OverTimeCard } from './_results/over-time-card';
import { ProofCard } from './_results/proof-card';
import { Scorecard } from './_results/scorecard';
import { BreakdownsCard } from './_results/breakdowns-card';
import { SegmentsCard } from './_results/segments-card';
import { VerdictCard } from './_results/verdict-card';

interface ResultPageProps {
  readonly params: Promise<{ key: string }>;
  readonly searchParams: Promise<{ environment?: string | string[] }>;
}

export default async function ResultPage({ params, searchParams }: ResultPageProps) {
  const experiment = await experimentOfPage((await params).key);
  const { ctx, workspace } = await consoleSession();
  const { environment } = await searchParams;
  const run = runOfPage(experiment, typeof environment === 'string' ? environment : undefined);
  if (run === undefined) return <BeforeAnalysis experiment={experiment} />;
  const links = <EnvironmentLinks experiment={experiment} shown={run.environment} />;
  const input = { key: experiment.key, run: run.number };
  // Health counts units that wait, which stand with the moments; effects are not shown where they are not to be read.
  const [analysis, look] = await Promise.all([
    latestAnalysis({ ctx, input: { ...input, moments: 'true' } }),
    latestLook({ ctx, input }),
  ]);
  if (analysis === null) {
    return (
      <>
        {links}
        <BeforeAnalysis experiment={experiment} />
      </>
    );
  }

  const readable = look !== null && !isInvalid(analysis) ? look : null;
  const view = readable === null ? null : await readBayesianView({ ctx, input });
  return (
    <>
      {links}
      <VerdictCard
        analysis={analysis}
        look={readable}
        running={run.endedAt === null}
        timeZone={workspace.timeZone}
      />
      <HealthCard
        experimentKey={experiment.key}
        analysis={analysis}
        run={run}
        mayWaive={ctx.actor.permissions.has('results:write')}
        timeZone={workspace.timeZone}
      />
      <PlanCard analysis={analysis} run={run} timeZone={workspace.timeZone} />
      {readable !== null && (
        <>
          <Scorecard look={readable} isNewest={readable.id === analysis.id} timeZone={workspace.timeZone} />
          <MonthlyImpactCard look={readable} />
          <OverTimeCard look={readable} />
          {view !== null && <BayesianCard look={readable} view={view} />}
          <SegmentsCard look={readable} />
          <BreakdownsCard look={readable} />
        </>
      )}
      <ProofCard
        experimentKey={experiment.key}
        analysis={readable ?? analysis}
        timeZone={workspace.timeZone}
        // Units come as of the last look of the plan; before it there are none to have.
        mayExportUnits={look !== null && ctx.actor.permissions.has('units:export')}
      />
    </>
  );
}
