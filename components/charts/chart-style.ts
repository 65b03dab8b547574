/** How recharts draws what its charts have in common, in the colours of the page. */
export const tick = { fill: 'var(--ink-faint)', fontSize: 12 };
export const axisLine = { stroke: 'var(--line-strong)' };
export const tooltipStyle = {
  contentStyle: {
    background: 'var(--surface)',
    border: '1px solid var(--line-strong)',
    borderRadius: 8,
    fontSize: 13,
    color: 'var(--ink)',
  },
  labelStyle: { color: 'var(--ink-faint)' },
  itemStyle: { color: 'var(--ink)' },
};
