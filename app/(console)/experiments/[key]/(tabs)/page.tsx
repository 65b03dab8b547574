import { latestAnalysis, latestLook } from '@/lib/services/analysis/latest-analysis';
import type { AnalysisView } from '@/lib/services/analysis/analysis-view';
import { consoleSession } from '../../../console-session';
import { experimentOfPage, runOfPage } from '../experiment-of-page';
import { BeforeAnalysis } from './_results/before-analysis';
import { EnvironmentLinks } from './_results/environment-links';
import { HealthCard } from './_results/health-card';
import { OverTimeCard } from './_results/over-time-card';
import { ProofCard } from './_results/proof-card';
import { Scorecard } from './_results/scorecard';
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
  const [analysis, look] = await Promise.all([latestAnalysis({ ctx, input }), latestLook({ ctx, input })]);
  if (analysis === null) {
    return (
      <>
        {links}
        <BeforeAnalysis experiment={experiment} />
      </>
    );
  }

  const readable = look !== null && isReadable(analysis) ? look : null;
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
        mayWaive={ctx.actor.permissions.has('experiments:write')}
        timeZone={workspace.timeZone}
      />
      {readable !== null && (
        <>
          <Scorecard look={readable} isNewest={readable.id === analysis.id} timeZone={workspace.timeZone} />
          <OverTimeCard look={readable} />
          <SegmentsCard look={readable} />
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

/** Whether anybody should read effects at all: not those of an experiment that is broken. */
function isReadable({ result, decision }: AnalysisView): boolean {
  const invalid = decision?.decision.ok === true && decision.decision.value.outcome === 'invalid';
  return !result.health.sampleRatioAlarm && !invalid;
}
