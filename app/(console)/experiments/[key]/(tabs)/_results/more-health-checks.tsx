import { formatCount, formatShare } from '@/lib/charts/format';
import { preExposureBias } from '@/lib/charts/pre-exposure-bias';
import { segmentSplit } from '@/lib/charts/segment-split';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
import { Check } from './health-check';

type Result = AnalysisView['result'];

/** What an analysis of today looks at beside the overall split; those from before say nothing here. */
export function MoreHealthChecks({ result, decision }: Pick<AnalysisView, 'result' | 'decision'>) {
  return (
    <>
      <SegmentCheck result={result} decision={decision} />
      <BiasCheck result={result} />
      <LateCheck result={result} />
      <WaitingCheck result={result} />
    </>
  );
}

function SegmentCheck({ result, decision }: Pick<AnalysisView, 'result' | 'decision'>) {
  const reading = segmentSplit(result, decision);
  return reading === null ? null : <Check title="Sample ratio by segment" {...reading} />;
}

function BiasCheck({ result }: { readonly result: Result }) {
  const reading = preExposureBias(result);
  return reading === null ? null : <Check title="Before exposure" {...reading} />;
}

function LateCheck({ result }: { readonly result: Result }) {
  const { delays } = result.health;
  if (delays === null) return null;
  const events = delays.events.reduce((sum, one) => sum + one.events, 0);
  const late = delays.events.reduce((sum, one) => sum + one.late, 0);
  const silent = delays.events.filter((one) => one.events === 0).map(({ name }) => name);
  const parts = [
    `${formatCount(delays.lateExposures)} of ${formatCount(delays.exposures)} exposures came more than a day late.`,
    ...(silent.length === 0
      ? []
      : [`No ${silent.join(', ')} event occurred in the three days before the last.`]),
  ];
  return (
    <Check
      tone={silent.length > 0 || late > 0 || delays.lateExposures > 0 ? 'notice' : 'good'}
      title="Events more than a day late"
      figure={events === 0 ? 'No events' : formatShare(late / events)}
      text={parts.join(' ')}
    />
  );
}

function WaitingCheck({ result }: { readonly result: Result }) {
  const waiting = result.metrics.map(({ name, arms }) => ({
    name,
    units: arms.reduce((sum, arm) => sum + arm.waiting, 0),
  }));
  const [most] = [...waiting].sort((a, b) => b.units - a.units);
  if (most === undefined || most.units === 0) return null;
  return (
    <Check
      tone="open"
      title="Immature units"
      figure={formatCount(most.units)}
      text={`Their window for ${most.name} has not ended. They count once it has; until then they are not counted as zeros.`}
    />
  );
}
