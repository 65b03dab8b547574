import { z } from 'zod';
import { membersOf } from '../model/changes';

// What the server alone sets is marked `readOnly` in the schemas of answers. Who sends back what was read may leave it in: it
// is described as such in the body, and no verb sees it.

/** The body with the members of the answer that are read back with it. */
export function takingBack(body: z.core.$ZodType, answer: z.ZodType): z.ZodType {
  if (body instanceof z.ZodIntersection) {
    return z.intersection(takingBack(body.def.left, answer), body.def.right);
  }
  if (!(body instanceof z.ZodObject)) throw new Error('A body that takes back what was read has members.');
  const names = readOnlyIn(answer).filter((name) => !Object.hasOwn(body.shape, name));
  const members = names.map((name) => [name, ignoredSchema()] as const);
  return body.safeExtend(Object.fromEntries(members));
}

function ignoredSchema() {
  return z.unknown().optional().meta({ readOnly: true, description: `Set by the server; ignored here.` });
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
    .filter(([, member]) => isReadOnly(member))
    .map(([name]) => name);
}

export function isReadOnly(member: z.core.$ZodType): boolean {
  return z.globalRegistry.get(member)?.['readOnly'] === true;
}
