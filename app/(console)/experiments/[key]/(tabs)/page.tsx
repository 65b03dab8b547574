import { latestAnalysis } from '@/lib/services/analysis/latest-analysis';
import { effectsHidden } from '@/lib/charts/verdict';
import { consoleSession } from '../../../console-session';
import { experimentOfPage } from '../experiment-of-page';
import { BeforeAnalysis } from './_results/before-analysis';
import { HealthCard } from './_results/health-card';
import { ProofCard } from './_results/proof-card';
import { Scorecard } from './_results/scorecard';
import { VerdictCard } from './_results/verdict-card';

interface ResultPageProps {
  readonly params: Promise<{ key: string }>;
}

export default async function ResultPage({ params }: ResultPageProps) {
  const experiment = await experimentOfPage((await params).key);
  const { ctx, workspace } = await consoleSession();
  const analysis = await latestAnalysis({ ctx, input: { key: experiment.key } });
  if (analysis === null) return <BeforeAnalysis experiment={experiment} />;

  const { result, configuration } = analysis;
  const running = experiment.status === 'running';
  const hidden = effectsHidden(configuration.plan, running) || result.health.sampleRatioAlarm;
  return (
    <>
      <VerdictCard analysis={analysis} running={running} timeZone={workspace.timeZone} />
      <HealthCard analysis={analysis} />
      {!hidden && <Scorecard result={result} />}
      <ProofCard experimentKey={experiment.key} analysis={analysis} timeZone={workspace.timeZone} />
    </>
  );
}
