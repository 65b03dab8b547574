import { Card } from '@/components/page';
import { VariantMark } from '@/components/charts/variant-mark';
import { DailyUnitsChart } from '@/components/charts/daily-units-chart';
import { dailyChart } from '@/lib/charts/daily-units';
import { formatCount, formatMoment, formatPStatement, formatShare } from '@/lib/charts/format';
import { sampleRatioReading } from '@/lib/charts/sample-ratio';
import { triggerWords } from '@/lib/charts/metric-sentence';
import { planProgress, unitsOf, type PlanProgress } from '@/lib/charts/plan-progress';
import type { RunView } from '@/lib/model/run';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
import { DailyUnitsTable } from './daily-units-table';
import { Check } from './health-check';
import { MoreHealthChecks } from './more-health-checks';
import { PeriodRatios } from './period-ratios';
import { SampleRatioWaivers } from './sample-ratio-waivers';
import './health-card.css';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';

type Result = AnalysisView['result'];

interface HealthCardProps {
  readonly experimentKey: string;
  readonly analysis: AnalysisView;
  /** Whether whoever looks may waive the sample ratio of segments. */
  readonly mayWaive: boolean;
  readonly run: Pick<RunView, 'recordedAt' | 'startedAt' | 'endedAt'>;
  readonly timeZone: string;
}

/** Whether the result can be believed, before what it says. */
export function HealthCard({ experimentKey, analysis, mayWaive, run, timeZone }: HealthCardProps) {
  const { result, configuration, decision, horizon } = analysis;
  const daily = dailyChart(result);
  const total = unitsOf(result);
  return (
    <Card title="Health" description="Whether the comparison is fair. Read this before the effects.">
      <div className="health">
        <div className="health-checks">
          <SampleRatioCheck result={result} />
          <TriggerCheck result={result} total={total} trigger={configuration.trigger} />
          <TwoVariantsCheck count={result.health.unitsInTwoVariants} total={total} />
          <ProgressCheck total={total} progress={planProgress(configuration.plan, result)} />
          <MoreHealthChecks
            result={result}
            decision={decision}
            run={{
              startedAt: run.startedAt,
              isRecorded: run.recordedAt !== null,
              endedAt: run.endedAt,
              horizon,
              metrics: configuration.metrics,
            }}
          />
        </div>
        <SampleRatioWaivers {...{ experimentKey, analysis, mayWaive, timeZone }} />
        <section className="table-scroll" aria-label="Units by variant" tabIndex={0}>
          <UnitsTable result={result} total={total} />
          <SampleRatioFigures result={result} />
          <PeriodRatios result={result} timeZone={timeZone} />
        </section>
        <div className="health-chart">
          <h3>First exposures per day (UTC)</h3>
          <DailyUnitsChart chart={daily} />
          <DailyUnitsTable chart={daily} />
        </div>
      </div>
    </Card>
  );
}

function SampleRatioCheck({ result }: { readonly result: Result }) {
  return <Check title="Sample ratio" {...sampleRatioReading(result)} />;
}

/** Pearson's test to ten digits, for people who check by hand. It does not decide. */
function SampleRatioFigures({ result }: { readonly result: Result }) {
  const { sampleRatio } = result.health;
  if (!sampleRatio.ok) {
    return <p className="health-check-text">Pearson’s test, at one look: {cannotSaySentence(sampleRatio)}</p>;
  }
  const { statistic, degreesOfFreedom, p } = sampleRatio.value;
  return (
    <details className="disclosure">
      <summary>Pearson’s test, for whoever checks by hand</summary>
      <p className="health-check-text numeric">
        {`Pearson’s test, to check by hand; it holds at one look alone: \u03c7\u00b2 = ${formatMoment(Number(statistic.toFixed(12)))}, df = ${formatMoment(degreesOfFreedom)}, ${p > 0.9999 ? formatPStatement(p) : `p = ${formatMoment(p)}`}`}
      </p>
    </details>
  );
}

/** Of whom the analysis is, where that is not everybody who was exposed. */
function TriggerCheck({
  result: { exposedUnits },
  total,
  trigger,
}: {
  readonly result: Result;
  readonly total: number;
  readonly trigger: AnalysisView['configuration']['trigger'];
}) {
  if (exposedUnits === undefined || trigger === undefined) return null;
  const exposed = exposedUnits.reduce((sum, { units }) => sum + units, 0);
  return (
    <Check
      tone="good"
      title="Triggered units"
      figure={`${formatCount(total)} of ${formatCount(exposed)}`}
      text={`${triggerWords(trigger)} Units and sample ratio below are of triggered units: a variant that triggers more units would bias them.`}
    />
  );
}

function TwoVariantsCheck({ count, total }: { readonly count: number; readonly total: number }) {
  const share = total + count === 0 ? 0 : count / (total + count);
  return (
    <Check
      tone={count === 0 ? 'good' : share > 0.01 ? 'bad' : 'notice'}
      title="Units in two variants"
      figure={formatCount(count)}
      text={
        count === 0
          ? 'Every unit was exposed to one variant only.'
          : `${formatShare(share)} of all units; left out of every variant.`
      }
    />
  );
}

function ProgressCheck({
  total,
  progress: { matured, planned, share },
}: {
  readonly total: number;
  readonly progress: PlanProgress;
}) {
  return (
    <Check
      tone={share === 1 ? 'good' : 'open'}
      title="Units"
      figure={formatCount(total)}
      text={
        planned === null || share === null
          ? 'No number of units was planned.'
          : `${matured < total ? `${formatCount(matured)} have had their window: ` : ''}${formatShare(matured / planned)} of the planned ${formatCount(planned)}.`
      }
    />
  );
}

function UnitsTable({ result, total }: { readonly result: Result; readonly total: number }) {
  return (
    <table className="data-table">
      <caption className="visually-hidden">Units by variant, observed and expected</caption>
      <thead>
        <tr>
          <th scope="col">Variant</th>
          <th scope="col" className="data-number">
            Observed
          </th>
          <th scope="col" className="data-number">
            Expected
          </th>
          <th scope="col" className="data-number">
            Share
          </th>
          <th scope="col" className="data-number">
            Expected share
          </th>
        </tr>
      </thead>
      <tbody>
        {result.variants.map((variant, position) => (
          <tr key={variant.key}>
            <th scope="row">
              <span className="variant-name">
                <VariantMark position={position} />
                {variant.name}
                {variant.isControl && <small>control</small>}
              </span>
            </th>
            <td className="data-number">{formatCount(variant.units)}</td>
            <td className="data-number">{formatCount(total * variant.expectedShare)}</td>
            <td className="data-number">{total === 0 ? '\u2013' : formatShare(variant.units / total)}</td>
            <td className="data-number">{formatShare(variant.expectedShare)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
