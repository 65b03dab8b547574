import { z } from 'zod';

// Fields that the inputs of several verbs share, with what the API's description says of them.

/** Any value of JSON. */
export const jsonValueSchema = z.json().meta({ id: 'JsonValue', description: 'Any JSON value.' });

export const environmentField = z
  .string()
  .optional()
  .describe('Key of the environment; left out: that of the key that is used.');

/** Yes or no in a query string. */
export const flagInQuery = z.stringbool().register(z.globalRegistry, { type: 'boolean' }).default(false);
