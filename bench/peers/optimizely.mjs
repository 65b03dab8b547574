import {
  createInstance,
  createStaticProjectConfigManager,
  OptimizelyDecideOption,
} from '@optimizely/optimizely-sdk';

/** A datafile given at the start; no events, and no reasons collected, as its documentation advises for speed. */
export async function optimizely({ keys, subjects }) {
  const experiments = keys.map((key, index) => ({
    id: `e${index}`,
    key: `experiment of ${key}`,
    layerId: `l${index}`,
    status: 'Running',
    audienceIds: ['sweden'],
    audienceConditions: ['or', 'sweden'],
    forcedVariations: {},
    variations: ['control', 'treatment'].map((variant) => ({
      id: `e${index}-${variant}`,
      key: variant,
      featureEnabled: true,
      variables: [],
    })),
    trafficAllocation: [
      { entityId: `e${index}-control`, endOfRange: 5_000 },
      { entityId: `e${index}-treatment`, endOfRange: 10_000 },
    ],
  }));
  const datafile = {
    version: '4',
    revision: '1',
    projectId: 'bench',
    accountId: 'bench',
    anonymizeIP: true,
    botFiltering: false,
    sendFlagDecisions: false,
    environmentKey: 'bench',
    sdkKey: 'bench',
    attributes: [{ id: 'country', key: 'country' }],
    audiences: [
      {
        id: 'sweden',
        name: 'Sweden',
        conditions: JSON.stringify([
          'and',
          ['or', ['or', { match: 'exact', name: 'country', type: 'custom_attribute', value: 'SE' }]],
        ]),
      },
    ],
    typedAudiences: [],
    events: [],
    groups: [],
    integrations: [],
    variables: [],
    experiments,
    rollouts: [],
    featureFlags: keys.map((key, index) => ({
      id: `f${index}`,
      key,
      experimentIds: [`e${index}`],
      rolloutId: '',
      variables: [],
    })),
  };
  const client = createInstance({
    projectConfigManager: createStaticProjectConfigManager({ datafile: JSON.stringify(datafile) }),
    defaultDecideOptions: [
      OptimizelyDecideOption.DISABLE_DECISION_EVENT,
      OptimizelyDecideOption.IGNORE_USER_PROFILE_SERVICE,
      OptimizelyDecideOption.EXCLUDE_VARIABLES,
    ],
  });
  await client.onReady();
  const contexts = subjects.map(({ unit, country }) => client.createUserContext(unit, { country }));
  return {
    decide: (key, index) => contexts[index].decide(key).variationKey ?? 'none',
    close: () => client.close(),
  };
}
