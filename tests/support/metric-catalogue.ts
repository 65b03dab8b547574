import type { EventSelection, MetricMeaning, MetricWindow } from '../../lib/analysis/metric-definition';

// Metrics of every kind, and of each kind those whose boundaries differ.

const day: MetricWindow = { startHours: 0, lengthHours: 24, mustBeComplete: false };
const open: MetricWindow = { startHours: 0, lengthHours: null, mustBeComplete: false };
const completeDay: MetricWindow = { ...day, mustBeComplete: true };
const secondDay: MetricWindow = { startHours: 24, lengthHours: 24, mustBeComplete: true };
const lateAndOpen: MetricWindow = { startHours: 12, lengthHours: null, mustBeComplete: false };

const buy: EventSelection = { event: 'buy', where: [] };
const view: EventSelection = { event: 'view', where: [] };
const proBuy: EventSelection = {
  event: 'buy',
  where: [{ property: 'plan', operator: 'equals', value: 'pro' }],
};
const manyViews: EventSelection = {
  event: 'view',
  where: [
    { property: 'n', operator: 'at-least', value: 2.5 },
    { property: 'plan', operator: 'exists' },
  ],
};
const notPro: EventSelection = {
  event: 'view',
  where: [{ property: 'plan', operator: 'differs', value: 'pro' }],
};
const ok: EventSelection = { event: 'view', where: [{ property: 'ok', operator: 'equals', value: true }] };
const seven: EventSelection = { event: 'buy', where: [{ property: 'plan', operator: 'equals', value: 7 }] };

const bare = { version: 2, covariate: null, winsorisation: null } as const;
const twoDaysBefore = { lengthHours: 48, term: null };
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];

export const metricCatalogue: readonly MetricMeaning[] = [
  { kind: 'count', definition: { ...bare, ...view, window: day } },
  { kind: 'count', definition: { ...bare, ...manyViews, window: open, covariate: twoDaysBefore } },
  { kind: 'count', definition: { ...bare, ...notPro, window: secondDay } },
  { kind: 'sum', definition: { ...bare, ...buy, window: completeDay } },
  { kind: 'sum', definition: { ...bare, ...proBuy, window: lateAndOpen } },
  { kind: 'sum', definition: { ...bare, ...buy, window: open, winsorisation: 0.8 } },
  {
    kind: 'sum',
    definition: {
      ...bare,
      ...buy,
      window: completeDay,
      winsorisation: 0.9,
      covariate: { lengthHours: 24, term: { aggregate: 'sum', ...view } },
    },
  },
  { kind: 'mean', definition: { ...bare, ...buy, window: day } },
  { kind: 'mean', definition: { ...bare, ...view, window: completeDay, covariate: twoDaysBefore } },
  { kind: 'proportion', definition: { version: 2, ...ok, window: day, covariate: null } },
  { kind: 'proportion', definition: { version: 2, ...buy, window: open, covariate: twoDaysBefore } },
  { kind: 'distinct-count', definition: { ...bare, ...view, window: open, property: 'plan' } },
  {
    kind: 'distinct-count',
    definition: { ...bare, ...view, window: secondDay, property: 'n', covariate: twoDaysBefore },
  },
  {
    kind: 'ratio',
    definition: {
      version: 2,
      numerator: { aggregate: 'sum', ...buy },
      denominator: { aggregate: 'count', ...view },
      window: open,
      covariate: null,
    },
  },
  {
    kind: 'ratio',
    definition: {
      version: 2,
      numerator: { aggregate: 'any', ...seven },
      denominator: { aggregate: 'count', ...buy },
      window: completeDay,
      covariate: twoDaysBefore,
    },
  },
  ...zones.map((timeZone, index): MetricMeaning => ({
    kind: 'retention',
    definition: {
      version: 2,
      ...view,
      days: { from: index % 2, to: 1 + (index % 2) },
      timeZone,
      mustBeComplete: index !== 2,
    },
  })),
  { kind: 'quantile', definition: { version: 2, ...buy, aggregate: 'sum', quantile: 0.5, window: open } },
  {
    kind: 'quantile',
    definition: { version: 2, ...view, aggregate: 'mean', quantile: 0.9, window: completeDay },
  },
  { kind: 'funnel', definition: { version: 2, steps: [view, buy], window: day } },
  {
    kind: 'funnel',
    definition: { version: 2, steps: [view, view, proBuy], window: { ...open, startHours: 12 } },
  },
  {
    kind: 'funnel',
    definition: { version: 2, steps: [buy, manyViews, { event: 'other', where: [] }], window: completeDay },
  },
  {
    kind: 'time-to-event',
    definition: { version: 2, ...buy, window: { startHours: 0, lengthHours: 24, mustBeComplete: true } },
  },
  {
    kind: 'time-to-event',
    definition: { version: 2, ...view, window: { startHours: 12, lengthHours: 25.5, mustBeComplete: true } },
  },
];
