import { z } from 'zod';

// Fields that the inputs of several verbs share, with what the API's description says of them.

/** Any value of JSON. */
export const jsonValueSchema = z.json().meta({ id: 'JsonValue', description: 'Any JSON value.' });

export const environmentField = z
  .string()
  .optional()
  .describe('Key of the environment; left out: that of the key that is used.');

/** Where a run goes on, or its variant is given. */
export const servedEnvironmentField = z
  .string()
  .optional()
  .describe(
    'Key of the environment whose run is meant; left out: that of the key that is used, or the only one in which it runs.',
  );

/** Number of a run, for whoever reads what came of it. */
export const runNumberDescription =
  'Number of the run; left out: the latest in the environment of the key that is used, in that of production for people; where none ran there, the latest.';

/** Yes or no in a query string. */
export const flagInQuery = z.stringbool().register(z.globalRegistry, { type: 'boolean' }).default(false);
