import { SmallInterval } from '@/components/charts/small-interval';
import { VariantMark } from '@/components/charts/variant-mark';
import { primaryMetric } from '@/lib/charts/experiment-progress';
import { forest, type ForestRow } from '@/lib/charts/forest';
import { changeWords } from '@/lib/charts/change-words';
import type { MetricResult } from '@/lib/model/metric-result';
import type { ExperimentProgress } from '@/lib/verbs/experiments/list-progress';

interface PrimaryEffectProps {
  readonly result: ExperimentProgress['lookResult'];
  readonly lookNumber: number | null;
  /** Why it is not shown, or null. */
  readonly hidden: string | null;
}

const shownVariants = 2;

/** The first success metric of the last look: figures and a small drawing. */
export function PrimaryEffect({ result, lookNumber, hidden }: PrimaryEffectProps) {
  const metric = primaryMetric(result);
  if (hidden !== null || result === null || metric === null) {
    return <span className="experiment-row-none">{hidden}</span>;
  }
  const { domain, groups } = forest({ ...result, metrics: [metric] });
  const rows = groups[0]?.metrics[0]?.rows ?? [];
  const shown = rows.slice(0, shownVariants);
  const more = rows.length - shown.length;
  return (
    <>
      <p className="experiment-row-metric">
        {metric.name}
        {more > 0 && ` (and ${more} more)`}
        {lookNumber !== null && `, look ${lookNumber}`}
      </p>
      <div className="experiment-row-plot">
        <div className="numeric">
          {shown.map((row) => (
            <EffectText key={row.variant} row={row} metric={metric} />
          ))}
        </div>
        <SmallInterval rows={shown} domain={domain} />
      </div>
    </>
  );
}

function EffectText({ row, metric }: { readonly row: ForestRow; readonly metric: MetricResult }) {
  // The interval that is drawn, where the change is relative.
  const [estimate, interval] = row.change === null ? [] : changeWords(metric, row.change);
  return (
    <span className="experiment-row-figure" title={interval}>
      <VariantMark position={row.position} />
      <span className="visually-hidden">{row.name}: </span>
      {estimate ?? 'cannot say'}
      {interval !== undefined && <span className="visually-hidden"> ({interval})</span>}
    </span>
  );
}
