import { z } from 'zod';
import { isPrintableName } from '../assignment/printable-name';

/** The name of an attribute of the exposure. */
export const attributeNameSchema = z
  .string('An attribute is named by text.')
  .min(1, 'Name the attribute.')
  .max(200, 'The name of an attribute has at most 200 characters.')
  .refine(isPrintableName, 'The name of an attribute cannot hold line breaks or other control characters.');
