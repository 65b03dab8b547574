import { createInstance } from '@featurevisor/sdk';

export async function featurevisor({ keys, subjects }) {
  const feature = (key) => ({
    key,
    bucketBy: 'userId',
    variations: [{ value: 'control' }, { value: 'treatment' }],
    traffic: [
      {
        key: 'sweden',
        segments: 'sweden',
        percentage: 100_000,
        allocation: [
          { variation: 'control', range: [0, 50_000] },
          { variation: 'treatment', range: [50_000, 100_000] },
        ],
      },
    ],
  });
  const instance = createInstance({
    logLevel: 'fatal',
    datafile: {
      schemaVersion: '2',
      revision: '1',
      segments: {
        sweden: { key: 'sweden', conditions: [{ attribute: 'country', operator: 'equals', value: 'SE' }] },
      },
      features: Object.fromEntries(keys.map((key) => [key, feature(key)])),
    },
  });
  const contexts = subjects.map(({ unit, country }) => ({ userId: unit, country }));
  return {
    decide: (key, index) => instance.getVariation(key, contexts[index]) ?? 'none',
    close: () => instance.close(),
  };
}
