import { z } from 'zod';

// Fields that the inputs of several verbs share, with what the API's description says of them.

/** What is found by its key. */
export const keyInput = z.strictObject({ key: z.string() });

export const environmentField = z
  .string()
  .optional()
  .describe('Key of the environment. Default: the environment of the API key.');

/** Where a run goes on, or its variant is given. */
export const servedEnvironmentField = z
  .string()
  .optional()
  .describe(
    'Key of the environment whose run is meant. Default: the environment of the API key, or the only one in which the experiment runs.',
  );

/** Number of a run, for whoever reads what came of it. */
export const runNumberDescription =
  'Number of the run. Default: the latest in the environment of the API key (for people: production); if there is none, the latest of all.';

/** Yes or no in a query string. */
export const flagInQuery = z.stringbool().register(z.globalRegistry, { type: 'boolean' }).default(false);

/** Of what reads results. */
export const momentsField = flagInQuery.describe(
  'Of a run that is not valid: also the moments, and the effects of earlier looks, which are left out otherwise.',
);

/** What goes away by its key, and only as it was read where the caller says so. */
export const removalInput = z.strictObject({ key: z.string(), version: z.int().optional() });
