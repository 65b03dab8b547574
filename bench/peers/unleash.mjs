import { Unleash } from 'unleash-client';

/** Started from a bootstrap; nothing is fetched, nothing is reported. */
export async function unleash({ keys, subjects }) {
  const feature = (name) => ({
    name,
    enabled: true,
    strategies: [
      {
        name: 'flexibleRollout',
        parameters: { rollout: '100', stickiness: 'userId', groupId: name },
        constraints: [
          { contextName: 'country', operator: 'IN', values: ['SE'], inverted: false, caseInsensitive: false },
        ],
        variants: ['control', 'treatment'].map((variant) => ({
          name: variant,
          weight: 500,
          stickiness: 'userId',
        })),
      },
    ],
  });
  let stored;
  const client = new Unleash({
    appName: 'bench',
    url: 'http://127.0.0.1:9/api/',
    disableMetrics: true,
    disableAutoStart: true,
    refreshInterval: 0,
    skipInstanceCountWarning: true,
    bootstrap: { data: keys.map(feature) },
    // The default keeps a copy in the temporary directory, which another run would find.
    storageProvider: { set: async (_, data) => void (stored = data), get: async () => stored },
  });
  // The fetch that follows the bootstrap goes nowhere, as it would while the server is away.
  client.on('error', () => {});
  client.on('warn', () => {});
  const ready = new Promise((resolve) => client.once('ready', resolve));
  await client.start();
  await ready;
  const contexts = subjects.map(({ unit, country }) => ({ userId: unit, properties: { country } }));
  return {
    decide: (key, index) => {
      const { name } = client.getVariant(key, contexts[index]);
      return name === 'disabled' ? 'none' : name;
    },
    close: () => client.destroy(),
  };
}
