import { applyRetention } from './data/apply-retention';
import { countVerdicts } from './data/count-verdicts';
import { eraseUnit } from './data/erase-unit';
import { exportUnitRecords } from './data/export-unit-records';
import { getIngestionSettings, updateIngestionSettings } from './data/ingestion-settings';
import { listCrowdedPersons } from './data/list-crowded-persons';
import { listRejected } from './data/list-rejected';
import { readUnitReport } from './data/read-unit-report';
import { replayRejected } from './data/replay-rejected';
import { undoLinks } from './data/undo-links';
import { watchIngestion } from './data/watch-ingestion';
import { exportAnalysis } from './analysis/export-analysis';
import { exportUnits } from './analysis/export-units';
import { latestAnalysis } from './analysis/latest-analysis';
import { latestLook } from './analysis/latest-analysis';
import { listAnalyses } from './analysis/list-analyses';
import { runAnalysis } from './analysis/run-analysis';
import { scanInteractions } from './analysis/scan-interactions';
import { waiveSampleRatio } from './analysis/waive-sample-ratio';
import { exportAuditEntries } from './audit/export-audit-entries';
import { listAuditChoices } from './audit/list-audit-choices';
import { listAuditEntries } from './audit/list-audit-entries';
import { createAudience } from './audiences/create-audience';
import { deleteAudience } from './audiences/delete-audience';
import { getAudience } from './audiences/get-audience';
import { listAudiences } from './audiences/list-audiences';
import { updateAudience } from './audiences/update-audience';
import { archiveEnvironment } from './environments/archive-environment';
import { createEnvironment } from './environments/create-environment';
import { getEnvironment } from './environments/get-environment';
import { listEnvironments } from './environments/list-environments';
import { unarchiveEnvironment } from './environments/unarchive-environment';
import { updateEnvironment } from './environments/update-environment';
import { addMetricGroup } from './experiments/add-metric-group';
import { archiveExperiment } from './experiments/archive-experiment';
import { createExperiment } from './experiments/create-experiment';
import { deleteExperiment } from './experiments/delete-experiment';
import { extendPlan } from './experiments/extend-plan';
import { offerExtension } from './experiments/offer-extension';
import { explainAssignment } from './experiments/explain-assignment';
import { getExperiment } from './experiments/get-experiment';
import { listExperiments } from './experiments/list-experiments';
import { listProgress } from './experiments/list-progress';
import { rampExperiment } from './experiments/ramp-experiment';
import { shipExperiment } from './experiments/ship-experiment';
import { startExperiment } from './experiments/start-experiment';
import { stopExperiment } from './experiments/stop-experiment';
import { unarchiveExperiment } from './experiments/unarchive-experiment';
import { updateExperiment } from './experiments/update-experiment';
import { analyseHoldout } from './holdouts/analyse-holdout';
import { createHoldout } from './holdouts/create-holdout';
import { getHoldout } from './holdouts/get-holdout';
import { listHoldouts } from './holdouts/list-holdouts';
import { releaseHoldout } from './holdouts/release-holdout';
import { updateHoldout } from './holdouts/update-holdout';
import { allowPasswordSignIn } from './identity-provider/allow-password-sign-in';
import { checkIdentityProvider } from './identity-provider/check-identity-provider';
import { getIdentityProvider } from './identity-provider/get-identity-provider';
import { removeIdentityProvider } from './identity-provider/remove-identity-provider';
import { setIdentityProvider } from './identity-provider/set-identity-provider';
import { createKey } from './keys/create-key';
import { endKeyRotation } from './keys/end-key-rotation';
import { getKey } from './keys/get-key';
import { listKeys } from './keys/list-keys';
import { revokeKey } from './keys/revoke-key';
import { rotateKey } from './keys/rotate-key';
import { updateKey } from './keys/update-key';
import { createLayer } from './layers/create-layer';
import { deleteLayer } from './layers/delete-layer';
import { getLayer } from './layers/get-layer';
import { listLayers } from './layers/list-layers';
import { updateLayer } from './layers/update-layer';
import { readBayesianView } from './learning/read-bayesian-view';
import { readProgram } from './learning/read-program';
import { createPasswordReset } from './members/create-password-reset';
import { getMember } from './members/get-member';
import { inviteMember } from './members/invite-member';
import { listInvitations } from './members/list-invitations';
import { listMembers } from './members/list-members';
import { removeMember } from './members/remove-member';
import { revokeInvitation } from './members/revoke-invitation';
import { updateMemberRole } from './members/update-member-role';
import { createMetricGroup } from './metric-groups/create-metric-group';
import { deleteMetricGroup } from './metric-groups/delete-metric-group';
import { getMetricGroup } from './metric-groups/get-metric-group';
import { listMetricGroups } from './metric-groups/list-metric-groups';
import { updateMetricGroup } from './metric-groups/update-metric-group';
import { archiveMetric } from './metrics/archive-metric';
import { calibrateMetric } from './metrics/calibrate-metric';
import { createMetric } from './metrics/create-metric';
import { getMetric } from './metrics/get-metric';
import { listMetrics } from './metrics/list-metrics';
import { previewMetric } from './metrics/preview-metric';
import { updateMetric } from './metrics/update-metric';
import { planExperiment } from './plans/plan-experiment';
import { changePassword } from './profile/change-password';
import { endOtherSessions, endSession } from './profile/end-session';
import { listSessions } from './profile/list-sessions';
import { updateProfile } from './profile/update-profile';
import { archiveSource } from './sources/archive-source';
import { checkSource } from './sources/check-source';
import { createSource } from './sources/create-source';
import { getSource } from './sources/get-source';
import { listSources } from './sources/list-sources';
import { updateSource } from './sources/update-source';
import type { Verb } from './verb';

/**
 * Every verb, under the topic that the API's description gives it, in its order. Routes, description and access tests are made from
 * this list: a verb that is not in it has no door and fails a test.
 */
export const verbTopics = {
  Experiments: [
    listExperiments,
    createExperiment,
    getExperiment,
    updateExperiment,
    deleteExperiment,
    startExperiment,
    stopExperiment,
    rampExperiment,
    offerExtension,
    extendPlan,
    shipExperiment,
    archiveExperiment,
    unarchiveExperiment,
    listProgress,
    explainAssignment,
  ],
  Plans: [planExperiment],
  Analyses: [
    runAnalysis,
    listAnalyses,
    latestAnalysis,
    latestLook,
    waiveSampleRatio,
    exportAnalysis,
    exportUnits,
  ],
  Metrics: [
    listMetrics,
    createMetric,
    getMetric,
    updateMetric,
    archiveMetric,
    calibrateMetric,
    previewMetric,
  ],
  'Metric groups': [
    listMetricGroups,
    createMetricGroup,
    getMetricGroup,
    updateMetricGroup,
    deleteMetricGroup,
    addMetricGroup,
  ],
  Sources: [listSources, createSource, checkSource, getSource, updateSource, archiveSource],
  Layers: [listLayers, createLayer, getLayer, updateLayer, deleteLayer],
  Holdouts: [listHoldouts, createHoldout, getHoldout, updateHoldout, releaseHoldout, analyseHoldout],
  Audiences: [listAudiences, createAudience, getAudience, updateAudience, deleteAudience],
  Data: [
    listRejected,
    replayRejected,
    countVerdicts,
    getIngestionSettings,
    updateIngestionSettings,
    applyRetention,
    readUnitReport,
    exportUnitRecords,
    eraseUnit,
    listCrowdedPersons,
    undoLinks,
    watchIngestion,
  ],
  Learning: [readProgram, readBayesianView, scanInteractions],
  Environments: [
    listEnvironments,
    createEnvironment,
    getEnvironment,
    updateEnvironment,
    archiveEnvironment,
    unarchiveEnvironment,
  ],
  Keys: [listKeys, createKey, getKey, updateKey, rotateKey, endKeyRotation, revokeKey],
  Members: [
    listMembers,
    getMember,
    updateMemberRole,
    removeMember,
    createPasswordReset,
    inviteMember,
    listInvitations,
    revokeInvitation,
  ],
  'Single sign-on': [
    getIdentityProvider,
    setIdentityProvider,
    checkIdentityProvider,
    removeIdentityProvider,
    allowPasswordSignIn,
  ],
  Profile: [updateProfile, changePassword, listSessions, endSession, endOtherSessions],
  'Audit trail': [listAuditEntries, exportAuditEntries, listAuditChoices],
} as const satisfies Readonly<Record<string, readonly Verb[]>>;

export const verbs: readonly Verb[] = Object.values(verbTopics).flat();
