import { z } from 'zod';
import { membersOf } from '../../services/changes';

// What the server alone sets is marked `readOnly` in the schemas of answers. Who sends back what was read may leave it in: it
// is described as such in the body, and no verb sees it.

/** A member of an answer that requests cannot set. */
export function setByServer<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ readOnly: true });
}

/** The body with the members of the answer that are read back with it. */
export function takingBack(body: z.ZodObject, answer: z.ZodType): z.ZodObject {
  const names = readOnlyIn(answer).filter((name) => !Object.hasOwn(body.shape, name));
  const members = names.map((name) => [name, ignoredSchema()] as const);
  return body.safeExtend(Object.fromEntries(members));
}

function ignoredSchema() {
  return z.unknown().optional().meta({ readOnly: true, description: `Set by the server: passed over here.` });
}

/** What is left of a body for the verb. */
export function withoutReadOnly(
  schema: z.ZodType,
  body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const ignored = readOnlyIn(schema);
  return Object.fromEntries(Object.entries(body).filter(([name]) => !ignored.includes(name)));
}

function readOnlyIn(schema: z.ZodType): readonly string[] {
  return Object.entries(membersOf(schema, {}) ?? {})
    .filter(([, member]) => z.globalRegistry.get(member)?.['readOnly'] === true)
    .map(([name]) => name);
}
