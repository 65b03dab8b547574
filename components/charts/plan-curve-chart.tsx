'use client';

import { useElementSize } from '@mantine/hooks';
import { CartesianGrid, Line, LineChart, ReferenceDot, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import { formatCountShort, formatCount, formatShare } from '@/lib/charts/format';
import { counted } from '@/lib/charts/format-time';
import type { PlanCurve } from '@/lib/charts/plan-curve';
import { axisLine, tick, tooltipStyle } from './chart-style';
import './daily-units-chart.css';

const height = 232;

/** The smallest effect that is found, by the size: what a longer run buys is seen at once. */
export function PlanCurveChart({ curve }: { readonly curve: PlanCurve }) {
  const { ref, width } = useElementSize();
  const { points, considered, wanted } = curve;
  const daysOf = new Map(points.map(({ units, days }) => [units, days]));
  return (
    // The table under the chart has the same numbers, so the drawing is not read out.
    <div ref={ref} className="daily-chart" style={{ height }} aria-hidden="true">
      {width > 0 && (
        <LineChart
          width={width}
          height={height}
          data={[...points]}
          margin={{ top: 10, right: 16, bottom: 18, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="units"
            type="number"
            domain={[0, 'dataMax']}
            tickFormatter={formatCountShort}
            tick={tick}
            tickLine={false}
            axisLine={axisLine}
            minTickGap={32}
            label={{ value: 'units, all variants', position: 'insideBottom', offset: -12, ...tick }}
          />
          <YAxis tickFormatter={formatShare} tick={tick} tickLine={false} axisLine={false} width={62} />
          <Tooltip
            labelFormatter={(units) => sizeWords(Number(units), daysOf.get(Number(units)) ?? null)}
            formatter={(relative) => [formatShare(Number(relative)), 'smallest change found']}
            {...tooltipStyle}
          />
          {wanted !== null && <ReferenceLine y={wanted} stroke="var(--ink-faint)" strokeDasharray="4 4" />}
          <Line
            dataKey="relative"
            stroke="var(--accent)"
            strokeWidth={2}
            dot={false}
            type="linear"
            isAnimationActive={false}
          />
          {considered !== null && (
            <ReferenceDot
              x={considered.units}
              y={considered.relative}
              r={5}
              fill="var(--accent)"
              stroke="var(--surface)"
              strokeWidth={2}
            />
          )}
        </LineChart>
      )}
    </div>
  );
}

function sizeWords(units: number, days: number | null): string {
  const size = `${formatCount(units)} units`;
  return days === null ? size : `${size}, ${counted(days, 'day')}`;
}
