import { exportAnalysis } from '../../lib/services/analysis/export-analysis';
import { exportUnits } from '../../lib/services/analysis/export-units';
import { latestAnalysis, latestLook } from '../../lib/services/analysis/latest-analysis';
import { listAnalyses } from '../../lib/services/analysis/list-analyses';
import { listDueRuns } from '../../lib/services/analysis/list-due-runs';
import { runAnalysis } from '../../lib/services/analysis/run-analysis';
import { waiveSampleRatio } from '../../lib/services/analysis/waive-sample-ratio';
import { scanInteractions } from '../../lib/services/analysis/scan-interactions';
import { createAudience } from '../../lib/services/audiences/create-audience';
import { deleteAudience } from '../../lib/services/audiences/delete-audience';
import { getAudience } from '../../lib/services/audiences/get-audience';
import { listAudiences } from '../../lib/services/audiences/list-audiences';
import { updateAudience } from '../../lib/services/audiences/update-audience';
import type { Scope } from '../../lib/services/authorise';
import type { Context, Permission } from '../../lib/services/context';
import { applyRetention } from '../../lib/services/data/apply-retention';
import { countVerdicts } from '../../lib/services/data/count-verdicts';
import { eraseUnit } from '../../lib/services/data/erase-unit';
import { getIngestionSettings, updateIngestionSettings } from '../../lib/services/data/ingestion-settings';
import { listCrowdedPersons } from '../../lib/services/data/list-crowded-persons';
import { listEnvironments } from '../../lib/services/data/list-environments';
import { listRejected } from '../../lib/services/data/list-rejected';
import { replayRejected } from '../../lib/services/data/replay-rejected';
import { undoLinks } from '../../lib/services/data/undo-links';
import { watchIngestion } from '../../lib/services/data/watch-ingestion';
import { addMetricGroup } from '../../lib/services/experiments/add-metric-group';
import { archiveExperiment } from '../../lib/services/experiments/archive-experiment';
import { createExperiment } from '../../lib/services/experiments/create-experiment';
import { deleteExperiment } from '../../lib/services/experiments/delete-experiment';
import { explainAssignment } from '../../lib/services/experiments/explain-assignment';
import { getExperiment } from '../../lib/services/experiments/get-experiment';
import { listProgress } from '../../lib/services/experiments/list-progress';
import { listExperiments } from '../../lib/services/experiments/list-experiments';
import { rampExperiment } from '../../lib/services/experiments/ramp-experiment';
import { shipExperiment } from '../../lib/services/experiments/ship-experiment';
import { startExperiment } from '../../lib/services/experiments/start-experiment';
import { stopExperiment } from '../../lib/services/experiments/stop-experiment';
import { unarchiveExperiment } from '../../lib/services/experiments/unarchive-experiment';
import { updateExperiment } from '../../lib/services/experiments/update-experiment';
import { analyseHoldout } from '../../lib/services/holdouts/analyse-holdout';
import { createHoldout } from '../../lib/services/holdouts/create-holdout';
import { getHoldout } from '../../lib/services/holdouts/get-holdout';
import { listHoldouts } from '../../lib/services/holdouts/list-holdouts';
import { releaseHoldout } from '../../lib/services/holdouts/release-holdout';
import { updateHoldout } from '../../lib/services/holdouts/update-holdout';
import { createEvidenceStore } from '../../lib/services/ingestion/evidence-store';
import type { IngestionContext } from '../../lib/services/ingestion/ingestion-context';
import { createIngestionTail } from '../../lib/services/ingestion/ingestion-tail';
import { recordEvents } from '../../lib/services/ingestion/record-events';
import { recordExposures } from '../../lib/services/ingestion/record-exposures';
import { recordIdentities } from '../../lib/services/ingestion/record-identities';
import { recordLines } from '../../lib/services/ingestion/record-lines';
import { createKey } from '../../lib/services/keys/create-key';
import { listKeys } from '../../lib/services/keys/list-keys';
import { revokeKey } from '../../lib/services/keys/revoke-key';
import { createLayer } from '../../lib/services/layers/create-layer';
import { deleteLayer } from '../../lib/services/layers/delete-layer';
import { getLayer } from '../../lib/services/layers/get-layer';
import { listLayers } from '../../lib/services/layers/list-layers';
import { updateLayer } from '../../lib/services/layers/update-layer';
import { readProgram } from '../../lib/services/learning/read-program';
import { listMembers } from '../../lib/services/members/list-members';
import { createMetricGroup } from '../../lib/services/metric-groups/create-metric-group';
import { deleteMetricGroup } from '../../lib/services/metric-groups/delete-metric-group';
import { getMetricGroup } from '../../lib/services/metric-groups/get-metric-group';
import { listMetricGroups } from '../../lib/services/metric-groups/list-metric-groups';
import { updateMetricGroup } from '../../lib/services/metric-groups/update-metric-group';
import { archiveMetric } from '../../lib/services/metrics/archive-metric';
import { calibrateMetric } from '../../lib/services/metrics/calibrate-metric';
import { createMetric } from '../../lib/services/metrics/create-metric';
import { getMetric } from '../../lib/services/metrics/get-metric';
import { listMetrics } from '../../lib/services/metrics/list-metrics';
import { previewMetric } from '../../lib/services/metrics/preview-metric';
import { updateMetric } from '../../lib/services/metrics/update-metric';
import { archiveSource } from '../../lib/services/sources/archive-source';
import { checkSource } from '../../lib/services/sources/check-source';
import { createSource } from '../../lib/services/sources/create-source';
import { getSource } from '../../lib/services/sources/get-source';
import { listSources } from '../../lib/services/sources/list-sources';
import { updateSource } from '../../lib/services/sources/update-source';
import { mark, query, type VerbFixture } from './verb-fixture';
import { experimentBody } from './workspace';

/** What a verb is for, and a call of it that touches production, or all of the workspace. */
export interface VerbRow {
  readonly permission: Permission;
  /** "left out": a key of another environment is answered, with nothing of production. */
  readonly scope: Exclude<Scope, object> | 'left out';
  readonly call: (ctx: Context, fixture: VerbFixture) => Promise<unknown>;
  /** Of the error that whoever may call it meets in the fixture; left out: none. */
  readonly code?: string;
}

type Verb = (given: { ctx: Context; input: unknown }) => Promise<unknown>;

function row(
  permission: Permission,
  scope: VerbRow['scope'],
  verb: Verb,
  input: object = {},
  code?: string,
): VerbRow {
  const call: VerbRow['call'] = (ctx) => verb({ ctx, input });
  return { permission, scope, call, ...(code !== undefined && { code }) };
}

const environment = 'production';
const running = { key: `${mark}-running` };
const ended = { key: `${mark}-ended` };
const draft = { key: `${mark}-draft` };
const renamed = { version: 1, changes: { name: 'Other' } };
const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };
const definition = { version: 2, event: 'order', window };
const metrics = [{ metric: `${mark}-orders`, role: 'success' }];

function ingesting(record: (ctx: IngestionContext) => Promise<unknown>): VerbRow {
  const call: VerbRow['call'] = (ctx, { environmentId, database }) =>
    record({ ...ctx, environmentId, store: createEvidenceStore(database) });
  return { permission: 'data:write', scope: 'environment', call };
}

async function* line() {
  yield await Promise.resolve({ index: 0, byteCount: 2, item: { unit: 'u', name: 'order' } });
}

const experimentRows = {
  createExperiment: row('experiments:write', 'definitions', createExperiment, experimentBody({ key: 'new' })),
  getExperiment: row('experiments:read', 'definitions', getExperiment, running),
  listExperiments: row('experiments:read', 'definitions', listExperiments),
  listProgress: row('results:read', 'definitions', listProgress),
  startExperiment: row('experiments:write', 'environment', startExperiment, { ...draft, environment }),
  stopExperiment: row('experiments:write', 'environment', stopExperiment, running),
  rampExperiment: row('experiments:write', 'environment', rampExperiment, { ...running, coverage: 1 }),
  shipExperiment: row('experiments:write', 'environment', shipExperiment, {
    ...running,
    variant: 'treatment',
  }),
  archiveExperiment: row('experiments:write', 'environment', archiveExperiment, ended),
  unarchiveExperiment: row('experiments:write', 'environment', unarchiveExperiment, ended, 'NOT_ARCHIVED'),
  deleteExperiment: row('experiments:write', 'environment', deleteExperiment, ended, 'HAS_RUN'),
  updateExperiment: row('experiments:write', 'environment', updateExperiment, {
    ...running,
    version: 2,
    changes: { coverage: 0.5 },
    newRun: true,
  }),
  addMetricGroup: row('experiments:write', 'environment', addMetricGroup, {
    ...running,
    group: `${mark}-group`,
    newRun: true,
  }),
  explainAssignment: row('experiments:read', 'environment', explainAssignment, {
    ...running,
    environment,
    unit: 'u',
  }),
} satisfies Rows;

const resultRows = {
  runAnalysis: row('results:write', 'environment', runAnalysis, running),
  waiveSampleRatio: row(
    'experiments:write',
    'environment',
    waiveSampleRatio,
    { ...running, reason: 'A known fault.' },
    'NOTHING_TO_WAIVE',
  ),
  latestAnalysis: row('results:read', 'environment', latestAnalysis, running),
  latestLook: row('results:read', 'environment', latestLook, running),
  listAnalyses: row('results:read', 'environment', listAnalyses, running),
  exportAnalysis: row('results:read', 'environment', exportAnalysis, running),
  exportUnits: row('units:export', 'environment', exportUnits, ended),
  scanInteractions: row('results:read', 'left out', scanInteractions),
  readProgram: row('results:read', 'left out', readProgram),
  listDueRuns: {
    permission: 'results:read',
    scope: 'workspace',
    call: (ctx) => listDueRuns(ctx, 1).then(() => undefined),
  },
  analyseHoldout: row('results:read', 'environment', analyseHoldout, {
    key: `${mark}-holdout`,
    environment,
    metrics: [`${mark}-orders`],
  }),
} satisfies Rows;

const dataRows = {
  listEnvironments: row('experiments:read', 'definitions', listEnvironments),
  countVerdicts: row('experiments:read', 'environment', countVerdicts, { environment }),
  listRejected: row('data:read', 'environment', listRejected, { environment }),
  replayRejected: {
    permission: 'data:replay',
    scope: 'environment',
    call: (ctx, { rejectedId }) => replayRejected({ ctx, input: { environment, ids: [rejectedId] } }),
  },
  watchIngestion: {
    permission: 'data:read',
    scope: 'environment',
    call: async (ctx) => {
      const given = { tail: createIngestionTail(), onItem: () => undefined };
      (await watchIngestion({ ctx, input: { environment }, ...given }))();
    },
  },
  listCrowdedPersons: row('data:read', 'environment', listCrowdedPersons, { environment }),
  undoLinks: row('data:manage', 'environment', undoLinks, { environment, unit: 'u' }),
  getIngestionSettings: row('experiments:read', 'environment', getIngestionSettings, { environment }),
  updateIngestionSettings: row('data:manage', 'environment', updateIngestionSettings, {
    environment,
    botFilter: false,
  }),
  applyRetention: row('data:manage', 'workspace', applyRetention, { dryRun: true }, 'NO_RETENTION'),
  eraseUnit: row('data:manage', 'workspace', eraseUnit, { unit: 'somebody' }),
  recordEvents: ingesting((ctx) => recordEvents({ ctx, input: { events: [{ unit: 'u', name: 'order' }] } })),
  recordExposures: ingesting((ctx) => recordExposures({ ctx, input: { exposures: [] } })),
  recordIdentities: ingesting((ctx) => recordIdentities({ ctx, input: { identities: [] } })),
  recordLines: ingesting((ctx) => recordLines({ ctx, list: 'events', lines: line() })),
} satisfies Rows;

const definitionRows = {
  createMetric: row('metrics:write', 'workspace', createMetric, {
    key: 'new',
    name: 'New',
    kind: 'count',
    definition,
  }),
  getMetric: row('metrics:read', 'definitions', getMetric, { key: `${mark}-orders` }),
  listMetrics: row('metrics:read', 'definitions', listMetrics),
  updateMetric: row('metrics:write', 'workspace', updateMetric, { key: `${mark}-orders`, ...renamed }),
  archiveMetric: row('metrics:write', 'workspace', archiveMetric, { key: `${mark}-unused` }),
  previewMetric: row('metrics:read', 'environment', previewMetric, {
    environment,
    kind: 'count',
    definition,
  }),
  calibrateMetric: row('metrics:read', 'environment', calibrateMetric, {
    key: `${mark}-orders`,
    environment,
    rounds: 50,
  }),
  createMetricGroup: row('metrics:write', 'workspace', createMetricGroup, {
    key: 'new',
    name: 'New',
    metrics,
  }),
  getMetricGroup: row('metrics:read', 'definitions', getMetricGroup, { key: `${mark}-group` }),
  listMetricGroups: row('metrics:read', 'definitions', listMetricGroups),
  updateMetricGroup: row('metrics:write', 'workspace', updateMetricGroup, {
    key: `${mark}-group`,
    ...renamed,
  }),
  deleteMetricGroup: row('metrics:write', 'workspace', deleteMetricGroup, { key: `${mark}-group` }),
  createSource: {
    permission: 'sources:write',
    scope: 'workspace',
    call: (ctx, { connection }) =>
      createSource({ ctx, input: { key: 'new', name: 'New', connection, sql: query } }),
  },
  getSource: row('metrics:read', 'definitions', getSource, { key: `${mark}-source` }),
  listSources: row('metrics:read', 'definitions', listSources),
  checkSource: row('sources:write', 'workspace', checkSource, { key: `${mark}-source` }),
  updateSource: row('sources:write', 'workspace', updateSource, { key: `${mark}-source`, ...renamed }),
  archiveSource: row('sources:write', 'workspace', archiveSource, { key: `${mark}-source` }),
} satisfies Rows;

const surroundingRows = {
  createLayer: row('experiments:write', 'workspace', createLayer, { key: 'new', name: 'New' }),
  getLayer: row('experiments:read', 'definitions', getLayer, { key: `${mark}-layer` }),
  listLayers: row('experiments:read', 'definitions', listLayers),
  updateLayer: row('experiments:write', 'workspace', updateLayer, { key: `${mark}-layer`, ...renamed }),
  deleteLayer: row('experiments:write', 'workspace', deleteLayer, { key: `${mark}-layer` }, 'LAYER_IN_USE'),
  createHoldout: row('experiments:write', 'workspace', createHoldout, {
    key: 'new',
    name: 'New',
    share: 0.1,
  }),
  getHoldout: row('experiments:read', 'definitions', getHoldout, { key: `${mark}-holdout` }),
  listHoldouts: row('experiments:read', 'definitions', listHoldouts),
  updateHoldout: row('experiments:write', 'workspace', updateHoldout, { key: `${mark}-holdout`, ...renamed }),
  releaseHoldout: row('experiments:write', 'workspace', releaseHoldout, { key: `${mark}-holdout` }),
  createAudience: row('experiments:write', 'workspace', createAudience, {
    key: 'new',
    name: 'New',
    rule: { all: [] },
  }),
  getAudience: row('experiments:read', 'definitions', getAudience, { key: `${mark}-audience` }),
  listAudiences: row('experiments:read', 'definitions', listAudiences),
  updateAudience: row('experiments:write', 'workspace', updateAudience, {
    key: `${mark}-audience`,
    ...renamed,
  }),
  deleteAudience: row('experiments:write', 'workspace', deleteAudience, { key: `${mark}-audience` }),
  createKey: row('keys:write', 'workspace', createKey, { kind: 'secret', name: 'New' }),
  listKeys: row('experiments:read', 'left out', listKeys),
  revokeKey: {
    permission: 'keys:write',
    scope: 'workspace',
    call: (ctx, { keyId }) => revokeKey({ ctx, input: { id: keyId } }),
  },
  listMembers: row('experiments:read', 'workspace', listMembers),
} satisfies Rows;

type Rows = Readonly<Record<string, VerbRow>>;

/** Every verb, by name. */
export const verbRows: Rows = {
  ...experimentRows,
  ...resultRows,
  ...dataRows,
  ...definitionRows,
  ...surroundingRows,
};
