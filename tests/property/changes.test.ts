import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  changesBetween,
  changesOf,
  isRemoving,
  membersOf,
  mergeChanges,
  withoutAbsent,
} from '../../lib/model/changes';
import {
  changedFields,
  changeKindOf,
  experimentInputSchema,
  frozenChanges,
  type ExperimentField,
  type ExperimentInput,
} from '../../lib/model/experiment';
import { metricFieldsDescription, metricFieldsSchema } from '../../lib/verbs/metrics/metric-input';
import { sourceOf } from '@/lib/model/metrics/kinds';
import { targetingSchema } from '@/lib/model/targeting';
import { tries } from '../support/form';
import { storedExperiments, storedMetrics } from '../support/stored-resources';

type Fields = Readonly<Record<string, unknown>>;

/** Members of an experiment that have members of their own, each with what names them all. */
const nested = [
  'plan',
  'layer',
  'trigger',
  'prerequisite',
  'planning',
] as const satisfies readonly (keyof ExperimentInput)[];
const isNested = (name: string) => nested.some((one) => one === name);

/** Some members of another value: of those with members of their own, some of these. */
function someOf(value: Fields, chosen: fc.Arbitrary<boolean>): fc.Arbitrary<Fields> {
  const names = Object.keys(value);
  return fc
    .tuple(...names.map((name) => fc.tuple(chosen, partOf(name, value[name], chosen))))
    .map((parts) => Object.fromEntries(names.flatMap((name, index) => partIn(name, parts[index]))));
}

function partOf(name: string, value: unknown, chosen: fc.Arbitrary<boolean>): fc.Arbitrary<unknown> {
  const whole = fc.constant(value);
  return isNested(name) && isFields(value) ? fc.oneof(whole, someOf(value, chosen)) : whole;
}

function partIn(name: string, part: readonly [boolean, unknown] | undefined) {
  return part?.[0] === true ? [[name, part[1]] as const] : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

const changed = fc
  .tuple(storedExperiments, storedExperiments)
  .chain(([before, other]) => someOf({ ...other }, fc.boolean()).map((changes) => ({ before, changes })));

test('a PATCH of any subset of members changes those alone, at every depth', () => {
  fc.assert(
    fc.property(changed, ({ before, changes }) => {
      const after = mergeChanges(before, changes, experimentInputSchema);
      // Said again, member by member, without the schema.
      const expected = Object.entries(before).map(([name, old]: [string, unknown]) => {
        if (!Object.hasOwn(changes, name)) return [name, old];
        const change = changes[name];
        const isMerged = isNested(name) && isFields(change);
        return [name, isMerged ? { ...(isFields(old) ? old : {}), ...change } : change];
      });
      expect(after).toEqual(Object.fromEntries(expected));
    }),
    { numRuns: tries(1_000), seed: 9 },
  );
});

test('what lies between two experiments, merged into the one, gives the other, and nothing that is equal is in it', () => {
  fc.assert(
    fc.property(storedExperiments, storedExperiments, (before, after) => {
      const changes = changesBetween(before, after, experimentInputSchema);
      expect(mergeChanges(before, changes, experimentInputSchema)).toEqual(after);
      expect(changesBetween(before, before, experimentInputSchema)).toEqual({});
      for (const [name, change] of Object.entries(changes))
        expect(change).not.toEqual(Reflect.get(before, name));
      expect(changesOf(experimentInputSchema).safeParse(changes).error).toBeUndefined();
    }),
  );
});

/** The same with the items of every list the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed).reverse();
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, reversed(member)] as const)
      .reverse(),
  );
}

test('names of variants, and the order of what is a set, ask for no new run', () => {
  fc.assert(
    fc.property(storedExperiments, (before) => {
      const { targeting, prerequisite, trigger, segments, planning } = before;
      const after = experimentInputSchema.parse({
        ...before,
        ...Object.fromEntries(
          Object.entries({ targeting, prerequisite, trigger, segments, planning }).map(([name, value]) => [
            name,
            reversed(value),
          ]),
        ),
        variants: before.variants.map((variant) => ({ ...variant, name: `${variant.name.trim()} anew` })),
      });
      expect(changedFields(before, after)).toContain('variants');
      expect(frozenChanges(before, after)).toEqual([]);
    }),
  );
});

test('whatever else is frozen asks for one: other values, another order of variants or metrics, one value more', () => {
  fc.assert(
    fc.property(storedExperiments, storedExperiments, (before, other) => {
      // Random variants may differ by their names alone, and random rules by their order.
      const plainly = (field: ExperimentField) =>
        changeKindOf(field) === 'frozen' &&
        !['variants', 'targeting', 'prerequisite', 'trigger', 'segments', 'planning'].includes(field);
      expect(frozenChanges(before, other).filter(plainly)).toEqual(
        changedFields(before, other).filter(plainly),
      );
      const [first, ...rest] = before.variants;
      const turned = { ...before, variants: [...rest, ...(first === undefined ? [] : [first])] };
      expect(frozenChanges(before, turned)).toEqual(['variants']);
      const metrics = before.metrics.toReversed();
      expect(frozenChanges(before, { ...before, metrics })).toEqual(metrics.length > 1 ? ['metrics'] : []);
      const narrower = { all: [before.targeting, { attribute: 'x', operator: 'in', value: ['a', 'b'] }] };
      const wider = { all: [before.targeting, { attribute: 'x', operator: 'in', value: ['b', 'a', 'c'] }] };
      const targeting = [narrower, wider].map((rule) => targetingSchema.parse(rule));
      const [one, two] = targeting.map((rule) => ({ ...before, targeting: rule }));
      if (one === undefined || two === undefined) expect.fail();
      expect(frozenChanges(one, two)).toEqual(['targeting']);
    }),
  );
});

test('the same of metrics, whatever their kinds', () => {
  fc.assert(
    fc.property(storedMetrics, storedMetrics, (before, after) => {
      const changes = changesBetween(before, after, metricFieldsDescription);
      const merged = mergeChanges(before, changes, metricFieldsDescription);
      expect(metricFieldsSchema.parse(merged)).toEqual(after);
    }),
    { numRuns: tries(1_000), seed: 10 },
  );
});

/** The same with a null for every member that may be left out and is. */
function withNulls(value: unknown, form: z.core.$ZodType): unknown {
  if (!isFields(value)) return value;
  const members = membersOf(form, value) ?? {};
  const absent = Object.entries(members).filter(
    ([name, member]) => value[name] === undefined && isRemoving(member),
  );
  const there = Object.entries(value).map(([name, one]) => {
    const member = members[name];
    return [name, member === undefined ? one : withNulls(one, member)];
  });
  return { ...Object.fromEntries(there), ...Object.fromEntries(absent.map(([name]) => [name, null])) };
}

test('null says the same as leaving out what may be left out, where there is nothing yet to change', () => {
  // That each is among what is drawn is asked of draws that are the same each time.
  const seen = fc
    .sample(storedMetrics, { seed: 1, numRuns: 500 })
    .map((stored) => JSON.stringify(withNulls(stored, metricFieldsDescription)))
    .flatMap((text) => [...text.matchAll(/"(\w+)":null/g)].map(([, name]) => name));
  fc.assert(
    fc.property(storedMetrics, (stored) => {
      const given = withNulls(stored, metricFieldsDescription);
      expect(metricFieldsSchema.parse(given)).toEqual(stored);
    }),
  );
  expect([...new Set(seen)]).toEqual(
    expect.arrayContaining(['source', 'breakdown', 'winsorisationLower', 'others', 'attributes']),
  );
  const { shape } = experimentInputSchema;
  const segments = [{ attribute: 'country', postStratify: null }];
  expect(withoutAbsent({ segments, hypothesis: null, name: null }, experimentInputSchema)).toEqual({
    segments: [{ attribute: 'country' }],
    // What has to be there is not left out by null.
    name: null,
  });
  // Nor what has a default, where something stands already.
  expect(withoutAbsent({ hypothesis: null, segments }, changesOf(z.strictObject(shape)))).toEqual({
    hypothesis: null,
    segments: [{ attribute: 'country' }],
  });
});

test('a definition keeps what is not named, and gives way as a whole to one of another form', () => {
  const window = { startHours: 24, lengthHours: 48, mustBeComplete: true };
  const before = metricFieldsSchema.parse({
    ...{ key: 'spend', name: 'Spend', kind: 'sum' },
    definition: { version: 2, event: 'purchase', window, covariate: null, winsorisation: 0.99 },
  });
  const merged = (changes: Fields) => mergeChanges(before, changes, metricFieldsDescription);
  expect(merged({ definition: { window: { lengthHours: 72 } } })).toEqual({
    ...before,
    definition: { ...before.definition, window: { ...window, lengthHours: 72 } },
  });
  expect(merged({ kind: 'mean', definition: { winsorisation: null } })).toEqual({
    ...before,
    kind: 'mean',
    definition: { ...before.definition, winsorisation: null },
  });
  const steps = { version: 2, steps: [{ event: 'cart' }, { event: 'paid' }], window };
  expect(merged({ kind: 'funnel', definition: steps })).toEqual({
    ...before,
    kind: 'funnel',
    definition: steps,
  });
});

test('null is a value where there is one, takes away what may be missing, and stays to be refused elsewhere', () => {
  const before = metricFieldsSchema.parse({
    ...{ key: 'spend', name: 'Spend', kind: 'sum' },
    definition: { version: 2, source: 'orders', window: { lengthHours: 24 } },
  });
  const merged = (changes: Fields) => mergeChanges(before, changes, metricFieldsDescription);
  const withoutSource = Object.fromEntries(
    Object.entries(before.definition).filter(([member]) => member !== 'source'),
  );
  expect(sourceOf(before)).toBe('orders');
  expect(merged({ definition: { source: null } })).toEqual({ ...before, definition: withoutSource });
  expect(merged({ definition: { window: { lengthHours: null } } })).toMatchObject({
    definition: { window: { startHours: 0, lengthHours: null } },
  });
  expect(merged({ unit: null })).toEqual({ ...before, unit: null });
  expect(metricFieldsSchema.safeParse(merged({ unit: null })).success).toBe(false);
});
