import { eppo } from './eppo.mjs';
import { featurevisor } from './featurevisor.mjs';
import { flagd } from './flagd.mjs';
import { growthbook } from './growthbook.mjs';
import { launchdarkly } from './launchdarkly.mjs';
import { optimizely } from './optimizely.mjs';
import { unleash } from './unleash.mjs';

/** Every peer by the name of its package, with what loads it. */
export const peers = {
  '@growthbook/growthbook': growthbook,
  '@openfeature/flagd-core': flagd,
  '@featurevisor/sdk': featurevisor,
  'unleash-client': unleash,
  '@optimizely/optimizely-sdk': optimizely,
  '@launchdarkly/node-server-sdk': launchdarkly,
  '@eppo/node-server-sdk': eppo,
};
