import { z } from 'zod';
import type { ApiAnswer, ApiCall, ApiCaller } from './api-caller';
import { experiments, metrics, sources, surroundings, type Steps } from './api-journey-setup';
import { exposuresOfBrokenSegments } from './broken-segments';
import { experimentBody } from './workspace';

// A walk through the whole API, as somebody takes it who sets a workspace up. Each step succeeds, so that the fuzz that comes after has
// something of each kind to hit, and every success is held against the document.

const versioned = z.looseObject({ version: z.int() });
const keyed = z.looseObject({ key: z.string() });
const memberList = z.looseObject({ members: z.tuple([keyed, keyed]) });
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
  await people(steps);
  await environments(steps);
  await keys(steps);
  await endings(steps);
  return { answers };
}

/** What reads the version, where it is not called as what changes it. */
const readingOf: Readonly<Record<string, string>> = { updateMemberRole: 'getMember' };

async function change(step: Steps['call'], id: string, key: string, body: object): Promise<ApiAnswer> {
  const { json } = await step(readingOf[id] ?? id.replace('update', 'get'), { key });
  const etag = `"${String(versioned.parse(json).version)}"`;
  return step(id, { key, body, headers: { 'if-match': etag } });
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
  await call('recordExposures', { body: { exposures: exposuresOfBrokenSegments('broken') } });
  // Some order nothing: a metric that is the same for everybody cannot be tested, and its look is not taken.
  const events = units.flatMap((unit, index) =>
    index % 3 === 0 ? [] : [{ unit, id: unit, name: 'order', value: index, properties: {} }],
  );
  await call('recordEvents', { body: { events: [...events, { unit: 'broken' }] } });
  const lines = events.map((event) => JSON.stringify({ ...event, id: `${event.id}-view`, name: 'view' }));
  await call('recordEvents', { body: lines.join('\n'), headers: { 'content-type': 'application/x-ndjson' } });
  await call('recordIdentities', { body: { identities: [{ anonymous: 'visitor', unit: 'unit-3' }] } });
}

async function results({ call }: Steps): Promise<void> {
  for (const key of ['ended', 'shipped', 'checkout']) {
    await call('runAnalysis', { key, body: { segments: ['country'] } });
  }
  await call('runAnalysis', { key: 'broken' });
  await call('waiveSampleRatio', {
    key: 'broken',
    body: { reason: 'Each country has an application of its own.' },
  });
  await call('runAnalysis', { key: 'broken' });
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
  await call('planExperiment', { body: { experiment: 'checkout', newUnitsADay: 1_000 } });
  await call('analyseHoldout', { key: 'quarter', body: { metrics: ['orders'] } });
  await call('readProgram', { query: { search: 'e' } });
  await call('readBayesianView', { key: 'ended', query: { run: '1' } });
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
  await call('listCrowdedPersons', { query: { environment: 'production' } });
  await call('undoLinks', { body: { unit: 'nobody' } });
  await call('readUnitReport', { body: { unit: 'unit-39' } });
  await call('exportUnitRecords', { body: { unit: 'unit-39' } });
  await call('eraseUnit', { body: { unit: 'unit-39' } });
}

async function people({ call, change: save }: Steps): Promise<void> {
  const { json: invited } = await call('inviteMember', {
    body: { email: 'new@example.com', role: 'viewer', expiresInDays: 1 },
  });
  await call('listInvitations');
  await call('revokeInvitation', { key: keyed.parse(invited).key });
  const [first, second] = memberList.parse((await call('listMembers')).json).members;
  await save('updateMemberRole', first.key, { role: 'analyst' });
  await call('removeMember', { key: second.key });
}

async function environments({ call, change: save }: Steps): Promise<void> {
  const key = 'preview';
  await call('createEnvironment', { body: { key, name: 'Preview' } });
  await save('updateEnvironment', key, { name: 'Previews' });
  await call('archiveEnvironment', { key });
  await call('listEnvironments', { query: { archived: 'true' } });
  await call('unarchiveEnvironment', { key });
}

async function keys({ call, change: save }: Steps): Promise<void> {
  const body = { kind: 'secret', name: 'server', reach: 'workspace' };
  const { key } = keyed.parse((await call('createKey', { body })).json);
  await call('listKeys');
  await save('updateKey', key, { name: 'Server', expiresAt: '2099-01-01T00:00:00Z' });
  await call('rotateKey', { key, body: { overlapHours: 1 }, headers: { 'if-match': '*' } });
  await call('getKey', { key });
  await call('endKeyRotation', { key, body: { keep: 'new' } });
  await call('revokeKey', { key });
}

async function endings({ call }: Steps): Promise<void> {
  await call('createExperiment', { body: experimentBody({ key: 'spare' }) });
  await call('archiveExperiment', { key: 'spare' });
  await call('unarchiveExperiment', { key: 'spare' });
}
