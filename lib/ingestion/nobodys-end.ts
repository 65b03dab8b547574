import { isNobodysId, nobodyBy, SPELLINGS } from '../assignment/placeholder-id';
import { MAX_UNIT_CHARACTERS } from '../assignment/unit-length';

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
  '(Optional|Some)\\((nil|None|null)',
  'NoneType',
  'NSNull\\(',
  'object \\w+(\\W+object \\w+)+',
  '%!\\w\\(.*',
  '[\\w.]+ object at 0x[0-9a-f]+',
  'Promise \\{.*',
];
/** Other words for nothing, and faulty cells. */
const WORDS = [
  '0x0+',
  '0+e\\d+',
  '-0+(\\.0+)?',
  'unset',
  'blank',
  'DBNull',
  'pd\\.Na[NT]?',
  '(undefined|null){2,}',
  'undefined@.*',
  '\\w+"?\\s*:\\s*(undefined|null|None)',
  'not (provided|available|applicable|found|defined)',
  '(user|visitor|customer|account|client|device|session|anonymous)[ _-]?id',
  'REF!',
  'VALUE!',
  'urn:uuid:[0-]+',
];

/** Characters that no font shows, which may stand within a word as well. */
const UNSEEN = /\p{DI}/gu;
const ESCAPED = /%[0-9a-f]{2}/i;
/** What several of them are joined by, besides what joins parts of any id. */
const JOINED = /[\s/.@=#]/g;

const isMoreOfNobody = nobodyBy([SPELLINGS, ...TEMPLATES, ...CODE, ...WORDS].join('|'), 'isu');

/**
 * Whether an id can be no end of a link. More is refused here than the SDK refuses at once, whose size is bounded: a wrong link makes two
 * people one. Several of them may be joined by blanks, slashes and dots too, and each may be escaped as in an address, or
 * in letters of another width. What is longer than any id is refused as that; some long texts would take the square of their length here.
 */
export function isNobodysEnd(id: string): boolean {
  return id.length <= MAX_UNIT_CHARACTERS && (isNobody(id) || isNobody(plainly(id)));
}

function isNobody(id: string): boolean {
  return isNobodysId(id) || isMoreOfNobody(id) || isMoreOfNobody(id.replaceAll(JOINED, '|'));
}

/** The same in the usual letters, as it was before an address or a template changed it. */
function plainly(id: string): string {
  return unescaped(id).normalize('NFKC').replaceAll(UNSEEN, '');
}

function unescaped(id: string): string {
  if (!ESCAPED.test(id)) return id;
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
