import { isUtf8 } from 'node:buffer';
import { FairsplitError } from '../errors';
import { pointerTo } from '../model/json-pointer';
import { withoutDeep, type DeepItem, type LevelsAround, type Shallow } from './deep-items';
import { inexactNumbers, MAX_INEXACT, type InexactNumber } from './inexact-numbers';
import { memberCount, shapeOf } from './json-shape';
import { repeatedMembers, type RepeatedMember } from './repeated-members';

export { inexactNumbers, type InexactNumber };

/** Deeper than any body of ours needs, and shallow enough for every recursive function that walks one. */
export const MAX_JSON_DEPTH = 32;

/** What becomes of a body in which reading changes numbers; it may change the value, which is nobody else's yet. */
export type OnInexact = (value: unknown, inexact: readonly InexactNumber[]) => unknown;

/** What becomes of a body in which objects have members twice; it may change the value. */
export type OnRepeated = (value: unknown, repeated: readonly RepeatedMember[]) => unknown;

/** Where each item of a body is judged by itself: its depth is counted from it, and the other items are read all the same. */
export interface DeepItems {
  readonly around: LevelsAround;
  readonly maxDepth: number;
  /** What becomes of a body whose items have a zero in place of what was too deep; it may change the value. */
  readonly onDeep: (value: unknown, items: readonly DeepItem[]) => unknown;
}

export interface ParseOptions {
  /** Left out: the body is refused. */
  readonly onInexact?: OnInexact;
  /** Left out: the body is refused. */
  readonly onRepeated?: OnRepeated;
  /** Left out: the body is refused as one. */
  readonly deepItems?: DeepItems;
  /**
   * Whether to look for the place of a mistake where the engine does not tell it, which takes some twenty times as long as reading. Left
   * out: yes.
   */
  readonly tellsPlace?: boolean;
}

/**
 * Reads a body as JSON. Throws a FairsplitError of status 400: MALFORMED_JSON (with the place, where the engine tells
 * it), JSON_TOO_DEEP, NOT_UTF8, INEXACT_NUMBER with the places of integers that no double holds, or REPEATED_MEMBER with those of members that
 * their object has before. An empty body is malformed.
 */
export function parseJson(
  bytes: Uint8Array,
  { onInexact = refuseInexact, onRepeated = refuseRepeated, deepItems, tellsPlace = true }: ParseOptions = {},
): unknown {
  if (bytes.byteLength === 0) {
    throw new FairsplitError('MALFORMED_JSON', 400, 'The body is empty; a JSON object is expected.');
  }
  const whole = decode(bytes);
  const maxDepth = deepItems === undefined ? MAX_JSON_DEPTH : deepItems.around + deepItems.maxDepth;
  const { depth, members } = shapeOf(bytes);
  const { text, items } = depth > maxDepth ? cutDeep(whole, deepItems) : { text: whole, items: [] };
  const value = parseText(text, tellsPlace);
  // What was cut out has members too: then it is looked for some, and none are found.
  const isRepeating = memberCount(value) !== members;
  const exact = withInexact(value, text, onInexact);
  const repeated = isRepeating ? repeatedMembers(text, deepItems?.around ?? null) : [];
  const single = repeated.length === 0 ? exact : onRepeated(exact, repeated);
  return items.length === 0 || deepItems === undefined ? single : deepItems.onDeep(single, items);
}

function withInexact(value: unknown, text: string, onInexact: OnInexact): unknown {
  const inexact = inexactNumbers(text);
  if (inexact.length === 0) return value;
  return inexact.length < MAX_INEXACT ? onInexact(value, inexact) : refuseInexact(value, inexact);
}

function cutDeep(text: string, deepItems: DeepItems | undefined): Shallow {
  const shallow = deepItems === undefined ? null : withoutDeep(text, deepItems.around, deepItems.maxDepth);
  if (shallow !== null) return shallow;
  throw new FairsplitError('JSON_TOO_DEEP', 400, `The body nests deeper than ${MAX_JSON_DEPTH} levels.`);
}

function parseText(text: string, tellsPlace: boolean): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw malformed(text, error instanceof Error ? error.message : 'it cannot be read', tellsPlace);
  }
}

const MAX_TOLD = 20;

/** Why a number is not taken, and what to send in its place. */
export function inexactDetail({ literal }: InexactNumber): string {
  return `${literal.slice(0, 40)} is more than a number holds exactly; send it as text`;
}

/** Why an object with a member twice is not taken. */
export const REPEATED_DETAIL = 'is there twice, and reading would keep the last one alone; send one of them';

/** Refuses a body as one. */
export function refuseRepeated(_value: unknown, repeated: readonly RepeatedMember[]): never {
  const problems = repeated.map(({ path }) => ({ pointer: pointerTo(path), detail: REPEATED_DETAIL }));
  const [first] = problems;
  throw new FairsplitError(
    'REPEATED_MEMBER',
    400,
    `${first?.pointer ?? ''} ${first?.detail ?? ''}.`,
    problems.slice(0, MAX_TOLD),
  );
}

function refuseInexact(_value: unknown, inexact: readonly InexactNumber[]): never {
  const problems = inexact.slice(0, MAX_TOLD).map((one) => {
    return { pointer: pointerTo(one.path), detail: inexactDetail(one) };
  });
  const [first] = problems;
  throw new FairsplitError(
    'INEXACT_NUMBER',
    400,
    `${first?.pointer ?? ''}: ${first?.detail ?? ''}`,
    problems,
  );
}

const BYTE_ORDER_MARK = 0xfeff;
/** What decoding puts where bytes are no UTF-8; honest text may hold it too, so only then are the bytes looked at. */
const REPLACEMENT = '\ufffd';

function decode(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  if (text.includes(REPLACEMENT) && !isUtf8(buffer)) {
    throw new FairsplitError('NOT_UTF8', 400, 'The body is not UTF-8 text.');
  }
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

function malformed(text: string, message: string, tellsPlace: boolean): FairsplitError {
  const position = toldPosition(message) ?? (tellsPlace ? searchPosition(text) : null);
  if (position === null) return new FairsplitError('MALFORMED_JSON', 400, 'The body is not JSON.');
  const before = text.slice(0, position).split('\n');
  const place = `position ${position} (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
  return new FairsplitError(
    'MALFORMED_JSON',
    400,
    `The body is not JSON: it goes wrong or breaks off at ${place}.`,
  );
}

function toldPosition(message: string): number | null {
  const told = /at position (\d+)/.exec(message)?.[1];
  return told === undefined ? null : Number(told);
}

const MAX_SEARCHED_CHARACTERS = 100_000;

/**
 * Node 20 tells the position in some of its messages alone. Then it is searched: what comes before the mistake is JSON
 * that merely breaks off, so the longest such beginning ends where the mistake is.
 */
function searchPosition(text: string): number | null {
  if (text.length > MAX_SEARCHED_CHARACTERS) return null;
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (breaksOff(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function breaksOff(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return message.includes('end of JSON') || (toldPosition(message) ?? -1) >= beginning.length;
  }
}
