/** Where an operation of the API stands. Names in the path, such as {key}, are members of its input. */
export interface Place {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: `/api/v1/${string}`;
}

/** By the verb's name. What a verb's door says beside it stands with the verb; routes, description and clients read the place here. */
export const places = {
  listExperiments: { method: 'GET', path: '/api/v1/experiments' },
  createExperiment: { method: 'POST', path: '/api/v1/experiments' },
  getExperiment: { method: 'GET', path: '/api/v1/experiments/{key}' },
  updateExperiment: { method: 'PATCH', path: '/api/v1/experiments/{key}' },
  deleteExperiment: { method: 'DELETE', path: '/api/v1/experiments/{key}' },
  startExperiment: { method: 'POST', path: '/api/v1/experiments/{key}/start' },
  stopExperiment: { method: 'POST', path: '/api/v1/experiments/{key}/stop' },
  rampExperiment: { method: 'POST', path: '/api/v1/experiments/{key}/ramp' },
  offerExtension: { method: 'GET', path: '/api/v1/experiments/{key}/extension' },
  extendPlan: { method: 'POST', path: '/api/v1/experiments/{key}/extend' },
  shipExperiment: { method: 'POST', path: '/api/v1/experiments/{key}/ship' },
  archiveExperiment: { method: 'POST', path: '/api/v1/experiments/{key}/archive' },
  unarchiveExperiment: { method: 'POST', path: '/api/v1/experiments/{key}/unarchive' },

  planExperiment: { method: 'POST', path: '/api/v1/plans' },

  runAnalysis: { method: 'POST', path: '/api/v1/experiments/{key}/analyses' },
  listAnalyses: { method: 'GET', path: '/api/v1/experiments/{key}/analyses' },
  latestAnalysis: { method: 'GET', path: '/api/v1/experiments/{key}/analyses/latest' },
  waiveSampleRatio: { method: 'POST', path: '/api/v1/experiments/{key}/sample-ratio-waivers' },
  exportAnalysis: { method: 'GET', path: '/api/v1/experiments/{key}/export' },
  exportUnits: { method: 'GET', path: '/api/v1/experiments/{key}/export?rows=units' },

  listMetrics: { method: 'GET', path: '/api/v1/metrics' },
  createMetric: { method: 'POST', path: '/api/v1/metrics' },
  getMetric: { method: 'GET', path: '/api/v1/metrics/{key}' },
  updateMetric: { method: 'PATCH', path: '/api/v1/metrics/{key}' },
  archiveMetric: { method: 'DELETE', path: '/api/v1/metrics/{key}' },
  calibrateMetric: { method: 'POST', path: '/api/v1/metrics/{key}/calibration' },

  listMetricGroups: { method: 'GET', path: '/api/v1/metric-groups' },
  createMetricGroup: { method: 'POST', path: '/api/v1/metric-groups' },
  getMetricGroup: { method: 'GET', path: '/api/v1/metric-groups/{key}' },
  updateMetricGroup: { method: 'PATCH', path: '/api/v1/metric-groups/{key}' },
  deleteMetricGroup: { method: 'DELETE', path: '/api/v1/metric-groups/{key}' },
  addMetricGroup: { method: 'POST', path: '/api/v1/experiments/{key}/metric-groups' },

  listSources: { method: 'GET', path: '/api/v1/sources' },
  createSource: { method: 'POST', path: '/api/v1/sources' },
  checkSource: { method: 'POST', path: '/api/v1/source-checks' },
  getSource: { method: 'GET', path: '/api/v1/sources/{key}' },
  updateSource: { method: 'PATCH', path: '/api/v1/sources/{key}' },
  archiveSource: { method: 'DELETE', path: '/api/v1/sources/{key}' },

  listLayers: { method: 'GET', path: '/api/v1/layers' },
  createLayer: { method: 'POST', path: '/api/v1/layers' },
  getLayer: { method: 'GET', path: '/api/v1/layers/{key}' },
  updateLayer: { method: 'PATCH', path: '/api/v1/layers/{key}' },
  deleteLayer: { method: 'DELETE', path: '/api/v1/layers/{key}' },

  listHoldouts: { method: 'GET', path: '/api/v1/holdouts' },
  createHoldout: { method: 'POST', path: '/api/v1/holdouts' },
  getHoldout: { method: 'GET', path: '/api/v1/holdouts/{key}' },
  updateHoldout: { method: 'PATCH', path: '/api/v1/holdouts/{key}' },
  releaseHoldout: { method: 'POST', path: '/api/v1/holdouts/{key}/release' },
  analyseHoldout: { method: 'POST', path: '/api/v1/holdouts/{key}/analysis' },

  listAudiences: { method: 'GET', path: '/api/v1/audiences' },
  createAudience: { method: 'POST', path: '/api/v1/audiences' },
  getAudience: { method: 'GET', path: '/api/v1/audiences/{key}' },
  updateAudience: { method: 'PATCH', path: '/api/v1/audiences/{key}' },
  deleteAudience: { method: 'DELETE', path: '/api/v1/audiences/{key}' },

  listRejected: { method: 'GET', path: '/api/v1/rejected' },
  replayRejected: { method: 'POST', path: '/api/v1/rejected/replay' },
  countVerdicts: { method: 'GET', path: '/api/v1/ingestion/counts' },
  getIngestionSettings: { method: 'GET', path: '/api/v1/ingestion/settings' },
  updateIngestionSettings: { method: 'PATCH', path: '/api/v1/ingestion/settings' },
  applyRetention: { method: 'POST', path: '/api/v1/retention' },
  readUnitReport: { method: 'POST', path: '/api/v1/unit-reports' },
  exportUnitRecords: { method: 'POST', path: '/api/v1/unit-exports' },
  eraseUnit: { method: 'POST', path: '/api/v1/erasures' },
  listCrowdedPersons: { method: 'GET', path: '/api/v1/links/crowded' },
  undoLinks: { method: 'POST', path: '/api/v1/links/undo' },

  readProgram: { method: 'GET', path: '/api/v1/learning' },
  readBayesianView: { method: 'GET', path: '/api/v1/experiments/{key}/bayesian-view' },
  scanInteractions: { method: 'GET', path: '/api/v1/interactions' },

  listEnvironments: { method: 'GET', path: '/api/v1/environments' },
  createEnvironment: { method: 'POST', path: '/api/v1/environments' },
  getEnvironment: { method: 'GET', path: '/api/v1/environments/{key}' },
  updateEnvironment: { method: 'PATCH', path: '/api/v1/environments/{key}' },
  archiveEnvironment: { method: 'POST', path: '/api/v1/environments/{key}/archive' },
  unarchiveEnvironment: { method: 'POST', path: '/api/v1/environments/{key}/unarchive' },

  listKeys: { method: 'GET', path: '/api/v1/keys' },
  createKey: { method: 'POST', path: '/api/v1/keys' },
  getKey: { method: 'GET', path: '/api/v1/keys/{key}' },
  updateKey: { method: 'PATCH', path: '/api/v1/keys/{key}' },
  rotateKey: { method: 'POST', path: '/api/v1/keys/{key}/rotate' },
  endKeyRotation: { method: 'POST', path: '/api/v1/keys/{key}/end-rotation' },
  revokeKey: { method: 'DELETE', path: '/api/v1/keys/{key}' },

  listMembers: { method: 'GET', path: '/api/v1/members' },
  getMember: { method: 'GET', path: '/api/v1/members/{key}' },
  updateMemberRole: { method: 'PATCH', path: '/api/v1/members/{key}' },
  removeMember: { method: 'DELETE', path: '/api/v1/members/{key}' },

  inviteMember: { method: 'POST', path: '/api/v1/invitations' },
  listInvitations: { method: 'GET', path: '/api/v1/invitations' },
  revokeInvitation: { method: 'DELETE', path: '/api/v1/invitations/{key}' },

  getIdentityProvider: { method: 'GET', path: '/api/v1/identity-provider' },

  listAuditEntries: { method: 'GET', path: '/api/v1/audit-entries' },
  exportAuditEntries: { method: 'GET', path: '/api/v1/audit-entries/export' },
} as const satisfies Readonly<Record<string, Place>>;

export type PlaceName = keyof typeof places;

export function isPlaced(name: string): name is PlaceName {
  return Object.hasOwn(places, name);
}
