import { createRequire } from 'node:module';

/**
 * Its Node package is the common client behind a poller; the client is made here from a configuration that is given, as
 * the package does after its first fetch. Nobody logs assignments.
 */
export async function eppo({ keys, subjects }) {
  const requireOfPackage = createRequire(createRequire(import.meta.url).resolve('@eppo/node-server-sdk'));
  const { EppoClient, MemoryOnlyConfigurationStore } = requireOfPackage('@eppo/js-client-sdk-common');
  const totalShards = 10_000;
  const split = (variationKey, start, end) => ({
    variationKey,
    shards: [{ salt: 'split', ranges: [{ start, end }] }],
  });
  const flag = (key) => ({
    key,
    enabled: true,
    variationType: 'STRING',
    variations: {
      control: { key: 'control', value: 'control' },
      treatment: { key: 'treatment', value: 'treatment' },
    },
    allocations: [
      {
        key: 'sweden',
        rules: [{ conditions: [{ operator: 'ONE_OF', attribute: 'country', value: ['SE'] }] }],
        splits: ['control', 'treatment'].map((variant, index) => {
          const { shards, variationKey } = split(variant, index * 5_000, (index + 1) * 5_000);
          return { variationKey, shards: shards.map((shard) => ({ ...shard, salt: key })) };
        }),
        doLog: false,
      },
    ],
    totalShards,
  });
  const store = new MemoryOnlyConfigurationStore();
  await store.setEntries(Object.fromEntries(keys.map((key) => [key, flag(key)])));
  store.setFormat('SERVER');
  const client = new EppoClient({ flagConfigurationStore: store });
  client.setIsGracefulFailureMode(false);
  const attributes = subjects.map(({ country }) => ({ country }));
  return {
    decide: (key, index) => client.getStringAssignment(key, subjects[index].unit, attributes[index], 'none'),
    close() {},
  };
}
