'use client';

import { Bar, BarChart, CartesianGrid, Legend, Tooltip, XAxis, YAxis } from 'recharts';
import { useElementSize } from '@mantine/hooks';
import type { DailyChart } from '@/lib/charts/daily-units';
import { formatCount, formatCountShort } from '@/lib/charts/format';
import { formatUtcDay } from '@/lib/charts/format-time';
import { variantLook } from '@/lib/charts/variant-colours';
import { axisLine, tick, tooltipStyle } from './chart-style';
import './daily-units-chart.css';

const height = 208;

/** First exposures per day, a bar for each variant: a day on which one variant falls behind is seen at once. */
export function DailyUnitsChart({ chart }: { readonly chart: DailyChart }) {
  const { ref, width } = useElementSize();
  if (chart.rows.length === 0) return <p className="daily-chart-none">No exposures yet.</p>;
  const data = chart.rows.map(({ day, counts }) => ({ day, ...counts }));
  return (
    // The table under the chart has the same numbers, so the drawing is not read out.
    <div ref={ref} className="daily-chart" style={{ height }} aria-hidden="true">
      {width > 0 && (
        <BarChart
          width={width}
          height={height}
          data={data}
          margin={{ top: 6, right: 4, bottom: 0, left: 0 }}
          barGap={2}
          barCategoryGap="22%"
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="day"
            tickFormatter={formatUtcDay}
            tick={tick}
            tickLine={false}
            axisLine={axisLine}
            minTickGap={24}
          />
          <YAxis tickFormatter={formatCountShort} tick={tick} tickLine={false} axisLine={false} width={46} />
          <Tooltip
            itemSorter={() => 0}
            cursor={{ fill: 'var(--surface-sunken)' }}
            labelFormatter={(day) => (typeof day === 'string' ? formatUtcDay(day) : '')}
            formatter={(units, name) => [formatCount(Number(units)), name]}
            {...tooltipStyle}
          />
          <Legend
            itemSorter={null}
            iconSize={10}
            wrapperStyle={{ fontSize: 12, paddingTop: 4 }}
            formatter={(name: string) => <span className="daily-chart-name">{name}</span>}
          />
          {chart.series.map(({ id, name, position }) => (
            <Bar
              key={id}
              dataKey={id}
              name={name}
              fill={variantLook(position).colour}
              radius={[2, 2, 0, 0]}
              maxBarSize={30}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      )}
    </div>
  );
}
