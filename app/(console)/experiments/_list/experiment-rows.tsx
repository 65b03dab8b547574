import Link from 'next/link';
import { StatusBadge } from '@/components/status-badge';
import { ToneDot } from '@/components/tone';
import { primaryEffectHidden, waitingFor, type ProgressFacts } from '@/lib/charts/experiment-progress';
import { formatCount, formatCountShort } from '@/lib/charts/format';
import { formatAge } from '@/lib/charts/format-time';
import { planProgress, unitsOf, type PlanProgress } from '@/lib/charts/plan-progress';
import type { AnalysisResult } from '@/lib/model/analysis-result';
import type { ExperimentProgress } from '@/lib/verbs/experiments/list-progress';
import { PrimaryEffect } from './primary-effect';
import './experiment-rows.css';

interface ExperimentRowsProps {
  readonly experiments: readonly ExperimentProgress[];
  readonly now: Date;
}

/** The list: one line an experiment. */
export function ExperimentRows({ experiments, now }: ExperimentRowsProps) {
  return (
    <div className="experiment-rows">
      <div className="experiment-row experiment-rows-head" aria-hidden="true">
        <span>Experiment</span>
        <span>Status</span>
        <span>Units</span>
        <span>Primary effect</span>
        <span>Waits for</span>
      </div>
      <ul>
        {experiments.map((experiment) => (
          <ExperimentRow key={experiment.id} experiment={experiment} now={now} />
        ))}
      </ul>
    </div>
  );
}

function ExperimentRow({ experiment, now }: { readonly experiment: ExperimentProgress; readonly now: Date }) {
  const { key, name, status, environments, plan, shownRun, ownerName } = experiment;
  const { latestResult, lookResult, lookNumber, createdAt } = experiment;
  const startedAt = shownRun?.startedAt ?? null;
  const shown = environments.find(({ run }) => run === shownRun?.number);
  const concluded = latestResult?.decision?.decision;
  const facts: ProgressFacts = {
    // What the run waits for that is shown, not another environment's.
    status: status === 'archived' || shown === undefined ? status : shown.status,
    plan: latestResult?.plan ?? plan,
    startedAt,
    result: latestResult?.result ?? null,
    lookResult,
    decision: latestResult?.decision ?? null,
    concluded: concluded?.ok === true ? concluded.value : null,
    now,
  };
  const waiting = waitingFor(facts);
  const age = startedAt === null ? `created ${ago(createdAt, now)}` : `started ${ago(startedAt, now)}`;
  return (
    <li className="experiment-row">
      <div className="experiment-row-title">
        <Link href={`/experiments/${key}`}>{name}</Link>
        <p>
          <code>{key}</code>
          {ownerName !== null && <span>{ownerName}</span>}
          <span>{age}</span>
          {environments.length > 1 &&
            environments.map((one) => (
              <span key={one.environment}>
                {one.status} in {one.environment}
              </span>
            ))}
        </p>
      </div>
      <div>
        <StatusBadge status={status} />
      </div>
      <Units progress={planProgress(facts.plan, facts.result)} result={facts.result} />
      <div className="experiment-row-effect">
        <span className="visually-hidden">Primary effect: </span>
        <PrimaryEffect result={lookResult} lookNumber={lookNumber} hidden={primaryEffectHidden(facts)} />
      </div>
      <div className="experiment-row-waiting">
        <span className="visually-hidden">Waits for: </span>
        <ToneDot tone={waiting.tone} />
        {waiting.words}
      </div>
    </li>
  );
}

function ago(from: Date, now: Date): string {
  const age = formatAge(from, now);
  return age === 'just now' ? age : `${age} ago`;
}

interface UnitsProps {
  readonly progress: PlanProgress;
  /** Null before the first analysis. */
  readonly result: AnalysisResult | null;
}

function Units({ progress: { matured, planned, share }, result }: UnitsProps) {
  if (result === null) return <div className="experiment-row-units experiment-row-none">{'\u2013'}</div>;
  const waiting = unitsOf(result) - matured;
  return (
    <div className="experiment-row-units numeric">
      <span className="visually-hidden">Units: </span>
      <span>
        {formatCount(matured)}
        {planned !== null && <small> / {formatCountShort(planned)}</small>}
      </span>
      {waiting > 0 && <small>{formatCountShort(waiting)} in their windows</small>}
      {share !== null && (
        <span className="experiment-row-progress" aria-hidden="true">
          <span style={{ width: `${(share * 100).toFixed(1)}%` }} />
        </span>
      )}
    </div>
  );
}
