import { formatCount, formatPStatement, formatShare } from '@/lib/charts/format';
import { segmentSplit } from '@/lib/charts/segment-split';
import type { AnalysisView } from '@/lib/services/analysis/analysis-view';
import { Check } from './health-check';

type Result = AnalysisView['result'];

/** What an analysis of today looks at beside the overall split; those from before say nothing here. */
export function MoreHealthChecks({ result, decision }: Pick<AnalysisView, 'result' | 'decision'>) {
  return (
    <>
      <SequentialCheck result={result} />
      <SegmentCheck result={result} decision={decision} />
      <BiasCheck result={result} />
      <LateCheck result={result} />
      <WaitingCheck result={result} />
    </>
  );
}

function SequentialCheck({ result }: { readonly result: Result }) {
  const { sequentialSampleRatio } = result.health;
  if (sequentialSampleRatio === null) return null;
  const { ok } = sequentialSampleRatio;
  const isBroken = ok && sequentialSampleRatio.value.p < 0.001;
  return (
    <Check
      tone={isBroken ? 'bad' : ok ? 'good' : 'unknown'}
      title="Sample ratio, at every look"
      figure={ok ? formatPStatement(sequentialSampleRatio.value.p) : 'Cannot say'}
      text={
        ok
          ? 'The smallest so far of a test that may be looked at as often as one likes.'
          : sequentialSampleRatio.detail
      }
    />
  );
}

function SegmentCheck({ result, decision }: Pick<AnalysisView, 'result' | 'decision'>) {
  const reading = segmentSplit(result, decision);
  return reading === null ? null : <Check title="Sample ratio by segment" {...reading} />;
}

function BiasCheck({ result }: { readonly result: Result }) {
  const { preExposureBias } = result.health;
  if (preExposureBias.length === 0) return null;
  const nameOf = (key: string) => result.metrics.find((metric) => metric.key === key)?.name ?? key;
  const said = preExposureBias.flatMap(({ metric, bias }) => (bias.ok ? [{ metric, ...bias.value }] : []));
  const biased = said.filter((one) => one.biased);
  const [worst] = [...said].sort((a, b) => a.p - b.p);
  return (
    <Check
      tone={biased.length > 0 ? 'bad' : worst === undefined ? 'unknown' : 'good'}
      title="Before exposure"
      figure={worst === undefined ? 'Cannot say' : formatPStatement(worst.p)}
      text={
        worst === undefined
          ? 'No unit did anything in the time before it was exposed.'
          : biased.length > 0
            ? `${[...new Set(biased.map(({ metric }) => nameOf(metric)))].join(', ')} differed before anybody saw a variant.`
            : 'The variants were alike before anybody saw one; the smallest p of all metrics.'
      }
    />
  );
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
      : [`None of ${silent.join(', ')} occurred in the three days before the last.`]),
  ];
  return (
    <Check
      tone={silent.length > 0 || late > 0 || delays.lateExposures > 0 ? 'notice' : 'good'}
      title="Late events"
      figure={events === 0 ? 'None came' : formatShare(late / events)}
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
      title="Units that wait"
      figure={formatCount(most.units)}
      text={`Their window of ${most.name} has not ended: they count when it has, not as zeros.`}
    />
  );
}
