import { z } from 'zod';
import type { ItemKindName, ItemMember } from '../model/item-members';
import { notAnObject, ItemRefusal } from './item-refusal';
import {
  idField,
  jsonObjectField,
  leftOut,
  linkedField,
  MAX_VALUE,
  nameField,
  occurredAtField,
  runProblem,
  textField,
  unitField,
  valueProblem,
  type ItemTimes,
} from './item-fields';
import { UNKNOWN_MEMBER, unknownMembersDetail } from './unknown-members';

// What an item may hold, for readers. Requests go through the faster checks of `check-items.ts`; a property test holds the
// two to the same verdict, code and detail.

const MAX_NAME_CHARACTERS = 200;
const MAX_USER_AGENT_CHARACTERS = 2_000;
const RUN_PROBLEM = { error: runProblem };

/** The user agent of the person behind the item, where somebody else sends it for them. */
const userAgentField = leftOut(textField('userAgent', MAX_USER_AGENT_CHARACTERS)).describe(
  'User agent of the end user, if another program sends the item.',
);

type Fields<Kind extends ItemKindName> = Readonly<Record<ItemMember<Kind>, z.ZodType>>;

/** An item of the kind, which has these members and no others. */
function itemOf<Kind extends ItemKindName, Shape extends Fields<Kind>>(kind: Kind, shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? unknownMembersDetail(kind, issue.keys) : undefined,
  });
}

/** Something a unit did. */
export function eventSchema(times: ItemTimes) {
  return itemOf('EVENT', {
    id: idField.describe('An event is stored once in its environment under it. Default: a new one.'),
    unit: unitField,
    name: nameField('name', MAX_NAME_CHARACTERS),
    value: z
      .number({ error: valueProblem })
      .min(-MAX_VALUE, { error: valueProblem })
      .max(MAX_VALUE, { error: valueProblem })
      .nullish()
      .transform((value) => value ?? 1)
      .describe('Left out: 1.'),
    occurredAt: occurredAtField(times),
    properties: jsonObjectField('properties'),
    userAgent: userAgentField,
  });
}

/**
 * A unit was exposed to a variant. `run` is the number of the experiment's run that gave it; left out, the time decides. `forced`, or
 * a reason other than a split (TARGETING_MATCH, STATIC, DEFAULT, DISABLED, ERROR, or why an assignment gave none; in capitals or
 * small letters), says that it did not get it by chance.
 */
export function exposureSchema(times: ItemTimes) {
  return itemOf('EXPOSURE', {
    id: idField.describe('Told in the receipt. A unit has one exposure in a run, whatever its id.'),
    experiment: textField('experiment', MAX_NAME_CHARACTERS),
    run: leftOut(z.int(RUN_PROBLEM).min(1, RUN_PROBLEM)).describe(
      'Number of the run that assigned the variant. Default: by time.',
    ),
    variant: textField('variant', MAX_NAME_CHARACTERS),
    unit: unitField,
    occurredAt: occurredAtField(times),
    attributes: jsonObjectField('attributes'),
    forced: leftOut(z.boolean({ error: 'forced must be true or false' })).describe(
      'Whether the variant was an override rather than random.',
    ),
    reason: leftOut(textField('reason', MAX_NAME_CHARACTERS)),
    userAgent: userAgentField,
  });
}

/** A link from an anonymous unit to a known one. */
export function identitySchema() {
  return itemOf('IDENTITY', {
    id: idField.describe('Told in the receipt. A link is stored once, whatever its id.'),
    anonymous: linkedField('anonymous'),
    unit: linkedField('unit'),
  });
}

/** One list of items, as a request holds it: for the API's description, to which the times do not matter. */
export function itemListSchemas() {
  const times = { now: new Date(0), retainedFrom: null };
  return {
    events: eventSchema(times).meta({ id: 'EventItem', description: 'Something a unit did.' }),
    exposures: exposureSchema(times).meta({
      id: 'ExposureItem',
      description: 'A unit was exposed to a variant.',
    }),
    identities: identitySchema().meta({
      id: 'IdentityItem',
      description: 'A link from an anonymous unit to a known one.',
    }),
  } as const;
}

export type EventItem = z.output<ReturnType<typeof eventSchema>>;
export type ExposureItem = z.output<ReturnType<typeof exposureSchema>>;
export type IdentityItem = z.output<ReturnType<typeof identitySchema>>;

/** The code of a field's problem; any other problem is of the item as a whole. */
const CODES: Readonly<Record<string, string>> = {
  id: 'INVALID_ID',
  unit: 'INVALID_UNIT',
  name: 'INVALID_NAME',
  value: 'INVALID_VALUE',
  occurredAt: 'INVALID_TIMESTAMP',
  properties: 'INVALID_PROPERTIES',
  experiment: 'INVALID_EXPERIMENT',
  run: 'INVALID_RUN',
  variant: 'INVALID_VARIANT',
  attributes: 'INVALID_ATTRIBUTES',
  forced: 'INVALID_FORCED',
  reason: 'INVALID_REASON',
  userAgent: 'INVALID_USER_AGENT',
  anonymous: 'INVALID_ANONYMOUS',
};

/** What a schema says of one item: the item, or its first problem with the code that callers get. */
export function checkBySchema<Item>(schema: z.ZodType<Item>, given: unknown): Item | ItemRefusal {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue?.code === 'unrecognized_keys') return new ItemRefusal(UNKNOWN_MEMBER, issue.message);
  const told: unknown = issue?.code === 'custom' ? issue.params?.['code'] : undefined;
  const code = typeof told === 'string' ? told : CODES[String(issue?.path[0])];
  return issue === undefined || code === undefined ? notAnObject : new ItemRefusal(code, issue.message);
}
