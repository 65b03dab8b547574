import { z } from 'zod';
import type { ApiCall } from './api-caller';
import { experimentBody } from './workspace';

// Of each body that the API takes a right one, and its wrong neighbours.

export const definition = { version: 2, event: 'order', window: { lengthHours: 24 } };
const context = { targetingKey: 'unit-1' };
const rule = { all: [{ attribute: 'country', operator: 'in', value: ['SE'] }] };
const matching = { headers: { 'if-match': '"1"' } };
const [control, treatment] = z.array(z.looseObject({})).parse(experimentBody()['variants']);

export interface ToldBodies {
  readonly id: string;
  readonly call?: ApiCall;
  readonly right: readonly object[];
  readonly wrong: readonly unknown[];
}

export const toldBodies: readonly ToldBodies[] = [
  {
    id: 'createExperiment',
    right: [
      experimentBody({ key: 'one' }),
      experimentBody({
        key: 'two',
        targeting: rule,
        plan: { looks: 3 },
        startsAt: null,
        segments: [{ event: 'view' }],
      }),
      // Null for what may be left out.
      experimentBody({ key: 'three', segments: [{ attribute: 'country', postStratify: null }] }),
    ],
    wrong: [
      ...[
        {},
        [],
        experimentBody({ extra: 1 }),
        experimentBody({ key: 'Upper' }),
        experimentBody({ coverage: '1' }),
      ],
      ...[
        experimentBody({ plan: { looks: 0 } }),
        experimentBody({ targeting: { all: [{ attribute: 'a' }] } }),
      ],
      ...[experimentBody({ variants: [control] }), experimentBody({ trigger: { from: 'exposure' } })],
      experimentBody({ variants: [control, { ...treatment, weight: 2 }] }),
    ],
  },
  {
    id: 'updateExperiment',
    call: { key: 'changed', ...matching },
    right: [
      { version: 3, runs: 'as read' },
      { name: 'Other', coverage: 0.5, newRun: false, targeting: rule },
    ],
    wrong: [{ colour: 3 }, { coverage: 2 }, { newRun: 'yes' }, { unitType: 'Not a word' }, { variants: [] }],
  },
  {
    id: 'rampExperiment',
    call: { key: 'running' },
    right: [{ coverage: 1 }, { weights: { control: 0.5, treatment: 0.5 } }],
    wrong: [
      {},
      { coverage: -0.1 },
      { weights: [1] },
      { coverage: 1, key: 'running' },
      { coverage: 1, version: 1 },
    ],
  },
  {
    id: 'extendPlan',
    call: { key: 'planned' },
    right: [
      { plannedUnits: 2_000_000_000, reason: 'More spread.' },
      { plannedUnits: 2_000_000_001, plannedDays: 700, reason: 'More spread.', environment: 'production' },
    ],
    wrong: [
      {},
      { reason: 'More spread.' },
      { plannedUnits: 1, reason: 'More spread.' },
      { plannedUnits: 1.5, reason: 'More spread.' },
      { plannedUnits: 2_000_000_002, reason: ' ' },
      { plannedUnits: 2_000_000_002 },
      { plannedDays: 731, reason: 'More spread.' },
      { plannedUnits: 2_000_000_002, reason: 'More spread.', key: 'planned' },
    ],
  },
  {
    id: 'waiveSampleRatio',
    call: { key: 'broken' },
    right: [{ reason: 'A known fault.', run: 1 }],
    wrong: [
      {},
      { reason: ' ' },
      { reason: null },
      { reason: 'x'.repeat(2_001) },
      { reason: 'Known.', run: '1' },
      { reason: 'Known.', key: 'broken' },
    ],
  },
  {
    id: 'shipExperiment',
    call: { key: 'running' },
    right: [{ variant: 'treatment' }, { variant: 'treatment', environment: 'production' }],
    wrong: [
      {},
      { variant: null },
      { variant: 'treatment', environment: 3 },
      { variant: 'treatment', key: 'running' },
    ],
  },
  {
    id: 'createMetric',
    right: [
      { key: 'sum', name: 'Sum', kind: 'sum', definition },
      { key: 'share', name: 'Share', kind: 'proportion', definition, unit: '', direction: 'lower-is-better' },
      {
        ...{ key: 'absent', name: 'Absent', kind: 'sum' },
        definition: { ...definition, source: null, breakdown: null, winsorisationLower: null },
      },
    ],
    wrong: [
      ...[
        {},
        { key: 'a', name: 'A', kind: 'sum' },
        { key: 'a', name: 'A', kind: 'sum', definition, extra: 1 },
      ],
      ...[
        { key: 'a', name: 'A', kind: 'median', definition },
        { key: 'a', name: 'A', kind: 'funnel', definition },
      ],
      { key: 'a', name: 'A', kind: 'sum', definition: { ...definition, winsorisation: 1 } },
    ],
  },
  {
    id: 'updateMetric',
    call: { key: 'orders', ...matching },
    right: [{ name: 'All orders', kind: 'count', definition }],
    wrong: [
      { key: 'other' },
      { kind: 'median' },
      { definition: 1 },
      { unit: 'x'.repeat(21) },
      { unit: null },
    ],
  },
  {
    id: 'calibrateMetric',
    call: { key: 'orders' },
    right: [{ rounds: 50, days: 1, seed: 0 }],
    wrong: [{ rounds: 49 }, { alphaTwoSided: 0.5 }, { days: 1.5 }, { seed: -1 }, { metric: 'orders' }],
  },
  {
    id: 'planExperiment',
    right: [
      {},
      { metrics: [{ metric: 'orders', role: 'success' }], plan: { looks: 2 }, days: 14 },
      {
        variants: [
          { key: 'a', weight: 0.5, isControl: true },
          { key: 'b', weight: 0.5, isControl: false },
        ],
        metrics: [
          {
            ...{ metric: 'x', role: 'success', minimumEffectRelative: 0.1 },
            ...{ baseline: { mean: 1, variance: 2 }, windowDays: 7 },
          },
        ],
        newUnitsADay: 100,
        units: 1_000,
      },
    ],
    wrong: [
      ...[{ units: 1 }, { days: 0 }, { seed: -1 }, { newUnitsADay: 0 }, { variants: [] }, { more: 1 }],
      { metrics: [{ metric: 'x', role: 'success', baseline: { mean: 1, variance: 0 } }] },
      {
        metrics: [{ metric: 'x', role: 'success', baseline: { mean: 1, variance: 1, varianceReduction: 1 } }],
      },
    ],
  },
  {
    id: 'createMetricGroup',
    right: [
      {
        key: 'usual',
        name: 'Usual',
        metrics: [{ metric: 'orders', role: 'guardrail', relativeMargin: 0.01 }],
      },
    ],
    wrong: [
      { key: 'a', name: 'A', metrics: [] },
      { key: 'a', name: 'A', metrics: [{ metric: 'orders', role: 'main' }] },
    ],
  },
  {
    id: 'createHoldout',
    right: [
      { key: 'h', name: 'H', share: 0.05 },
      { key: 'i', name: 'I', share: 0.05, layer: null },
    ],
    wrong: [
      { key: 'a', name: 'A', share: 1 },
      { key: 'a', name: 'A', share: 0 },
      { key: 'a', name: '', share: 0.5 },
    ],
  },
  {
    id: 'createAudience',
    right: [{ key: 'swedes', name: 'Swedes', rule }],
    wrong: [
      ...[
        { key: 'a', name: 'A' },
        { key: 'a', name: 'A', rule: [] },
        { key: 'a', name: 'A', rule: { all: 1 } },
      ],
      { key: 'a', name: 'A', rule: { attribute: 'a', operator: 'like', value: 1 } },
    ],
  },
  {
    id: 'updateIngestionSettings',
    right: [{}, { botFilter: true, retentionMonths: null }],
    wrong: [{ botFilter: 1 }, { retentionMonths: 0 }, { retentionMonths: 1.5 }, { filter: true }],
  },
  {
    id: 'replayRejected',
    right: [
      { ids: ['1'], set: { name: 'order' } },
      { code: 'UNKNOWN_MEMBER', kind: 'EVENT', rename: { Value: 'value' }, remove: ['debug'] },
    ],
    wrong: [
      {},
      { code: 'UNKNOWN_MEMBER', ids: ['1'] },
      { ids: ['1'], remove: 'debug' },
      { ids: [] },
      { ids: [1] },
      { ids: ['a'] },
      { ids: ['1'], set: { '': 1 } },
    ],
  },
  {
    id: 'eraseUnit',
    right: [{ unit: 'gone' }, { unit: 'gone', removeFromDefinitions: true }],
    wrong: [
      {},
      { unit: '' },
      { unit: 1 },
      { unit: 'x', removeFromDefinitions: 1 },
      { unit: 'x'.repeat(513) },
      { unit: 'gone', also: 'this' },
    ],
  },
  {
    id: 'undoLinks',
    right: [{ unit: 'undefined' }, { anonymous: 'anon', environment: 'production' }],
    wrong: [{}, { unit: '' }, { anonymous: 1 }, { unit: 'a', anonymous: 'b' }, { unit: 'a', also: 'this' }],
  },
  {
    id: 'assign',
    right: [
      { unit: 'u' },
      { unit: 'u', attributes: { age: 3 }, experiments: ['running'], expose: true, explain: true },
    ],
    wrong: [
      {},
      { unit: '' },
      { unit: 'u', attributes: [] },
      { unit: 'u', experiments: 'running' },
      { unit: 'u', x: 1 },
    ],
  },
  {
    id: 'evaluateFlag',
    call: { key: 'running' },
    right: [{ context }, { context: { ...context, country: 'SE' }, more: true }],
    wrong: [[], { context: [] }, { context: { targetingKey: 1 } }],
  },
  {
    id: 'recordEvents',
    right: [{ events: [{ unit: 'u', name: 'order', value: 1, properties: null }] }, { events: [] }],
    wrong: [
      ...[
        {},
        { events: {} },
        { events: [1] },
        { events: [{ unit: 'u' }] },
        { events: [{ unit: 'u', name: '' }] },
      ],
      { events: [{ unit: 'u', name: 'order', value: '1' }] },
      { events: [{ unit: 'u', name: 'order', Value: 1 }] },
      { events: [{ unit: 'u', name: 'order' }], sendAt: '2026-03-01T00:00:00Z' },
      { events: [{ unit: 'u', name: 'order', properties: [] }] },
    ],
  },
  {
    id: 'recordExposures',
    right: [{ exposures: [{ unit: 'u', experiment: 'met', variant: 'control', run: 1, forced: false }] }],
    wrong: [
      { exposures: [{ unit: 'u', experiment: 'met' }] },
      { exposures: [{ unit: 'u', experiment: 'met', variant: 'control', run: 0 }] },
      { exposures: [{ unit: 'u', experiment: 'met', variant: 'control', Forced: true }] },
    ],
  },
];
