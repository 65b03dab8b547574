import fc from 'fast-check';
import { z } from 'zod';
import type { Words } from './api-words';
import { lookUp } from './described-api';

// Values that a schema of the API's document accepts, or nearly. Where a field has words of its own, it mostly gets one of those.

const node = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
});

type Node = z.output<typeof node>;

const deepest = 7;
const longestList = 4;

/** What JSON may hold where the schema says nothing. */
const anything = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.constantFrom('control', 'treatment', 'SE', 1) },
);

/** Makes values of schemas, with these words. */
export function schemaValues(words: Words): (schema: unknown) => fc.Arbitrary<unknown> {
  const valuesOf = (schema: unknown, place: Place): fc.Arbitrary<unknown> => {
    const parsed = node.safeParse(schema);
    if (!parsed.success) return anything;
    const { $ref, enum: values, const: value, anyOf, oneOf } = parsed.data;
    if ($ref !== undefined) return valuesOf(lookUp($ref), deeper(place));
    if (values !== undefined) return fc.constantFrom(...values);
    if (value !== undefined) return fc.constant(value);
    const options = anyOf ?? oneOf;
    if (options === undefined) return typed(parsed.data, place);
    // Deep down the last, which refers to nothing further in the schemas that there are.
    if (place.depth > deepest) return valuesOf(options.at(-1), place);
    return fc.oneof(...options.map((option) => valuesOf(option, place)));
  };

  const typed = (schema: Node, place: Place): fc.Arbitrary<unknown> => {
    const { type } = schema;
    if (Array.isArray(type)) return fc.oneof(...type.map((one) => typed({ ...schema, type: one }, place)));
    switch (type) {
      case 'object':
        return objects(schema, place);
      case 'array':
        return lists(schema, place);
      case 'string':
        return named(texts(schema), words[place.name]);
      case 'integer':
        return integers(schema);
      case 'number':
        return numbers(schema);
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case undefined:
      default:
        return anything;
    }
  };

  const lists = ({ items, minItems = 0, maxItems = longestList }: Node, place: Place) => {
    const maxLength = place.depth > deepest ? minItems : Math.max(minItems, Math.min(maxItems, longestList));
    return fc.array(valuesOf(items, deeper(place)), { minLength: minItems, maxLength });
  };

  const objects = (schema: Node, place: Place): fc.Arbitrary<unknown> => {
    const { properties = {}, required = [], additionalProperties } = schema;
    const fields = fc.record(
      Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, valuesOf(field, deeper(place, name))]),
      ),
      { requiredKeys: required },
    );
    if (additionalProperties === undefined || additionalProperties === false) return fields;
    const others = fc.dictionary(
      fc.constantFrom('country', 'age', 'control', 'treatment', 'experiment'),
      valuesOf(additionalProperties, deeper(place, '')),
      { maxKeys: 2 },
    );
    return fc.tuple(others, fields).map(([more, known]) => ({ ...more, ...known }));
  };

  return (schema) => valuesOf(schema, { name: '', depth: 0 });
}

/** Where a schema stands: the field that it is of, or whose list it is in, and how far down. */
interface Place {
  readonly name: string;
  readonly depth: number;
}

/** The key of something is one of those of its kind: a layer's in `{ "layer": { "key": ... } }`. */
function deeper({ name, depth }: Place, field = name): Place {
  return { name: field === 'key' && name !== '' ? name : field, depth: depth + 1 };
}

function named(free: fc.Arbitrary<string>, words: readonly string[] | undefined): fc.Arbitrary<string> {
  if (words === undefined) return free;
  return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: free });
}

function integers({ minimum = 0, maximum = 1000 }: Node): fc.Arbitrary<number> {
  const ends = [minimum, maximum].filter((end) => Math.abs(end) < 2 ** 31);
  return fc.oneof(
    fc.integer({ min: Math.max(minimum, -1000), max: Math.min(maximum, 2 ** 31 - 1) }),
    fc.integer({ min: Math.max(minimum, 0), max: Math.min(maximum, Math.max(minimum, 0) + 20) }),
    ...(ends.length === 0 ? [] : [fc.constantFrom(...ends)]),
  );
}

function numbers(schema: Node): fc.Arbitrary<number> {
  const { exclusiveMinimum, exclusiveMaximum } = schema;
  const min = exclusiveMinimum ?? schema.minimum ?? -1000;
  const max = exclusiveMaximum ?? schema.maximum ?? 1000;
  const isInside = (value: number) =>
    value >= min &&
    value <= max &&
    (exclusiveMinimum === undefined || value > exclusiveMinimum) &&
    (exclusiveMaximum === undefined || value < exclusiveMaximum);
  const usual = [0, 0.05, 0.5, 0.8, 1, 24].filter(isInside);
  const any = fc.double({ min, max, noNaN: true }).filter(isInside);
  return usual.length === 0 ? any : fc.oneof(any, fc.constantFrom(...usual));
}

function texts({ pattern, format, minLength = 0, maxLength }: Node): fc.Arbitrary<string> {
  if (format === 'date-time') return instants;
  if (format === 'uuid') return fc.uuid();
  // A pattern beside a length says no more than that NUL is left out.
  if (pattern !== undefined && maxLength === undefined) {
    return fc.stringMatching(new RegExp(pattern), { maxLength: 40 });
  }
  return fc.string({ minLength, maxLength: Math.min(maxLength ?? 40, 40), unit: 'grapheme-ascii' });
}

const instants = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        '0000-01-01T00:00:00Z',
        '0000-01-01T00:00:00+23:59',
        '0001-01-01T00:00:00Z',
        '1969-12-31T23:59:59Z',
      ],
      ...['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59-23:59', '2026-02-28T00:00:00.5+05:45'],
    ),
  },
);
