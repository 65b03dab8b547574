import type { EventSelection, MetricWindow } from '../../lib/model/metrics/parts';
import type { MetricMeaning } from '../../lib/model/metrics/kinds';

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
  { kind: 'sum', definition: { ...bare, ...buy, window: open, winsorisationLower: 0.6 } },
  {
    kind: 'mean',
    definition: { ...bare, ...view, window: open, winsorisation: 0.8, winsorisationLower: 0.3 },
  },
  {
    kind: 'count',
    definition: { ...bare, ...view, window: completeDay, winsorisation: 0.9, winsorisationLower: 0.4 },
  },
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
  {
    kind: 'ratio',
    definition: {
      version: 2,
      numerator: { aggregate: 'sum', ...buy, winsorisation: 0.8, winsorisationLower: 0.3 },
      denominator: { aggregate: 'count', ...view, winsorisationLower: 0.4, winsorisation: 0.9 },
      window: open,
      covariate: twoDaysBefore,
    },
  },
  {
    kind: 'ratio',
    definition: {
      version: 2,
      numerator: { aggregate: 'sum', ...buy },
      denominator: { aggregate: 'count', ...view, winsorisation: 0.7 },
      window: completeDay,
      covariate: null,
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
  { kind: 'event-quantile', definition: { version: 2, ...view, quantile: 0.5, window: open } },
  { kind: 'event-quantile', definition: { version: 2, ...proBuy, quantile: 0.95, window: secondDay } },
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

/** What each of them says of itself, and when its events count, in the order of the catalogue. */
export const metricSentences: readonly string[] = [
  'Number of view per unit | 1 day',
  'Number of view where n is at least 2.5 and plan is there per unit | No end',
  'Number of view where plan is not pro per unit | from 1 day for 1 day, complete',
  'Sum of buy per unit | 1 day, complete',
  'Sum of buy where plan is pro per unit | from 12 hours after exposure, no end',
  'Sum of buy per unit, capped at the 80 % quantile of all units | No end',
  'Sum of buy per unit, capped from below at the 60 % quantile of all units | No end',
  'Mean value of view per unit that has any, capped from the 30 % to the 80 % quantile of all units | No end',
  'Number of view per unit, capped from the 40 % to the 90 % quantile of all units | 1 day, complete',
  'Sum of buy per unit, capped at the 90 % quantile of all units | 1 day, complete',
  'Mean value of buy per unit that has any | 1 day',
  'Mean value of view per unit that has any | 1 day, complete',
  'Share of units with view where ok is true | 1 day',
  'Share of units with buy | No end',
  'Different values of plan in view per unit | No end',
  'Different values of n in view per unit | from 1 day for 1 day, complete',
  'Sum of buy over number of view | No end',
  'Units with buy where plan is 7 over number of buy | 1 day, complete',
  'Sum of buy over number of view, numerator capped from the 30 % to the 80 % quantile of all units, denominator capped from the 40 % to the 90 % quantile of all units | No end',
  'Sum of buy over number of view, denominator capped at the 70 % quantile of all units | 1 day, complete',
  'Share of units with view on days 0 to 1 after first exposure (UTC) | Local days',
  'Share of units with view on days 1 to 2 after first exposure (Europe/Berlin) | Local days',
  'Share of units with view on days 0 to 1 after first exposure (America/New_York) | Local days',
  'Share of units with view on days 1 to 2 after first exposure (Asia/Kolkata) | Local days',
  'Share of units with view on days 0 to 1 after first exposure (Australia/Lord_Howe) | Local days',
  '50 % quantile of the units’ sums of buy | No end',
  '90 % quantile of the units’ mean values of view | 1 day, complete',
  '50 % quantile over all events: view | No end',
  '95 % quantile over all events: buy where plan is pro | from 1 day for 1 day, complete',
  'Share of units that did view, then buy | 1 day',
  'Share of units that did view, then view, then buy where plan is pro | from 12 hours after exposure, no end',
  'Share of units that did buy, then view where n is at least 2.5 and plan is there, then other | 1 day, complete',
  'Hours to the first buy, the window’s length without one | 1 day, complete',
  'Hours to the first view, the window’s length without one | from 12 hours for 25.5 hours, complete',
];
