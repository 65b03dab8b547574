import type { Verb } from '../../lib/verbs/verb';
import { verbs } from '../../lib/verbs/verb-list';
import { passwordOfPeople } from './people';
import { mark, query, type VerbFixture } from './verb-fixture';
import { experimentBody } from './workspace';

/** A call of a verb in the fixture that touches production, or all of the workspace. */
export interface VerbExample {
  readonly input: (fixture: VerbFixture) => object;
  /** Of the error that whoever may call it gets in the fixture; left out: none. */
  readonly code?: string;
}

const calledWith = (input: object = {}): VerbExample => ({ input: () => input });
const refusedWith = (code: string, input: object): VerbExample => ({ input: () => input, code });

const environment = 'production';
const renamed = { version: 1, changes: { name: 'Other' } };
const key = (name: string) => ({ key: `${mark}-${name}` });
const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };
const definition = { version: 2, event: 'order', window };
const metrics = [{ metric: `${mark}-orders`, role: 'success' }];

/** What is usually called of each collection of the API. */
const usual: Readonly<Record<string, string>> = {
  experiments: 'running',
  metrics: 'orders',
  'metric-groups': 'group',
  sources: 'source',
  layers: 'layer',
  holdouts: 'holdout',
  audiences: 'audience',
};

/** Of verbs that need nothing, or a key that their place in the API says. */
function usualExample({ name, input, door }: Verb): readonly (readonly [string, VerbExample])[] {
  const { collection } = /^\/api\/v1\/(?<collection>[\w-]+)\/\{key\}/.exec(door?.path ?? '')?.groups ?? {};
  const known = collection === undefined ? undefined : usual[collection];
  const wanted = known === undefined ? {} : key(known);
  return input.safeParse(wanted).success ? [[name, calledWith(wanted)]] : [];
}

/** By the verb's name. */
export const verbExamples: Readonly<Record<string, VerbExample>> = {
  ...Object.fromEntries(verbs.flatMap(usualExample)),

  createExperiment: { input: () => experimentBody({ key: 'new' }) },
  startExperiment: calledWith({ ...key('draft'), environment }),
  rampExperiment: calledWith({ ...key('running'), coverage: 1 }),
  extendPlan: refusedWith('NO_SIZE_PLANNED', {
    ...key('running'),
    plannedUnits: 9_000,
    reason: 'More spread.',
  }),
  shipExperiment: calledWith({ ...key('running'), variant: 'treatment' }),
  archiveExperiment: calledWith(key('ended')),
  unarchiveExperiment: refusedWith('NOT_ARCHIVED', key('ended')),
  deleteExperiment: refusedWith('HAS_RUN', key('ended')),
  updateExperiment: calledWith({ ...key('running'), version: 2, changes: { coverage: 0.5 }, newRun: true }),
  explainAssignment: calledWith({ ...key('running'), environment, unit: 'u' }),

  planExperiment: calledWith({ experiment: `${mark}-running`, environment }),

  latestLook: calledWith(key('running')),
  waiveSampleRatio: refusedWith('NOTHING_TO_WAIVE', { ...key('running'), reason: 'A known fault.' }),
  exportAnalysis: calledWith(key('running')),
  exportUnits: calledWith(key('ended')),

  createMetric: calledWith({ key: 'new', name: 'New', kind: 'count', definition }),
  updateMetric: calledWith({ ...key('orders'), ...renamed }),
  archiveMetric: calledWith(key('unused')),
  previewMetric: calledWith({ environment, kind: 'count', definition }),
  calibrateMetric: calledWith({ ...key('orders'), environment, rounds: 50 }),

  addMetricGroup: calledWith({ ...key('running'), group: `${mark}-group`, newRun: true }),
  createMetricGroup: calledWith({ key: 'new', name: 'New', metrics }),
  updateMetricGroup: calledWith({ ...key('group'), ...renamed }),

  createSource: { input: ({ connection }) => ({ key: 'new', name: 'New', connection, sql: query }) },
  checkSource: calledWith(key('source')),
  updateSource: calledWith({ ...key('source'), ...renamed }),

  createLayer: calledWith({ key: 'new', name: 'New' }),
  updateLayer: calledWith({ ...key('layer'), ...renamed }),
  deleteLayer: refusedWith('LAYER_IN_USE', key('layer')),

  createHoldout: calledWith({ key: 'new', name: 'New', share: 0.1 }),
  updateHoldout: calledWith({ ...key('holdout'), ...renamed }),
  analyseHoldout: calledWith({ ...key('holdout'), environment, metrics: [`${mark}-orders`] }),

  createAudience: calledWith({ key: 'new', name: 'New', rule: { all: [] } }),
  updateAudience: calledWith({ ...key('audience'), ...renamed }),

  countVerdicts: calledWith({ environment }),
  listRejected: calledWith({ environment }),
  replayRejected: { input: ({ rejectedId }) => ({ environment, ids: [rejectedId] }) },
  watchIngestion: calledWith({ environment }),
  listCrowdedPersons: calledWith({ environment }),
  undoLinks: calledWith({ environment, unit: 'u' }),
  getIngestionSettings: calledWith({ environment }),
  updateIngestionSettings: calledWith({ environment, botFilter: false }),
  applyRetention: refusedWith('NO_RETENTION', { dryRun: true }),
  readUnitReport: calledWith({ unit: 'somebody' }),
  exportUnitRecords: calledWith({ unit: 'somebody' }),
  eraseUnit: calledWith({ unit: 'somebody' }),

  createEnvironment: calledWith({ key: 'new', name: 'New' }),
  getEnvironment: calledWith({ key: environment }),
  updateEnvironment: calledWith({ key: environment, ...renamed }),
  archiveEnvironment: calledWith(key('environment')),
  unarchiveEnvironment: refusedWith('NOT_ARCHIVED', key('environment')),

  createKey: calledWith({ kind: 'secret', name: 'New', environment }),
  getKey: { input: ({ keyKey }) => ({ key: keyKey }) },
  updateKey: { input: ({ keyKey }) => ({ key: keyKey, version: 2, changes: { name: 'Other' } }) },
  rotateKey: {
    input: ({ keyKey }) => ({ key: keyKey, version: 2, overlapHours: 0 }),
    code: 'ROTATION_UNDERWAY',
  },
  endKeyRotation: { input: ({ keyKey }) => ({ key: keyKey }) },
  revokeKey: { input: ({ keyKey }) => ({ key: keyKey }) },

  getMember: { input: ({ memberKey }) => ({ key: memberKey }) },
  updateMemberRole: {
    input: ({ memberKey }) => ({ key: memberKey, version: 1, changes: { role: 'analyst' } }),
  },
  removeMember: { input: ({ memberKey }) => ({ key: memberKey }) },
  createPasswordReset: { input: ({ memberKey }) => ({ key: memberKey }) },
  inviteMember: calledWith({ email: 'new@example.com', role: 'viewer' }),
  updateProfile: calledWith({ name: 'Another' }),
  changePassword: calledWith({ currentPassword: passwordOfPeople, password: 'a horse of another colour' }),
  endSession: { input: ({ sessionId }) => ({ id: sessionId }) },
  endOtherSessions: calledWith({ keep: 'none' }),
  setIdentityProvider: calledWith({
    version: null,
    ...{ name: 'Provider', issuer: 'https://id.example.com', clientId: 'fairsplit', clientSecret: 'x' },
    ...{ domains: ['example.com'], defaultRole: 'viewer', groupsClaim: null, groupRoles: [] },
    passwordSignIn: true,
  }),
  checkIdentityProvider: refusedWith('INVALID_INPUT', {
    ...{ issuer: 'https://id.example.com', clientId: 'fairsplit' },
  }),
  removeIdentityProvider: refusedWith('NOT_FOUND', { version: 1 }),
  revokeInvitation: { input: ({ invitationKey }) => ({ key: invitationKey }) },
};
