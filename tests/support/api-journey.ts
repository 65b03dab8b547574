import { z } from 'zod';
import type { ApiAnswer, ApiCall, ApiCaller } from './api-caller';
import { experimentBody } from './workspace';

// A walk through the whole API, as somebody takes it who sets a workspace up. Each step succeeds, so that the fuzz that comes after has
// something of each kind to hit, and every success is held against the document.

const versioned = z.looseObject({ version: z.int() });
const rejectedItems = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })).min(1) });

export interface Journey {
  readonly answers: readonly ApiAnswer[];
}

export async function walkThrough(call: ApiCaller, sourceConnection: string): Promise<Journey> {
  const answers: ApiAnswer[] = [];
  const step = async (id: string, options?: ApiCall): Promise<ApiAnswer> => {
    const answer = await call(id, options);
    answers.push(answer);
    if (answer.status >= 300)
      throw new Error(`${id} was answered with ${String(answer.status)}: ${answer.text}`);
    return answer;
  };
  const steps = {
    call: step,
    change: (id: string, key: string, body: object) => change(step, id, key, body),
  };
  await surroundings(steps);
  await sources(steps, sourceConnection);
  await metrics(steps);
  await experiments(steps);
  await evidence(steps);
  await results(steps);
  await data(steps);
  await endings(steps);
  return { answers };
}

interface Steps {
  readonly call: (id: string, call?: ApiCall) => Promise<ApiAnswer>;
  /** A PATCH with the version that is there. */
  readonly change: (id: string, key: string, body: object) => Promise<ApiAnswer>;
}

async function change(step: Steps['call'], id: string, key: string, body: object): Promise<ApiAnswer> {
  const { json } = await step(id.replace('update', 'get'), { key });
  const etag = `"${String(versioned.parse(json).version)}"`;
  return step(id, { key, body, headers: { 'if-match': etag } });
}

async function surroundings({ call, change: save }: Steps): Promise<void> {
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

async function sources({ call, change: save }: Steps, connection: string): Promise<void> {
  const query = { connection, sql: 'select unit, at as "time", amount as "value" from orders' };
  await call('checkSource', { body: query });
  for (const key of ['shop', 'spare']) await call('createSource', { body: { key, name: key, ...query } });
  await save('updateSource', 'shop', { name: 'The shop', rowLimit: 1000 });
  await call('archiveSource', { key: 'spare' });
  await call('listSources');
}

const selection = { version: 2, event: 'order', window: { lengthHours: 24 } };

async function metrics({ call, change: save }: Steps): Promise<void> {
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

async function experiments({ call, change: save }: Steps): Promise<void> {
  const plan = { method: 'fixed', plannedUnits: 2 };
  const used = {
    metrics: [{ metric: 'orders', role: 'success' }],
    segments: [{ attribute: 'country' }],
    plan,
  };
  for (const key of ['draft', 'spare', 'ended', 'shipped']) {
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
  for (const key of ['checkout', 'ended', 'shipped']) await call('startExperiment', { key });
  await call('rampExperiment', { key: 'checkout', body: { coverage: 1 } });
  await call('listExperiments', { query: { status: 'running', search: 'CHECK', limit: '1' } });
}

async function evidence({ call }: Steps): Promise<void> {
  const units = Array.from({ length: 40 }, (_, index) => `unit-${String(index)}`);
  await call('assign', { body: { unit: 'unit-1', experiments: ['checkout', 'draft'], explain: true } });
  await call('assign', { body: { unit: 'tester', attributes: { country: 'SE' }, expose: false } });
  const context = { targetingKey: 'unit-2', age: 30, 'fairsplit.expose': false };
  await call('evaluateFlag', { key: 'checkout', body: { context } });
  await call('evaluateFlag', { key: 'draft', body: { context } });
  await call('evaluateFlags', { body: { context } });
  const { headers } = await call('getConfiguration');
  await call('getConfiguration', { query: { flagConfigEtag: headers.get('etag') ?? '' } });
  await call('streamConfiguration');
  const exposures = units.flatMap((unit, index) =>
    ['ended', 'shipped', 'checkout'].map((experiment) => ({
      ...{ experiment, unit, attributes: { country: 'SE' } },
      variant: index % 2 === 0 ? 'control' : 'treatment',
    })),
  );
  await call('recordExposures', { body: { exposures: [...exposures, { unit: 'broken' }] } });
  const events = units.map((unit, index) => ({
    unit,
    id: unit,
    name: 'order',
    value: index,
    properties: {},
  }));
  await call('recordEvents', { body: { events: [...events, { unit: 'broken' }] } });
  const lines = events.map((event) => JSON.stringify({ ...event, id: `${event.id}-view`, name: 'view' }));
  await call('recordEvents', { body: lines.join('\n'), headers: { 'content-type': 'application/x-ndjson' } });
  await call('recordIdentities', { body: { identities: [{ anonymous: 'visitor', unit: 'unit-3' }] } });
}

async function results({ call }: Steps): Promise<void> {
  for (const key of ['ended', 'shipped', 'checkout']) {
    await call('runAnalysis', { key, body: { segments: ['country'] } });
  }
  await call('stopExperiment', { key: 'ended' });
  await call('shipExperiment', { key: 'shipped', body: { variant: 'treatment' } });
  await call('runAnalysis', { key: 'ended' });
  await call('listAnalyses', { key: 'ended', query: { limit: '1' } });
  await call('getLatestAnalysis', { key: 'ended', query: { look: 'false', run: '1' } });
  for (const format of ['json', 'csv', 'parquet', 'sql', 'ipynb', 'r']) {
    await call('exportAnalysis', { key: 'ended', query: { format } });
  }
  await call('exportAnalysis', { key: 'ended', query: { rows: 'units' } });
  await call('calibrateMetric', { key: 'orders', body: { rounds: 50, seed: 1 } });
  await call('analyseHoldout', { key: 'quarter', body: { metrics: ['orders'] } });
  await call('readProgram', { query: { search: 'e' } });
  await call('scanInteractions');
  await call('listExperiments');
}

async function data({ call }: Steps): Promise<void> {
  const { json } = await call('listRejected', { query: { replayed: 'true' } });
  const ids = rejectedItems.parse(json).items.map(({ id }) => id);
  await call('replayRejected', {
    body: { ids, set: { name: 'order', experiment: 'checkout', variant: 'control' } },
  });
  await call('countVerdicts', { query: { hours: '1' } });
  await call('updateIngestionSettings', { body: { botFilter: false, retentionMonths: 13 } });
  await call('getIngestionSettings', { query: { environment: 'production' } });
  await call('applyRetention', { body: { dryRun: true } });
  await call('eraseUnit', { body: { unit: 'unit-39' } });
}

async function endings({ call }: Steps): Promise<void> {
  await call('createExperiment', { body: experimentBody({ key: 'spare' }) });
  await call('archiveExperiment', { key: 'spare' });
}
