import { isNobodysId, nobodyBy, SPELLINGS } from '../assignment/placeholder-id';

/** Templates that nobody filled, of other languages. */
const TEMPLATES = ['<%.*%>', '#\\{.*', '%\\w+%', '\\$\\w+', '%[sd]'];
/** What programs write of a function or a class in the place of what it gives. */
const CODE = [
  'function\\b.*',
  '\\(.*=>.*',
  'Symbol\\(.*',
  'System\\.Object',
  'java\\.lang\\..*',
  'Optional\\.empty',
];
/** Other words for nothing, and faulty cells. */
const WORDS = ['unset', 'blank', 'DBNull', 'pd\\.NA', 'REF!', 'VALUE!', 'urn:uuid:[0-]+'];

const isMoreOfNobody = nobodyBy([SPELLINGS, ...TEMPLATES, ...CODE, ...WORDS].join('|'), 'isu');

/**
 * Whether an id can be no end of a link. More is refused here than the SDK refuses at once, whose size is bounded: a wrong link makes two
 * people one. Several of them may be joined by blanks, slashes and dots too.
 */
export function isNobodysEnd(id: string): boolean {
  return isNobodysId(id) || isMoreOfNobody(id) || isMoreOfNobody(id.replaceAll(/[\s/.]/g, '|'));
}
