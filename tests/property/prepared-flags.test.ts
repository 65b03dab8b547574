import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ABSENCE_REASONS } from '../../lib/assignment/assignment';
import type { JsonValue } from '../../lib/assignment/configuration';
import { isPlaceholderId } from '../../lib/assignment/placeholder-id';
import { jsonValueSchema } from '../../lib/model/json-value';
import { prepareFlags } from '../../lib/serving/prepared-flag';
import { readOfrepContext } from '../../lib/serving/routes/ofrep-context';
import { assignableExperiment, compile } from '../support/assignable';
import { tries } from '../support/form';

// What evaluations do in a shorter way is the same as the longer one: bytes that were prepared, and ids that are told at a glance.

const text = fc.string({ unit: 'binary' });
const value = fc.json().map((json): JsonValue => jsonValueSchema.parse(JSON.parse(json)));

/** As it leaves: the characters of a prepared text are its bytes. */
const sent = (prepared: string) => Buffer.from(prepared, 'latin1').toString('utf8');

test('a prepared flag is, byte for byte, the JSON of its object', () => {
  const property = fc.property(
    text,
    fc.tuple(text, text),
    fc.tuple(value, value),
    text,
    (key, [first, second], values, flagSetId) => {
      const variants = [
        { key: `a${first}`, value: values[0], weight: 0.5 },
        { key: `b${second}`, value: values[1], weight: 0.5 },
      ];
      const compiled = compile(assignableExperiment({ key, run: 3, variants }));
      const told = values.map((value) => JSON.stringify(value));
      const flags = prepareFlags(compiled, { version: 7, key: flagSetId }, told, told[1]);
      const metadata = { run: 3, version: 7, flagSetId };
      for (const [variantIndex, variant] of variants.entries()) {
        const whole = JSON.stringify({
          key,
          reason: 'SPLIT',
          variant: variant.key,
          metadata,
          value: variant.value,
        });
        const flag = flags.of({ reason: 'SPLIT', variantIndex, variant });
        expect([sent(flag.text), sent(flag.inList)]).toEqual([whole, `,${whole}`]);
      }
      for (const cause of ABSENCE_REASONS) {
        const whole = JSON.stringify({
          key,
          reason: 'DEFAULT',
          variant: '',
          metadata: { ...metadata, cause },
          value: values[1],
        });
        const flag = flags.of({ reason: cause, variantIndex: null, variant: null });
        expect([sent(flag.text), sent(flag.inList)]).toEqual([whole, `,${whole}`]);
      }
    },
  );
  fc.assert(property, { numRuns: tries(300), seed: 20_261_130 });
});

const PARTS = [
  'undefined',
  'null',
  'object 1',
  'None',
  `$\{user1}`,
  '{{ 7 }}',
  '%{id2}',
  '0',
  '7',
  'u-1',
  ' ',
  '|',
  '"',
  '\u3164',
  '\n',
];

test('an id that is told at a glance is told as all are', () => {
  const seen = { somebody: 0, nobody: 0 };
  const ids = fc
    .array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(''));
  const property = fc.property(ids, (id) => {
    const isNobody = isPlaceholderId(id);
    expect(readOfrepContext({ context: { targetingKey: id } }).unit).toBe(isNobody ? null : id);
    seen[isNobody ? 'nobody' : 'somebody'] += 1;
  });
  fc.assert(property, { numRuns: tries(3_000), seed: 20_261_130 });
  expect(Math.min(seen.somebody, seen.nobody)).toBeGreaterThan(tries(300));
});
