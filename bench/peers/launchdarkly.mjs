import { init } from '@launchdarkly/node-server-sdk';
import { TestData } from '@launchdarkly/node-server-sdk/integrations';

/** Its own test data source holds the flags; events and diagnostics are off. Its evaluation is asynchronous alone. */
export async function launchdarkly({ keys, subjects }) {
  const data = new TestData();
  for (const key of keys) {
    await data.usePreconfiguredFlag({
      key,
      on: true,
      version: 1,
      salt: key,
      variations: ['none', 'control', 'treatment'],
      fallthrough: { variation: 0 },
      offVariation: 0,
      prerequisites: [],
      targets: [],
      contextTargets: [],
      rules: [
        {
          id: 'sweden',
          clauses: [{ attribute: 'country', op: 'in', values: ['SE'], negate: false, contextKind: 'user' }],
          rollout: {
            kind: 'rollout',
            contextKind: 'user',
            variations: [
              { variation: 1, weight: 50_000 },
              { variation: 2, weight: 50_000 },
            ],
          },
        },
      ],
    });
  }
  const silent = { error() {}, warn() {}, info() {}, debug() {} };
  const client = init('sdk-bench', {
    updateProcessor: data.getFactory(),
    sendEvents: false,
    diagnosticOptOut: true,
    logger: silent,
  });
  await client.waitForInitialization({ timeout: 10 });
  const contexts = subjects.map(({ unit, country }) => ({ kind: 'user', key: unit, country }));
  return {
    decide: (key, index) => client.stringVariation(key, contexts[index], 'none'),
    close: () => client.close(),
  };
}
