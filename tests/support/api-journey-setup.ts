import type { ApiAnswer, ApiCall } from './api-caller';
import { experimentBody } from './workspace';

// The first half of a walk through the API (`api-journey.ts`): what is there before anybody meets a variant.

export interface Steps {
  readonly call: (id: string, call?: ApiCall) => Promise<ApiAnswer>;
  /** A PATCH with the version that is there. */
  readonly change: (id: string, key: string, body: object) => Promise<ApiAnswer>;
}

export async function surroundings({ call, change: save }: Steps): Promise<void> {
  await call('getLiveness');
  await call('getReadiness');
  await call('getOpenApi');
  await call('getMetrics');
  for (const key of ['page', 'spare']) await call('createLayer', { body: { key, name: key } });
  await save('updateLayer', 'page', { name: 'The page' });
  await call('deleteLayer', { key: 'spare' });
  await call('listLayers', { query: { limit: '1' } });
  await call('createHoldout', { body: { key: 'quarter', name: 'Quarter', share: 0.1, layer: 'page' } });
  await call('createHoldout', { body: { key: 'old', name: 'Old', share: 0.1 } });
  await save('updateHoldout', 'quarter', { name: 'The quarter' });
  await call('releaseHoldout', { key: 'old' });
  await call('listHoldouts');
  const rule = { any: [{ attribute: 'country', operator: 'in', value: ['SE', 'NO'] }] };
  for (const key of ['swedes', 'spare']) await call('createAudience', { body: { key, name: key, rule } });
  await save('updateAudience', 'swedes', { rule: { all: [] } });
  await call('deleteAudience', { key: 'spare' });
  await call('listAudiences', { query: { after: 'a' } });
}

export async function sources({ call, change: save }: Steps, connection: string): Promise<void> {
  const query = { connection, sql: 'select unit, at as "time", amount as "value" from orders' };
  await call('checkSource', { body: query });
  for (const key of ['shop', 'spare']) await call('createSource', { body: { key, name: key, ...query } });
  await save('updateSource', 'shop', { name: 'The shop', rowLimit: 1000 });
  await call('archiveSource', { key: 'spare' });
  await call('listSources');
}

const selection = { version: 2, event: 'order', window: { lengthHours: 24 } };

export async function metrics({ call, change: save }: Steps): Promise<void> {
  const covariate = { lengthHours: 24, term: { event: 'view', aggregate: 'count' } };
  const definitions = {
    orders: { kind: 'proportion', definition: selection },
    revenue: { kind: 'sum', definition: { ...selection, covariate }, unit: 'EUR' },
    sold: { kind: 'sum', definition: { version: 2, source: 'shop', window: { lengthHours: null } } },
    funnel: {
      kind: 'funnel',
      definition: { version: 2, steps: [{ event: 'view' }, { event: 'order' }], window: selection.window },
    },
    back: {
      kind: 'retention',
      definition: { version: 2, event: 'view', days: { from: 1, to: 7 }, timeZone: 'Europe/Berlin' },
    },
    slow: { kind: 'quantile', definition: { ...selection, aggregate: 'sum', quantile: 0.9 } },
    spare: { kind: 'count', definition: selection },
  };
  for (const [key, metric] of Object.entries(definitions)) {
    await call('createMetric', { body: { key, name: key, ...metric } });
  }
  await save('updateMetric', 'orders', { name: 'Orders', direction: 'higher-is-better' });
  await call('archiveMetric', { key: 'spare' });
  await call('listMetrics', { query: { search: 'o', limit: '10' } });
  const uses = [{ metric: 'orders', role: 'success' }];
  for (const key of ['usual', 'spare'])
    await call('createMetricGroup', { body: { key, name: key, metrics: uses } });
  await save('updateMetricGroup', 'usual', { metrics: [{ metric: 'revenue', role: 'guardrail' }] });
  await call('deleteMetricGroup', { key: 'spare' });
  await call('listMetricGroups');
}

const variants = [
  { key: 'control', name: 'Control', value: false, weight: 0.5, isControl: true },
  { key: 'treatment', name: 'Treatment', value: true, weight: 0.5, isControl: false },
];

export async function experiments({ call, change: save }: Steps): Promise<void> {
  const plan = { method: 'fixed', plannedUnits: 2 };
  const used = {
    metrics: [{ metric: 'orders', role: 'success' }],
    segments: [{ attribute: 'country' }],
    plan,
  };
  for (const key of ['draft', 'spare', 'ended', 'shipped', 'broken']) {
    await call('createExperiment', { body: experimentBody({ key, name: key, ...used }) });
  }
  await call('createExperiment', {
    body: experimentBody({
      ...{ ...used, variants, coverage: 0.9, layer: { key: 'page', share: 0.5 }, sticky: true },
      targeting: { any: [{ audience: 'swedes' }, { attribute: 'age', operator: 'greater', value: 17 }] },
      forced: [{ unit: 'tester', variant: 'treatment' }],
      startsAt: '2026-01-01T00:00:00Z',
      prerequisite: null,
      trigger: { event: 'view' },
    }),
  });
  await save('updateExperiment', 'draft', { hypothesis: 'It is better.', plan: { looks: 3 } });
  await call('addMetricGroup', { key: 'draft', body: { group: 'usual' } });
  await call('deleteExperiment', { key: 'spare' });
  for (const key of ['checkout', 'ended', 'shipped', 'broken']) await call('startExperiment', { key });
  await call('rampExperiment', { key: 'checkout', body: { coverage: 1 } });
  await call('offerExtension', { key: 'checkout' });
  await call('extendPlan', { key: 'checkout', body: { plannedUnits: 3, reason: 'More spread.' } });
  await call('listExperiments', { query: { status: 'running', search: 'CHECK', limit: '1' } });
}
