export const demoMetrics = [
  {
    key: 'purchase-rate',
    name: 'Purchase rate',
    description: 'Share of visitors who buy within three days of their first exposure.',
    kind: 'proportion',
    definition: { event: 'purchase', windowHours: 72 },
    direction: 'higher-is-better',
    unit: '',
  },
  {
    key: 'revenue',
    name: 'Revenue per visitor',
    description: 'What a visitor spends within three days of the first exposure; 0 without a purchase.',
    kind: 'mean',
    definition: { event: 'purchase', windowHours: 72 },
    direction: 'higher-is-better',
    unit: 'EUR',
  },
  {
    key: 'page-load-time',
    name: 'Page load time',
    description: 'Time until the page can be used.',
    kind: 'mean',
    definition: { event: 'page-load', windowHours: 24 },
    direction: 'lower-is-better',
    unit: 'ms',
  },
] as const;

/** What every demo experiment measures, and what for. */
export const demoMetricUses = [
  { metric: 'purchase-rate', role: 'success', relativeMargin: null, minimumEffectRelative: 0.05 },
  { metric: 'revenue', role: 'success', relativeMargin: null, minimumEffectRelative: 0.05 },
  { metric: 'page-load-time', role: 'guardrail', relativeMargin: 0.02, minimumEffectRelative: null },
] as const;
