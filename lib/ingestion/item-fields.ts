import { z } from 'zod';
import { zonedInstantOf } from '../assignment/instant';
import { isPlaceholderId } from '../assignment/placeholder-id';
import { nameProblem } from '../assignment/name-problem';
import { MAX_UNIT_CHARACTERS } from '../assignment/unit-length';
import { ItemRefusal } from './item-refusal';
import { isNobodysEnd } from './nobodys-end';
import { isStorableText, storableJson } from './storable-json';

// The fields that items share, as schemas: they document what is accepted.

export function textProblem(name: string, maxCharacters: number): string {
  return `${name} must be a text of 1 to ${maxCharacters} characters, without NUL or half a surrogate pair`;
}

export function textField(name: string, maxCharacters: number) {
  const error = textProblem(name, maxCharacters);
  return z
    .string({ error })
    .min(1, { error })
    .max(maxCharacters, { error })
    .refine(isStorableText, { error });
}

/** The name of an event. */
export function nameField(name: string, maxCharacters: number) {
  return textField(name, maxCharacters).superRefine((text, problems) => {
    const problem = text === '' ? null : nameProblem(text);
    if (problem !== null) problems.addIssue({ code: 'custom', message: `${name} ${problem}` });
  });
}

export const MAX_ID_CHARACTERS = 512;
export { MAX_UNIT_CHARACTERS };

/** A field that may be left out; null says the same, as senders write it for "none". */
export function leftOut<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** Code of an id that programs write where they have none. */
export const PLACEHOLDER_ID = 'PLACEHOLDER_ID';

export function placeholderProblem(name: string): string {
  return `${name} is what programs write where there is no id (undefined, null, NaN, None, N/A, [object Object], a blank, empty brackets); send the real one`;
}

/** The same for what a link names. */
export function nobodyProblem(name: string): string {
  return `${name} is nobody's id (undefined, null, NaN, None, N/A, [object Object], 0, guest, a blank, empty brackets); link real ids alone`;
}

function realIdField(name: string, maxCharacters: number) {
  return textField(name, maxCharacters).refine((text) => text === '' || !isPlaceholderId(text), {
    error: placeholderProblem(name),
    params: { code: PLACEHOLDER_ID },
  });
}

/** One end of a link. */
export function linkedField(name: string) {
  return textField(name, MAX_UNIT_CHARACTERS).refine((text) => text === '' || !isNobodysEnd(text), {
    error: nobodyProblem(name),
    params: { code: PLACEHOLDER_ID },
  });
}

export const unitField = realIdField('unit', MAX_UNIT_CHARACTERS);
export const idField = leftOut(realIdField('id', MAX_ID_CHARACTERS));

/** Between which instants an item may have occurred. */
export interface ItemTimes {
  readonly now: Date;
  /** What was dropped by retention begins before this; null: nothing was. */
  readonly retainedFrom: Date | null;
  /** Whether history is taken, back to the year 2000; left out: yes. */
  readonly mayBeOld?: boolean;
  /** How far in the future it may have been by the sender's clock; left out: a day. */
  readonly maxAheadMs?: number;
  /** By how much the sender's clock is behind; left out: not at all. */
  readonly shiftMs?: number;
}

const EARLIEST_MS = Date.UTC(2000, 0, 1);
/** Longer than a device is offline; each month beyond is a table that anybody with a publishable key could ask for. */
const MAX_AGE_MS = 400 * 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

const instantProblem =
  'occurredAt must be an ISO 8601 date and time with its zone, such as "2026-01-31T09:30:00Z"';

/** Why an item cannot have occurred then; null where it can. */
function timeProblem(
  instantMs: number,
  { now, retainedFrom, mayBeOld = true, maxAheadMs = 24 * HOUR_MS }: ItemTimes,
): ItemRefusal | null {
  if (instantMs > now.getTime() + maxAheadMs) {
    const detail = `occurredAt is more than ${maxAheadMs / HOUR_MS} hours in the future; the sender's clock is wrong`;
    return new ItemRefusal('TIMESTAMP_IN_FUTURE', detail);
  }
  if (instantMs < EARLIEST_MS) {
    return new ItemRefusal('TIMESTAMP_TOO_OLD', 'occurredAt is before the year 2000');
  }
  if (!mayBeOld && instantMs < now.getTime() - MAX_AGE_MS) {
    const detail = 'occurredAt is more than 400 days ago; send history with a secret key';
    return new ItemRefusal('TIMESTAMP_TOO_OLD', detail);
  }
  if (retainedFrom === null || instantMs >= retainedFrom.getTime()) return null;
  const detail = `occurredAt is before ${retainedFrom.toISOString()}, from when on this environment keeps its data`;
  return new ItemRefusal('TIMESTAMP_TOO_OLD', detail);
}

export const notAnInstant = new ItemRefusal('INVALID_TIMESTAMP', instantProblem);

/** The instant that a text names, where an item may have occurred then. */
export function instantWithin(text: string, times: ItemTimes): Date | ItemRefusal {
  const givenMs = zonedInstantOf(text);
  if (givenMs === null) return notAnInstant;
  const instantMs = givenMs + (times.shiftMs ?? 0);
  return timeProblem(instantMs, times) ?? new Date(instantMs);
}

/** An ISO 8601 instant with its zone, between the year 2000 (or the retention) and a day from now. */
export function occurredAtField(times: ItemTimes) {
  return leftOut(
    z
      .string({ error: notAnInstant.detail })
      .register(z.globalRegistry, { format: 'date-time' })
      .transform((text, context) => {
        const instant = instantWithin(text, times);
        if (!(instant instanceof ItemRefusal)) return instant;
        context.addIssue({ code: 'custom', message: instant.detail, params: { code: instant.code } });
        return z.NEVER;
      }),
  );
}

/**
 * The largest value of an event, either way. Analyses add values and their squares over many units and multiply what comes out:
 * from here on, billions of units with thousands of events each are within what a double holds.
 */
export const MAX_VALUE = 1e30;
export const valueProblem = 'value must be a number from -1e30 to 1e30';

export const runProblem = "run must be the number of one of the experiment's runs, counted from 1";

export function objectProblem(name: string): string {
  return `${name} must be an object`;
}

/** An object of JSON, as the text under which it is stored. */
export function jsonObjectField(name: string) {
  return leftOut(
    z
      .custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
        error: objectProblem(name),
      })
      .register(z.globalRegistry, {
        type: 'object',
        description:
          'Any JSON, at most 16,384 characters of it. Names hold no control, invisible or bidirectional characters, and outermost ones are no placeholders such as "undefined".',
      })
      .transform((value, problems) => {
        const text = storableJson(value);
        if (typeof text === 'string') return text;
        problems.addIssue({ code: 'custom', message: `${name}${text.problem}` });
        return z.NEVER;
      }),
  );
}
