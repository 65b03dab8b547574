import { z } from 'zod';

/** Any value of JSON. */
export const jsonValueSchema = z.json().meta({ id: 'JsonValue', description: 'Any JSON value.' });
