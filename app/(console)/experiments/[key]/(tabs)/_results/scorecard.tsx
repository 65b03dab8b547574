import { ForestAxis } from '@/components/charts/forest-plot';
import { EndsKey } from '@/components/charts/interval-ends';
import { improvementOutline } from '@/components/charts/interval-line';
import { Card } from '@/components/page';
import { forest, type Forest } from '@/lib/charts/forest';
import { ruleLevels } from '@/lib/charts/rule-levels';
import { intervalHead, intervalName } from '@/lib/charts/change-words';
import { formatInstant } from '@/lib/charts/format-time';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
import { IntervalHeading } from './interval-heading';
import { PlainIntervals } from './plain-intervals';
import { ScorecardMetric } from './scorecard-metric';
import { ScorecardTable } from './scorecard-table';
import './scorecard.css';

const roleTitles = {
  success: { title: 'Success', text: 'what the experiment is to win' },
  guardrail: { title: 'Guardrails', text: 'what must not get worse' },
  quality: { title: 'Quality', text: 'what should not move at all' },
} as const;

interface ScorecardProps {
  /** The analysis that was the last look. */
  readonly look: AnalysisView;
  readonly isNewest: boolean;
  readonly timeZone: string;
}

/** One row a metric by role, its intervals on one axis. */
export function Scorecard({ look, isNewest, timeZone }: ScorecardProps) {
  const { result, horizon } = look;
  const model = forest(result, look.decision, look.lookNumber);
  const interval = intervalName(result);
  const levels = ruleLevels(result.metrics);
  const asOf = isNewest
    ? ''
    : ` As of the last look, with evidence up to ${formatInstant(horizon, timeZone)}.`;
  if (result.metrics.length === 0) {
    return <Card title="Scorecard">This run measures no metric.</Card>;
  }
  return (
    <Card
      title="Scorecard"
      description={
        <>
          Change of each variant against the control, relative to the size of the control’s mean, with{' '}
          <IntervalHeading name={interval} levels={levels} />.{asOf}
        </>
      }
      actions={<Key model={model} />}
      flush
    >
      <PlainIntervals offered={levels.length > 0}>
        <div className="scorecard-line scorecard-head" aria-hidden="true">
          <span>Metric</span>
          <span>Variant</span>
          <span className="scorecard-number">Value</span>
          <span>Change</span>
          <ForestAxis domain={model.domain} ticks={model.ticks} />
          <span className="scorecard-number">p</span>
        </div>
        {model.groups.map((group) => (
          <section key={group.role} className="scorecard-group" aria-label={roleTitles[group.role].title}>
            <h3 className="scorecard-role">
              {roleTitles[group.role].title} <span>{roleTitles[group.role].text}</span>
            </h3>
            {group.metrics.map((metric) => (
              <ScorecardMetric key={metric.metric.key} model={model} metric={metric} />
            ))}
          </section>
        ))}
      </PlainIntervals>
      <div className="scorecard-foot">
        <ScorecardTable model={model} interval={intervalHead(result)} />
      </div>
    </Card>
  );
}

function Key({ model }: { readonly model: Forest }) {
  const metrics = model.groups.flatMap((group) => group.metrics);
  return (
    <p className="scorecard-key">
      {metrics.some((metric) => metric.marginLine !== null) && (
        <span>
          <svg className="forest-key" aria-hidden="true">
            <line x1="0" x2="16" y1="6" y2="6" className="forest-margin" />
          </svg>
          margin of harm
        </span>
      )}
      {metrics.some((metric) => metric.minimumEffectLine !== null) && (
        <span>
          <svg className="forest-key" aria-hidden="true">
            <line x1="0" x2="16" y1="6" y2="6" className="forest-minimum" />
          </svg>
          smallest effect of interest
        </span>
      )}
      {metrics.some(({ rows }) => rows.some(({ mark }) => typeof mark?.improvement === 'number')) && (
        <span>
          <svg className="forest-key" aria-hidden="true" viewBox="-8 -9 16 18">
            <path d={improvementOutline} fill="none" stroke="currentColor" strokeWidth={1.5} />
          </svg>
          end of what improvement is possible
        </span>
      )}
      <EndsKey marks={metrics.flatMap(({ rows }) => rows.map(({ mark }) => mark))} />
    </p>
  );
}
