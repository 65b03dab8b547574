import { z } from 'zod';

/** A member of an answer that requests cannot set: the server alone does. */
export function setByServer<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ readOnly: true });
}

/** Where a page of a list ends. */
export const nextField = z
  .string()
  .nullable()
  .describe('Pass as `after` for the next page; null at the end.');

const versionSchema = z
  .int()
  .meta({ id: 'Version', description: 'Increases with every save; also the ETag.' });

/** When what has a version was made and last saved. */
export const historyFields = {
  version: setByServer(versionSchema),
  createdAt: setByServer(z.date()),
  updatedAt: setByServer(z.date()),
};
