import { z } from 'zod';
import { setByServer } from '../read-only';

/** Where a page of a list ends. */
export const nextField = z
  .string()
  .nullable()
  .describe('Pass as `after` for the next page; null at the end.');

/** When what has a version was made and last saved. */
export const historyFields = {
  version: setByServer(z.int().describe('Raised by every save; the ETag says it too.')),
  createdAt: setByServer(z.date()),
  updatedAt: setByServer(z.date()),
};
