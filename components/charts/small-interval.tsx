import type { ForestRow } from '@/lib/charts/forest';
import { place } from '@/lib/charts/axis';
import { IntervalLine } from './interval-line';

interface SmallIntervalProps {
  readonly rows: readonly ForestRow[];
  readonly domain: { readonly lower: number; readonly upper: number };
}

const rowHeight = 16;

/** The primary effect in a list: intervals about a zero line, without ticks. The figures stand beside it as text. */
export function SmallInterval({ rows, domain }: SmallIntervalProps) {
  const height = rows.length * rowHeight;
  const zero = `${place(domain, 0).toFixed(3)}%`;
  return (
    <svg width="100%" height={height} aria-hidden="true" style={{ display: 'block', overflow: 'visible' }}>
      <line x1={zero} x2={zero} y1={-3} y2={height + 3} stroke="var(--ink-faint)" strokeWidth={1} />
      {rows.map(
        (row, index) =>
          row.mark !== null && (
            <IntervalLine
              key={row.variant}
              mark={row.mark}
              domain={domain}
              position={row.position}
              y={index * rowHeight + rowHeight / 2}
            />
          ),
      )}
    </svg>
  );
}
