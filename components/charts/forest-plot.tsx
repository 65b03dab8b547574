import { place } from '@/lib/charts/axis';
import type { ForestRow } from '@/lib/charts/forest';
import { formatRelative } from '@/lib/charts/format';
import { IntervalLine } from './interval-line';
import './forest-plot.css';

interface Domain {
  readonly lower: number;
  readonly upper: number;
}

interface ForestRowPlotProps {
  readonly domain: Domain;
  readonly ticks: readonly number[];
  readonly marginLine: number | null;
  readonly minimumEffectLine: number | null;
  /** Null draws the ground only: the control's line, or a gap where nothing can be said. */
  readonly row: ForestRow | null;
}

/** One line of the forest. Lines join without a gap, so that zero, margin and ticks run through the whole metric. */
export function ForestRowPlot({ domain, ticks, marginLine, minimumEffectLine, row }: ForestRowPlotProps) {
  const at = (value: number) => `${place(domain, value).toFixed(3)}%`;
  const mark = row === null ? null : row.mark;
  return (
    <div className="forest-row" aria-hidden="true">
      <svg>
        {ticks.map((tick) => (
          <line key={tick} x1={at(tick)} x2={at(tick)} y1="0" y2="100%" className="forest-tick" />
        ))}
        {marginLine !== null && (
          <line x1={at(marginLine)} x2={at(marginLine)} y1="0" y2="100%" className="forest-margin" />
        )}
        {minimumEffectLine !== null && (
          <line
            x1={at(minimumEffectLine)}
            x2={at(minimumEffectLine)}
            y1="0"
            y2="100%"
            className="forest-minimum"
          />
        )}
        <line x1={at(0)} x2={at(0)} y1="0" y2="100%" className="forest-zero" />
        {row !== null && mark !== null && (
          <svg y="50%" overflow="visible">
            <IntervalLine mark={mark} domain={domain} position={row.position} y={0} />
          </svg>
        )}
      </svg>
    </div>
  );
}

/** The shared axis: relative change against the control. */
export function ForestAxis({
  domain,
  ticks,
}: {
  readonly domain: Domain;
  readonly ticks: readonly number[];
}) {
  return (
    <div className="forest-axis numeric" aria-hidden="true">
      {ticks.map((tick) => {
        const left = place(domain, tick);
        // A label at the rim leans inwards, so that a narrow card does not cut it off.
        const edge = left > 92 ? 'end' : left < 8 ? 'start' : undefined;
        return (
          <span key={tick} style={{ left: `${left.toFixed(3)}%` }} data-zero={tick === 0} data-edge={edge}>
            {tick === 0 ? '0' : formatRelative(tick).replace('.0', '')}
          </span>
        );
      })}
    </div>
  );
}
