import { createHmac } from 'node:crypto';
import { isOperator, OPERATOR_WORDS, type Operand } from '../../assignment/operator-words';

/** Whether a comparison's value may name a unit; those of order, of versions and of instants cannot. */
const NAMES_UNIT: Readonly<Record<Operand, boolean>> = {
  scalar: true,
  list: true,
  item: true,
  text: true,
  pattern: true,
  number: false,
  version: false,
  instant: false,
  flag: false,
};

/**
 * A copy of an audit entry's detail that names no unit: an entry can never be changed, so what is in it could never be
 * erased. Forced units, and what targeting compares with, stand as a keyed digest: equal ones look equal, and whoever has
 * the workspace's salt and a value can tell whether it was that one.
 */
export function withoutUnits(detail: object, salt: Uint8Array): object {
  if (Array.isArray(detail)) return detail.map((item: unknown) => copyOf(item, salt));
  if (detail instanceof Date) return detail;
  const fields = new Map<string, unknown>(Object.entries(detail));
  const isForced = fields.has('unit') && fields.has('variant');
  const operator = fields.get('operator');
  const isComparison =
    fields.has('attribute') && isOperator(operator) && NAMES_UNIT[OPERATOR_WORDS[operator].operand];
  return Object.fromEntries(
    [...fields].map(([name, value]) => {
      const mayNameUnit = (isForced && name === 'unit') || (isComparison && name === 'value');
      return [name, mayNameUnit ? digestOf(value, salt) : copyOf(value, salt)];
    }),
  );
}

function copyOf(value: unknown, salt: Uint8Array): unknown {
  return typeof value === 'object' && value !== null ? withoutUnits(value, salt) : value;
}

/** What is true or false names nobody. */
function digestOf(value: unknown, salt: Uint8Array): unknown {
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item: unknown) => digestOf(item, salt));
  const digest = createHmac('sha256', salt).update(JSON.stringify(value)).digest('hex');
  return `digest:${digest.slice(0, 16)}`;
}
