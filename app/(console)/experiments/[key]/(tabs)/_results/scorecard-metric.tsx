import { ForestRowPlot } from '@/components/charts/forest-plot';
import { VariantMark } from '@/components/charts/variant-mark';
import { ToneWords } from '@/components/tone';
import type { Forest, ForestMetric, ForestRow } from '@/lib/charts/forest';
import {
  formatDifference,
  formatMetricValue,
  formatP,
  formatPStatement,
  formatRelative,
  formatRelativeInterval,
  formatShare,
} from '@/lib/charts/format';
import { kindWords } from '@/lib/charts/metric-sentence';
import { readEffect } from '@/lib/charts/reading';
import { RawMoments } from './raw-moments';

interface ScorecardMetricProps {
  readonly model: Forest;
  readonly metric: ForestMetric;
}

/** A metric: the control's line, a line for each other variant, and the moments behind them. */
export function ScorecardMetric({ model, metric }: ScorecardMetricProps) {
  const { metric: facts, control, rows, marginLine, minimumEffectLine } = metric;
  const ground = { domain: model.domain, ticks: model.ticks, marginLine, minimumEffectLine };
  return (
    <article className="scorecard-metric" aria-label={facts.name}>
      <div className="scorecard-name">
        <h4>{facts.name}</h4>
        <p>{subtitle(metric)}</p>
        <RawMoments metric={metric} />
      </div>
      <div className="scorecard-lines">
        <div className="scorecard-line">
          <span className="scorecard-variant">
            <VariantMark position={control.position} />
            {control.name}
          </span>
          <span className="scorecard-number numeric">{value(control.arm, facts)}</span>
          <span className="scorecard-control">control</span>
          <ForestRowPlot {...ground} row={null} />
          <span />
        </div>
        {rows.map((row) => (
          <div key={row.variant} className="scorecard-line">
            <span className="scorecard-variant">
              <VariantMark position={row.position} />
              {row.name}
            </span>
            <span className="scorecard-number numeric">{value(row.arm, facts)}</span>
            <Change row={row} metric={metric} />
            <ForestRowPlot {...ground} row={row} />
            <span className="scorecard-number numeric scorecard-p">
              {row.effect.ok ? <P value={row.effect.value.pTwoSided} /> : '\u2013'}
            </span>
          </div>
        ))}
      </div>
    </article>
  );
}

/** Under the heading "p" the figure alone; on a narrow screen, where no heading is, with its letter. */
function P({ value: p }: { readonly value: number }) {
  return (
    <>
      <span className="scorecard-p-figure">{formatP(p)}</span>
      <span className="scorecard-p-statement">{formatPStatement(p)}</span>
    </>
  );
}

function value(arm: ForestRow['arm'], { kind, unit }: ForestMetric['metric']): string {
  return arm === null || arm.n === 0 ? '\u2013' : formatMetricValue(arm.mean, kind, unit);
}

/** The least that the covariates took away in any comparison; null without covariates. */
function varianceReduction({ effects }: ForestMetric['metric']): number | null {
  const reductions = effects.flatMap(({ adjustment }) =>
    adjustment?.ok === true ? [adjustment.value.varianceReduction] : [],
  );
  return reductions.length === 0 ? null : Math.max(0, Math.min(...reductions));
}

/** An effect with a covariate that could not be used is the plain one. */
function hasNoPast({ effect, adjustment }: ForestMetric['metric']['effects'][number]): boolean {
  return effect.ok && adjustment?.ok === false && adjustment.reason === 'no-variance';
}

function subtitle({ metric }: ForestMetric): string {
  const parts = [
    kindWords(metric.kind),
    metric.direction === 'higher-is-better' ? 'higher is better' : 'lower is better',
  ];
  if (metric.relativeMargin !== null) parts.push(`margin ${formatShare(metric.relativeMargin)}`);
  if (metric.cap !== null) parts.push(`capped at ${formatMetricValue(metric.cap, metric.kind, metric.unit)}`);
  const reduction = varianceReduction(metric);
  if (reduction !== null) parts.push(`adjusted, ${formatShare(reduction)} less variance`);
  else if (metric.effects.some(hasNoPast)) parts.push('not adjusted: no unit has a past of its own');
  return parts.join(' \u00b7 ');
}

function Change({ row, metric }: { readonly row: ForestRow; readonly metric: ForestMetric }) {
  const reading = readEffect(metric.metric, row.effect, row.isNonInferior);
  if (!row.effect.ok) {
    return (
      <span className="scorecard-change">
        <ToneWords tone="unknown" words="Cannot say" />
        <span className="scorecard-detail">{row.effect.detail}</span>
      </span>
    );
  }
  const { difference, interval, relative } = row.effect.value;
  const { kind, unit } = metric.metric;
  if (!relative.ok) {
    return (
      <span className="scorecard-change">
        <span className="scorecard-figure numeric">
          {formatDifference(difference, kind, unit)}{' '}
          <small>
            {formatDifference(interval.lower, kind, unit)} to {formatDifference(interval.upper, kind, unit)}
          </small>
        </span>
        <ToneWords tone={reading.tone} words={reading.words} />
        <span className="scorecard-detail">Relative change: cannot say. {relative.detail}</span>
      </span>
    );
  }
  return (
    <span className="scorecard-change">
      <span className="scorecard-figure numeric">
        {formatRelative(relative.value.difference)}{' '}
        <small>{formatRelativeInterval(relative.value.interval.lower, relative.value.interval.upper)}</small>
      </span>
      <ToneWords tone={reading.tone} words={reading.words} />
    </span>
  );
}
