import Link from 'next/link';
import { VariantMark } from '@/components/charts/variant-mark';
import { Card } from '@/components/page';
import { formatShare } from '@/lib/charts/format';
import { segmentWords, triggerWords } from '@/lib/charts/metric-sentence';
import { audienceSentence } from '@/lib/charts/targeting-sentence';
import type { ExperimentView } from '@/lib/model/experiment-view';
import type { HoldoutView } from '@/lib/verbs/holdouts/holdout-view';
import { listHoldouts } from '@/lib/verbs/holdouts/list-holdouts';
import { listMetrics } from '@/lib/verbs/metrics/list-metrics';
import { consoleSession } from '../../../../console-session';
import { SplitBar } from '../../../_editor/split-bar';
import { experimentOfPage } from '../../experiment-of-page';
import { PlanOfSetup } from './plan-of-setup';
import { TrafficCard } from './traffic-card';
import '@/components/data-table.css';
import './setup.css';

interface SetupPageProps {
  readonly params: Promise<{ key: string }>;
}

export default async function SetupPage({ params }: SetupPageProps) {
  const experiment = await experimentOfPage((await params).key);
  const { ctx, workspace } = await consoleSession();
  const { holdouts } = await listHoldouts({ ctx, input: {} });
  const { metrics } = await listMetrics({ ctx, input: { limit: 500 } });
  const names = new Map(metrics.map(({ key, name }) => [key, name]));
  const { hypothesis, targeting, unitType } = experiment;
  return (
    <>
      <Card title="Hypothesis">
        <p>{hypothesis === '' ? 'No hypothesis was written.' : hypothesis}</p>
      </Card>
      <Card title="Audience">
        <p>{audienceSentence(targeting, unitType)}.</p>
      </Card>
      <TrafficCard
        experiment={experiment}
        holdouts={holding(holdouts, experiment)}
        timeZone={workspace.timeZone}
      />
      <Variants experiment={experiment} />
      <Metrics experiment={experiment} names={names} />
      <Segments segments={experiment.segments} />
      <Triggering trigger={experiment.trigger} />
      <PlanOfSetup experiment={experiment} timeZone={workspace.timeZone} />
    </>
  );
}

/** Those of the whole workspace and of the experiment's layer, as long as they are not released. */
function holding(holdouts: readonly HoldoutView[], { layer }: ExperimentView): readonly HoldoutView[] {
  return holdouts.filter(
    (holdout) => holdout.releasedAt === null && (holdout.layer === null || holdout.layer === layer?.key),
  );
}

function Variants({ experiment }: { readonly experiment: ExperimentView }) {
  return (
    <Card title="Variants and allocation" description={participation(experiment)} flush>
      <div className="setup-split">
        <SplitBar variants={experiment.variants} coverage={experiment.coverage} />
      </div>
      <section className="table-scroll" aria-label="Variants" tabIndex={0}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Variant</th>
              <th scope="col">Key</th>
              <th scope="col">Value</th>
              <th scope="col" className="data-number">
                Weight
              </th>
            </tr>
          </thead>
          <tbody>
            {experiment.variants.map(({ key, name, value, weight, isControl }, position) => (
              <tr key={key}>
                <th scope="row">
                  <span className="variant-name">
                    <VariantMark position={position} />
                    {name}
                    {isControl && <small>control</small>}
                  </span>
                </th>
                <td>
                  <code>{key}</code>
                </td>
                <td>
                  <code>{JSON.stringify(value)}</code>
                </td>
                <td className="data-number">{formatShare(weight)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}

function participation({ coverage, unitType, defaultVariant, variants }: ExperimentView): string {
  const byDefault = variants.find(({ key }) => key === defaultVariant)?.name;
  const given = byDefault === undefined ? 'the code’s default' : `what “${byDefault}” gives, uncounted`;
  if (coverage < 1)
    return `${formatShare(coverage)} of the eligible ${unitType}s take part; the others get ${given}.`;
  const others = byDefault === undefined ? '' : `; whoever is not eligible gets ${given}`;
  return `Every eligible ${unitType} takes part${others}.`;
}

interface MetricsProps {
  readonly experiment: ExperimentView;
  readonly names: ReadonlyMap<string, string>;
}

function Metrics({ experiment, names }: MetricsProps) {
  const { metrics } = experiment;
  return (
    <Card title="Metrics" flush={metrics.length > 0}>
      {metrics.length === 0 ? (
        <p>None: this experiment assigns, but measures nothing.</p>
      ) : (
        <section className="table-scroll" aria-label="Metrics" tabIndex={0}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Metric</th>
                <th scope="col">Role</th>
                <th scope="col">Margin</th>
                <th scope="col">Smallest effect of interest</th>
              </tr>
            </thead>
            <tbody>
              {metrics.map(({ metric, role, relativeMargin, minimumEffectRelative }) => (
                <tr key={metric}>
                  <th scope="row">
                    <Link href={`/metrics/${metric}`}>{names.get(metric) ?? metric}</Link>
                  </th>
                  <td className="setup-role">{role}</td>
                  <td>{relativeMargin === null ? '\u2013' : formatShare(relativeMargin)}</td>
                  <td>{minimumEffectRelative === null ? '\u2013' : formatShare(minimumEffectRelative)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Card>
  );
}

function Segments({ segments }: Pick<ExperimentView, 'segments'>) {
  if (segments.length === 0) return null;
  return (
    <Card title="Segments" description="Segments of every analysis: exploratory, planned in advance.">
      <ul>
        {segments.map(segmentWords).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </Card>
  );
}

function Triggering({ trigger }: Pick<ExperimentView, 'trigger'>) {
  if (trigger === null) return null;
  return (
    <Card title="Trigger" description="Which exposed units are analysed; the same rule for every variant.">
      <p>{triggerWords(trigger)}</p>
    </Card>
  );
}
