import { ForestAxis } from '@/components/charts/forest-plot';
import { Card } from '@/components/page';
import { forest, type Forest } from '@/lib/charts/forest';
import { formatConfidence } from '@/lib/charts/format';
import { formatInstant } from '@/lib/charts/format-time';
import type { AnalysisView } from '@/lib/services/analysis/analysis-view';
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
  const model = forest(result, look.decision);
  const confidence = formatConfidence(result.alphaTwoSided);
  if (result.metrics.length === 0) {
    return <Card title="Scorecard">No metric was chosen for this run.</Card>;
  }
  return (
    <Card
      title="Scorecard"
      description={`Change of each variant against the control, relative to the control’s mean, with its ${confidence} interval.${
        isNewest ? '' : ` As of the last look, with evidence up to ${formatInstant(horizon, timeZone)}.`
      }`}
      actions={<Key model={model} />}
      flush
    >
      <div className="scorecard">
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
      </div>
      <div className="scorecard-foot">
        <ScorecardTable model={model} confidence={confidence} />
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
    </p>
  );
}
