const meanings: Readonly<Record<string, string>> = {
  ACCEPTED: 'Stored for the first time.',
  DUPLICATE: 'Known already: sent twice, counted once.',
  CONFLICTING_DUPLICATE:
    'Its id was already stored with different content, which is kept: ids have to be unique.',
  BOT: 'From a declared crawler: not stored.',
  ERASED: 'Of a unit that was erased: not stored, and not kept here.',
  CLOCK_AHEAD:
    'Stored no later than it arrived, though its time is more than 5 minutes ahead: a clock is off.',
  CLOCK_BEHIND:
    'Stored, though its time is before the run that it names, or its sender says a time more than 5 minutes ago: a clock is off.',
  INEXACT_NUMBER: 'It contains an integer too large to be exact as a number: send it as text.',
  REPEATED_MEMBER: 'It has a member twice, of which one would be dropped: send one of them.',
  UNKNOWN_MEMBER:
    'It has a member that such items do not have, which would be dropped: rename it or leave it out, here and at the sender.',
  LATE: 'Stored, more than a day after it occurred.',
  TIMESTAMP_IN_FUTURE: 'More than 24 hours ahead, of an event 48: correct the clock of the sender.',
  TIMESTAMP_TOO_OLD:
    'Before the year 2000, older than what is kept, or, with a publishable key, more than 400 days ago.',
  UNKNOWN_EXPERIMENT: 'No experiment of this workspace has this key: compare it with your code.',
  UNKNOWN_VARIANT: 'The experiment has no variant of that key.',
  NOT_RUNNING:
    'The experiment did not run in this environment when the exposure occurred, or its schedule assigned nobody then.',
  ALREADY_LINKED: 'The anonymous unit belongs to another one; the first link stays.',
  CROWDED_PERSON: 'Stored, to a person who has 50 units or more by now: probably a wrong link.',
  NO_ROOM:
    'Refused, and not kept either: the environment has 50,000 refused items or 256 MB of them, and this key and reason have their share.',
  PLACEHOLDER_ID:
    'An id is a placeholder that programs write for a missing value, such as undefined: send the real id.',
  ATTRIBUTES_LEFT_OUT:
    'Stored, of an evaluation, without attributes that are over 16,384 characters of JSON, hold what no text may, or have names that no rule can ask for.',
  CIRCULAR_LINK: 'The link would lead back to where it came from.',
  MALFORMED_JSON: 'The line is not JSON.',
  LINE_TOO_LONG: 'The line is longer than 64 kB.',
  INVALID_ITEM: 'The item is not an object.',
  INVALID_UNIT: 'The unit has to be a text of 1 to 512 characters, not a number.',
  INVALID_VALUE: 'The value has to be a number from -1e30 to 1e30, not a text.',
  INVALID_TIMESTAMP: 'occurredAt has to be an ISO 8601 instant with its zone.',
};

/** Noticed beside a verdict: they count no item of their own. */
const NOTICED: ReadonlySet<string> = new Set([
  'CLOCK_AHEAD',
  'CLOCK_BEHIND',
  'LATE',
  'CROWDED_PERSON',
  'NO_ROOM',
  'CONFLICTING_DUPLICATE',
  'ATTRIBUTES_LEFT_OUT',
]);
const NOT_REFUSED: ReadonlySet<string> = new Set(['ACCEPTED', 'DUPLICATE', ...NOTICED]);

/** What a verdict says, in a sentence. */
export function verdictMeaning(code: string): string {
  return meanings[code] ?? 'A field is invalid; the item says which.';
}

/** Whether items with the code are kept, to be seen and replayed. */
export function isKept(code: string): boolean {
  return !NOT_REFUSED.has(code) && code !== 'BOT' && code !== 'ERASED';
}

/** Whether the code is noticed beside a verdict and counts no item of its own. */
export function isNoticed(code: string): boolean {
  return NOTICED.has(code);
}
