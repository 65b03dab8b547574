import { formatCount } from '@/lib/charts/format';
import { cutByTheEnd, lateEvidence, type EvidenceOf } from '@/lib/charts/late-evidence';
import { preExposureBias } from '@/lib/charts/pre-exposure-bias';
import { segmentSplit } from '@/lib/charts/segment-split';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
import { Check } from './health-check';

type Result = AnalysisView['result'];

/** What an analysis of today looks at beside the overall split; those from before say nothing here. */
export function MoreHealthChecks({
  result,
  decision,
  run,
}: Pick<AnalysisView, 'result' | 'decision'> & { readonly run: EvidenceOf }) {
  const cut = cutByTheEnd(run);
  return (
    <>
      <SegmentCheck result={result} decision={decision} />
      <BiasCheck result={result} />
      {lateEvidence(result.health, run).map((statement) => (
        <Check key={statement.title} {...statement} />
      ))}
      {cut !== null && <Check {...cut} />}
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
