import { ForestRowPlot } from '@/components/charts/forest-plot';
import { VariantMark } from '@/components/charts/variant-mark';
import { ToneWords } from '@/components/tone';
import type { Forest, ForestMetric, ForestRow } from '@/lib/charts/forest';
import {
  formatCount,
  formatMetricValue,
  formatMoment,
  formatP,
  formatPStatement,
  formatShare,
} from '@/lib/charts/format';
import { changeWords } from '@/lib/charts/change-words';
import { adjustmentWords } from '@/lib/charts/adjustment-words';
import { kindFigure } from '@/lib/model/metrics/kinds';
import { RawMoments } from './raw-moments';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';

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
              {row.p === null ? '\u2013' : <P value={row.p} alpha={alphaOf(row)} />}
            </span>
          </div>
        ))}
      </div>
    </article>
  );
}

/** What its p is compared with. */
const alphaOf = ({ reading }: ForestRow) => reading.answer?.adjusted?.alpha;

/** Under the heading "p" the figure alone; on a narrow screen, where no heading is, with its letter. */
function P({ value: p, alpha }: { readonly value: number; readonly alpha: number | undefined }) {
  return (
    <>
      <span className="scorecard-p-figure">{formatP(p, alpha)}</span>
      <span className="scorecard-p-statement">{formatPStatement(p, alpha)}</span>
    </>
  );
}

function value(arm: ForestRow['arm'], { kind, unit }: ForestMetric['metric']): string {
  return arm === null || arm.n === 0 ? '\u2013' : formatMetricValue(arm.mean, kind, unit);
}

/** An effect with a covariate that could not be used is the plain one. */
function hasNoPast({ effect, adjustment }: ForestMetric['metric']['effects'][number]): boolean {
  return effect.ok && adjustment?.ok === false && adjustment.reason === 'no-variance';
}

type Cap = ForestMetric['metric']['caps'][number];

/** A ratio's unit is not that of its parts, so their caps are bare numbers. */
function capWords({ part, side, value }: Cap, { kind, unit }: ForestMetric['metric']): string {
  const at = part === 'value' ? formatMetricValue(value, kind, unit) : formatMoment(value);
  const name = part === 'value' ? '' : `${part} `;
  return side === 'upper' ? `${name}capped at ${at}` : `${name}raised to at least ${at}`;
}

/** Of a figure over events: how many there are, beside the units that the variants show. */
function eventsWords({ arms }: ForestMetric['metric']): string {
  const events = arms.reduce((sum, { clusters }) => sum + (clusters?.events ?? 0), 0);
  return events === 0 ? '' : ` (${formatCount(events)} events)`;
}

/** Each contrast has its own arms: few events in one say nothing of another. */
function exactWords(rows: readonly ForestRow[]): readonly string[] {
  const exact = rows.filter(({ isExact }) => isExact);
  if (exact.length === 0) return [];
  const of = exact.length === rows.length ? '' : ` with ${exact.map(({ name }) => name).join(', ')}`;
  return [`exact mid-p${of}: fewer than 200 events`];
}

function subtitle({ metric, rows }: ForestMetric): string {
  const parts = [
    `${kindFigure(metric.kind)}${eventsWords(metric)}`,
    metric.direction === 'higher-is-better' ? 'higher is better' : 'lower is better',
  ];
  if (metric.relativeMargin !== null) parts.push(`margin ${formatShare(metric.relativeMargin)}`);
  parts.push(...metric.caps.map((cap) => capWords(cap, metric)));
  const adjusted = adjustmentWords(metric);
  if (adjusted !== null) parts.push(adjusted);
  else if (metric.effects.some(hasNoPast)) parts.push('not adjusted: no unit has data from before exposure');
  const notStratified = metric.effects.find((effect) => effect.notPostStratified)?.notPostStratified;
  if (notStratified) parts.push(cannotSaySentence(notStratified));
  parts.push(...exactWords(rows));
  return parts.join(' \u00b7 ');
}

/** Why an effect that has a figure has no answer. */
function whyNoReading({ words, answer }: ForestRow['reading']): string | null {
  return words === 'Cannot say' && answer?.atLook.ok === false ? cannotSaySentence(answer.atLook) : null;
}

/** Why an end of the interval cannot be said, where the answer's reason is not that one. */
function refusedEnds({ change }: ForestRow, said: string | null): readonly string[] {
  if (change === null) return [];
  const { lower, upper } = change.refused;
  const sentences = [
    ...(lower === null ? [] : [`Lower end: cannot say. ${cannotSaySentence(lower)}`]),
    ...(upper === null ? [] : [`Upper end: cannot say. ${cannotSaySentence(upper)}`]),
  ];
  return sentences.filter((sentence) => said === null || !sentence.endsWith(said));
}

function Change({ row, metric }: { readonly row: ForestRow; readonly metric: ForestMetric }) {
  const { reading, change, effect } = row;
  if (change === null || !effect.ok) {
    return (
      <span className="scorecard-change">
        <ToneWords tone="unknown" words="Cannot say" />
        {!effect.ok && <span className="scorecard-detail">{cannotSaySentence(effect)}</span>}
      </span>
    );
  }
  const { relative } = effect.value;
  const refusal = whyNoReading(reading);
  const [estimate, interval] = changeWords(metric.metric, change);
  return (
    <span className="scorecard-change">
      <span className="scorecard-figure numeric">
        {estimate} <small>{interval}</small>
      </span>
      <ToneWords tone={reading.tone} words={row.told} />
      {row.improvement !== null && <span className="scorecard-detail numeric">{row.improvement}</span>}
      {refusal !== null && <span className="scorecard-detail">{refusal}</span>}
      {refusedEnds(row, refusal).map((sentence) => (
        <span key={sentence} className="scorecard-detail">
          {sentence}
        </span>
      ))}
      {row.plain !== null && (
        <span className="scorecard-plain numeric">Exploratory, this metric alone: {row.plain}</span>
      )}
      {!relative.ok && (
        <span className="scorecard-detail">Relative change: cannot say. {cannotSaySentence(relative)}</span>
      )}
    </span>
  );
}
