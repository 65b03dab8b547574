import { nameProblem } from '../assignment/name-problem';
import { isPlaceholderId } from '../assignment/placeholder-id';
import { idCheck, instantCheck, jsonObjectCheck, optional, textCheck } from './check-fields';
import {
  MAX_VALUE,
  nobodyProblem,
  placeholderProblem,
  runProblem,
  valueProblem,
  type ItemTimes,
} from './item-fields';
import { ItemRefusal, notAnObject } from './item-refusal';
import type { EventItem, ExposureItem, IdentityItem } from './item-schemas';
import { isNobodysEnd } from './nobodys-end';
import { unknownMembersCheck } from './unknown-members';

// The schemas of `item-schemas.ts` by hand: the same verdicts in a fraction of the time, as every item of every request
// passes here. Members that the item does not have come first, then the
// fields in the schema's order, since the first problem is the one that is told.

/** The item with its defaults, or why it is none. */
export type CheckItem<Item> = (given: unknown, times: ItemTimes) => Item | ItemRefusal;

const checkId = optional(idCheck('id', 512, 'INVALID_ID', isPlaceholderId, placeholderProblem('id')));
const checkUnit = idCheck('unit', 512, 'INVALID_UNIT', isPlaceholderId, placeholderProblem('unit'));
const checkNameText = textCheck('name', 200, 'INVALID_NAME');

function checkName(given: unknown): string | ItemRefusal {
  const name = checkNameText(given);
  const problem = typeof name === 'string' ? nameProblem(name) : null;
  return problem === null ? name : new ItemRefusal('INVALID_NAME', `name ${problem}`);
}

const checkProperties = optional(jsonObjectCheck('properties', 'INVALID_PROPERTIES'));
const checkUserAgent = optional(textCheck('userAgent', 2_000, 'INVALID_USER_AGENT'));
const invalidValue = new ItemRefusal('INVALID_VALUE', valueProblem);

const unknownOfEvent = unknownMembersCheck('EVENT');

export const checkEvent: CheckItem<EventItem> = (given, times) => {
  if (!isObject(given)) return notAnObject;
  const unknown = unknownOfEvent(given);
  if (unknown !== null) return unknown;
  const id = checkId(given['id']);
  if (id instanceof ItemRefusal) return id;
  const unit = checkUnit(given['unit']);
  if (unit instanceof ItemRefusal) return unit;
  const name = checkName(given['name']);
  if (name instanceof ItemRefusal) return name;
  const value = given['value'] ?? 1;
  if (!isEventValue(value)) return invalidValue;
  const occurredAt = checkOccurredAt(given['occurredAt'], times);
  if (occurredAt instanceof ItemRefusal) return occurredAt;
  const properties = checkProperties(given['properties']);
  if (properties instanceof ItemRefusal) return properties;
  const userAgent = checkUserAgent(given['userAgent']);
  if (userAgent instanceof ItemRefusal) return userAgent;
  return { id, unit, name, value, occurredAt, properties, userAgent };
};

const checkExperiment = textCheck('experiment', 200, 'INVALID_EXPERIMENT');
const invalidRun = new ItemRefusal('INVALID_RUN', runProblem);
const checkRun = optional((given) => (isRunNumber(given) ? given : invalidRun));
const checkVariant = textCheck('variant', 200, 'INVALID_VARIANT');
const checkAttributes = optional(jsonObjectCheck('attributes', 'INVALID_ATTRIBUTES'));
const invalidForced = new ItemRefusal('INVALID_FORCED', 'forced must be true or false');
const checkForced = optional((given) => (typeof given === 'boolean' ? given : invalidForced));
const checkReason = optional(textCheck('reason', 200, 'INVALID_REASON'));

const unknownOfExposure = unknownMembersCheck('EXPOSURE');

export const checkExposure: CheckItem<ExposureItem> = (given, times) => {
  if (!isObject(given)) return notAnObject;
  const unknown = unknownOfExposure(given);
  if (unknown !== null) return unknown;
  const id = checkId(given['id']);
  if (id instanceof ItemRefusal) return id;
  const experiment = checkExperiment(given['experiment']);
  if (experiment instanceof ItemRefusal) return experiment;
  const run = checkRun(given['run']);
  if (run instanceof ItemRefusal) return run;
  const variant = checkVariant(given['variant']);
  if (variant instanceof ItemRefusal) return variant;
  const unit = checkUnit(given['unit']);
  if (unit instanceof ItemRefusal) return unit;
  const occurredAt = checkOccurredAt(given['occurredAt'], times);
  if (occurredAt instanceof ItemRefusal) return occurredAt;
  const attributes = checkAttributes(given['attributes']);
  if (attributes instanceof ItemRefusal) return attributes;
  const forced = checkForced(given['forced']);
  if (forced instanceof ItemRefusal) return forced;
  const reason = checkReason(given['reason']);
  if (reason instanceof ItemRefusal) return reason;
  const userAgent = checkUserAgent(given['userAgent']);
  if (userAgent instanceof ItemRefusal) return userAgent;
  return { id, experiment, run, variant, unit, occurredAt, attributes, forced, reason, userAgent };
};

const checkAnonymous = idCheck(
  'anonymous',
  512,
  'INVALID_ANONYMOUS',
  isNobodysEnd,
  nobodyProblem('anonymous'),
);
const checkPerson = idCheck('unit', 512, 'INVALID_UNIT', isNobodysEnd, nobodyProblem('unit'));

const unknownOfIdentity = unknownMembersCheck('IDENTITY');

export const checkIdentity: CheckItem<IdentityItem> = (given) => {
  if (!isObject(given)) return notAnObject;
  const unknown = unknownOfIdentity(given);
  if (unknown !== null) return unknown;
  const id = checkId(given['id']);
  if (id instanceof ItemRefusal) return id;
  const anonymous = checkAnonymous(given['anonymous']);
  if (anonymous instanceof ItemRefusal) return anonymous;
  const unit = checkPerson(given['unit']);
  if (unit instanceof ItemRefusal) return unit;
  return { id, anonymous, unit };
};

function checkOccurredAt(given: unknown, times: ItemTimes): Date | undefined | ItemRefusal {
  return given === undefined || given === null ? undefined : instantCheck(given, times);
}

function isEventValue(given: unknown): given is number {
  return typeof given === 'number' && Math.abs(given) <= MAX_VALUE;
}

function isRunNumber(given: unknown): given is number {
  return Number.isSafeInteger(given) && Number(given) >= 1;
}

/** Whether a value from JSON has fields; a list has none. */
function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}
