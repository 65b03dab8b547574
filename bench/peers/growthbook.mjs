import { GrowthBookClient } from '@growthbook/growthbook';

/** The multi-user client for servers, which is its fastest form: no instance per request. */
export async function growthbook({ keys, subjects }) {
  const client = new GrowthBookClient().initSync({
    payload: {
      features: Object.fromEntries(
        keys.map((key) => [
          key,
          {
            defaultValue: 'none',
            rules: [
              {
                key,
                seed: key,
                hashAttribute: 'id',
                hashVersion: 2,
                condition: { country: 'SE' },
                variations: ['control', 'treatment'],
                weights: [0.5, 0.5],
                coverage: 1,
              },
            ],
          },
        ]),
      ),
    },
  });
  const contexts = subjects.map(({ unit, country }) => ({ attributes: { id: unit, country } }));
  return {
    decide: (key, index) => client.getFeatureValue(key, 'none', contexts[index]),
    close: () => client.destroy(),
  };
}
