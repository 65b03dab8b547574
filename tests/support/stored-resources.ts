import fc from 'fast-check';
import { z } from 'zod';
import { VALUE_TYPES } from '../../lib/assignment/value-type';
import {
  experimentFieldNames,
  experimentInputSchema,
  type ExperimentInput,
} from '../../lib/model/experiment';
import { metricFieldsSchema, type MetricInput } from '../../lib/verbs/metrics/metric-input';
import { schemaValues } from './schema-values';

// Experiments and metrics as the API may have stored them: all that the schemas take, the unusual more often than usual.

const key = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,12}$/);
const awkward = [
  ' Bern ',
  ' u1 ',
  '3',
  '1e3',
  'true',
  '"quoted"',
  '"',
  '\\',
  'a = b',
  'two\nlines',
  'a,b',
  '#',
  '\u00a0',
];

function text(minimum: number, maximum: number) {
  const any = fc.string({ unit: 'grapheme', minLength: minimum, maxLength: maximum });
  const known = fc.constantFrom(...awkward);
  return fc.oneof(any, known).filter((one) => !one.includes('\0') && one.length <= maximum);
}

const name = text(1, 20).filter((one) => one.trim() !== '');
/** As it comes back from JSON: without -0, which JSON writes as 0. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0);
const share = fc.oneof(
  fc.constantFrom(1 / 3, 0.1 + 0.2, 1e-7, 1),
  fc.double({ min: 1e-9, max: 1, noNaN: true }),
);
const openShare = fc.double({ min: 1e-9, max: 0.49, noNaN: true });
const orNull = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null, freq: 2 });

/** Weights that people and programs write: thirds, sevenths, anything in proportion. */
const weights = fc
  .oneof(
    fc.array(fc.constant(1), { minLength: 2, maxLength: 7 }),
    fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 2, maxLength: 7 }),
  )
  .map((parts) => parts.map((part) => part / parts.reduce((sum, one) => sum + one)));

const jsonObject = fc
  .dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true })
  .map((value): unknown => JSON.parse(JSON.stringify(value)));
const values = {
  boolean: fc.boolean(),
  string: text(0, 30),
  integer: fc.maxSafeInteger(),
  number,
  json: jsonObject,
} as const;

const variantsOf = (valueType: keyof typeof values) =>
  weights.chain((all) =>
    fc.tuple(
      ...all.map((weight, index) =>
        fc.record({
          key: fc.constant(`variant-${String(index)}`),
          name,
          value: values[valueType],
          weight: fc.constant(weight),
          isControl: fc.constant(index === 0),
        }),
      ),
    ),
  );

const version = fc.constantFrom('1.2.3', '2.0.0-rc.1');
const comparison = fc.oneof(
  ...(
    [
      ['equals', fc.oneof(text(0, 20), number, fc.boolean())],
      ['not-equals', fc.oneof(text(0, 20), number, fc.boolean())],
      ['in', fc.array(fc.oneof(text(0, 20), number), { maxLength: 4 })],
      ['not-in', fc.array(fc.oneof(text(0, 20), number), { maxLength: 4 })],
      ['greater', number],
      ['greater-or-equal', number],
      ['less', number],
      ['less-or-equal', number],
      ['contains', text(0, 20)],
      ['starts-with', text(0, 20)],
      ['ends-with', text(0, 20)],
      ['matches', fc.constantFrom('*.example', ' a* ', '\\*', '"x"', '3')],
      ['includes', fc.oneof(text(0, 20), number)],
      ['semver-equals', version],
      ['semver-greater', version],
      ['semver-greater-or-equal', version],
      ['semver-less', version],
      ['semver-less-or-equal', version],
      ['before', fc.constantFrom('2026-03-01', '2026-03-01T09:00Z', 1_772_000_000_000)],
      ['after', fc.constantFrom('2026-03-01', '2026-03-01T09:00Z', 1_772_000_000_000)],
      ['exists', fc.boolean()],
    ] as const
  ).map(([operator, value]) =>
    fc.record({
      attribute: text(1, 10),
      operator: fc.constant(operator),
      value: value as fc.Arbitrary<unknown>,
    }),
  ),
);
const audience = fc.record({ audience: key });
const { rule } = fc.letrec<{ rule: unknown; rules: unknown[] }>((tie) => ({
  rules: fc.array(tie('rule'), { maxLength: 4 }),
  rule: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    comparison,
    audience,
    fc.record({ all: fc.array(fc.oneof(comparison, audience), { maxLength: 4 }) }),
    fc.record({ any: fc.array(comparison, { maxLength: 4 }) }),
    fc.record({ all: fc.tuple(audience, fc.record({ any: fc.array(comparison, { maxLength: 3 }) })) }),
    fc.record({ all: tie('rules') }),
    fc.record({ any: tie('rules') }),
    fc.record({ none: tie('rules') }),
  ),
}));

const instant = orNull(
  fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true }),
);
const hours = fc.oneof(fc.integer({ min: 1, max: 8784 }), fc.double({ min: 0.01, max: 8784, noNaN: true }));
const condition = fc.oneof(
  fc.record({ property: text(1, 10), operator: fc.constant('exists') }),
  fc.record({
    property: text(1, 10),
    operator: fc.constantFrom('equals', 'differs'),
    value: fc.oneof(text(0, 20), number, fc.boolean()),
  }),
  fc.record({
    property: text(1, 10),
    operator: fc.constantFrom('above', 'at-least', 'below', 'at-most'),
    value: number,
  }),
  fc.record({
    property: text(1, 10),
    operator: fc.constant('in'),
    value: fc.array(fc.oneof(text(0, 20), fc.constantFrom('1', 'a, b', '"', 'NaN', ' '), number), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  fc.record({
    property: text(1, 10),
    operator: fc.constantFrom('contains', 'starts-with', 'ends-with'),
    value: text(0, 20),
  }),
  fc.record({
    property: text(1, 10),
    operator: fc.constant('matches'),
    value: fc.constantFrom('*', 'a*', String.raw`100\*`),
  }),
);
const eventName = text(1, 20).filter((one) => !/\p{Cc}/u.test(one));
const selection = { event: eventName, where: fc.array(condition, { maxLength: 3 }) };
const trigger = fc.record({ ...selection, from: fc.constantFrom('trigger', 'exposure') });
const postStratify = fc.option(fc.constant(true), { nil: undefined, freq: 4 });
const segments = fc.uniqueArray(
  fc.oneof(
    fc.record({ attribute: text(1, 10), postStratify }),
    fc.record({ ...selection, lengthHours: hours, split: fc.constant('none-some'), postStratify }),
  ),
  { maxLength: 5, selector: (one) => JSON.stringify(one) },
);
const metricUses = fc.uniqueArray(
  fc.record({
    metric: key,
    role: fc.constantFrom('success', 'guardrail', 'quality'),
    relativeMargin: orNull(openShare),
    minimumEffectRelative: orNull(share),
  }),
  { maxLength: 4, selector: ({ metric }) => metric },
);
const plan = fc.record({
  method: fc.constantFrom('fixed', 'group-sequential', 'always-valid'),
  alphaTwoSided: openShare,
  power: openShare.map((part) => 1 - part),
  spending: fc.constantFrom('obrien-fleming', 'pocock', 'power:2.5'),
  looks: fc.integer({ min: 1, max: 100 }),
  plannedUnits: orNull(fc.integer({ min: 2, max: 2_147_483_647 })),
  plannedDays: orNull(fc.integer({ min: 1, max: 730 })),
});

const planning = fc.record({
  baselines: fc.array(
    fc.record({
      metric: key,
      baseline: fc.record({
        mean: number,
        variance: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        varianceReduction: fc.constantFrom(0, 0.3),
        source: fc.constantFrom('typed', 'recent'),
        units: orNull(fc.nat()),
      }),
    }),
    { maxLength: 2 },
  ),
  newUnitsADay: orNull(fc.nat()),
  offeredUnits: orNull(fc.integer({ min: 2, max: 1e9 })),
  offeredDays: orNull(fc.integer({ min: 1, max: 700 })),
  decisionPower: orNull(fc.double({ min: 0, max: 1, noNaN: true })),
});

const described = schemaValues({});

/** Fields that have no values of their own here: such as their schema describes. */
function otherFields(known: object): Readonly<Record<string, fc.Arbitrary<unknown>>> {
  const others = experimentFieldNames.filter((field) => !Object.hasOwn(known, field));
  return Object.fromEntries(
    others.map((field) => [
      field,
      described(z.toJSONSchema(experimentInputSchema.shape[field], { io: 'input' })),
    ]),
  );
}

/** What a plan needs to state futility. */
function withFutility({ plan: stated, metrics }: StatedPlan): StatedPlan {
  const { looks, plannedUnits } = stated;
  return {
    plan: {
      ...stated,
      method: 'group-sequential',
      looks: Math.max(looks, 2),
      plannedUnits: plannedUnits ?? 1_000,
    },
    metrics: metrics.map((use, index) => ({
      ...use,
      role: index === 0 ? 'success' : use.role,
      minimumEffectRelative: use.minimumEffectRelative ?? 0.02,
    })),
  };
}

type StatedPlan = Pick<ExperimentInput, 'plan' | 'metrics'>;

/** Any stored experiment. */
export const storedExperiments: fc.Arbitrary<ExperimentInput> = fc
  .constantFrom(...VALUE_TYPES)
  .chain((valueType) => {
    const known = {
      ...{ key, name, hypothesis: text(0, 40), unitType: fc.constantFrom('user', 'shop_9') },
      ...{ valueType: fc.constant(valueType), coverage: share, targeting: rule },
      ...{ variants: variantsOf(valueType), metrics: metricUses, plan, segments, trigger: orNull(trigger) },
      planning: orNull(planning),
      leastConditionalPower: orNull(openShare),
      defaultVariant: orNull(fc.constantFrom('variant-0', 'variant-1')),
      layer: orNull(fc.record({ key, share })),
      ...{ startsAt: instant, endsAt: instant, sticky: fc.boolean() },
      forced: fc.uniqueArray(
        fc.record({ unit: text(1, 20), variant: fc.constantFrom('variant-0', 'variant-1') }),
        { maxLength: 4, selector: ({ unit }) => unit },
      ),
      prerequisite: orNull(
        fc.record({ experiment: key, variants: fc.array(key, { minLength: 1, maxLength: 3 }) }),
      ),
    };
    return fc.record({ ...known, ...otherFields(known) });
  })
  .map((raw) => (raw.leastConditionalPower === null ? raw : { ...raw, ...withFutility(raw) }))
  .map((raw) => experimentInputSchema.safeParse(raw))
  // Names of segments that only look different, ends before their start and the like.
  .filter((parsed) => parsed.success)
  .map(({ data }) => data);

const window = fc
  .record({ startHours: fc.oneof(fc.constant(0), hours), lengthHours: orNull(hours), complete: fc.boolean() })
  .map(({ complete, ...rest }) => ({ ...rest, mustBeComplete: complete && rest.lengthHours !== null }));
const term = fc.record({ ...selection, aggregate: fc.constantFrom('count', 'sum', 'any') });
const attributes = fc.option(fc.uniqueArray(text(1, 10), { maxLength: 3 }), { nil: undefined });
const others = fc.option(
  fc.array(
    fc.record({ ...selection, aggregate: fc.constantFrom('count', 'sum', 'any'), lengthHours: hours }),
    {
      maxLength: 2,
    },
  ),
  { nil: undefined },
);
const covariate = orNull(fc.record({ lengthHours: hours, term: orNull(term), others, attributes }));
const quantile = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const breakdown = fc.option(fc.record({ property: text(1, 10), largest: fc.integer({ min: 1, max: 50 }) }), {
  nil: undefined,
});
const lower = fc.option(fc.double({ min: 0.0001, max: 0.0009, noNaN: true }), { nil: undefined });
const caps = { winsorisation: orNull(quantile), winsorisationLower: lower };
const total = { ...selection, window, covariate, ...caps };
const ratioTerm = fc.record({
  ...{ ...selection, aggregate: fc.constantFrom('count', 'sum', 'any'), winsorisationLower: lower },
  winsorisation: fc.option(quantile, { nil: undefined }),
});
const ofRows = { source: key };
const definitions: readonly (readonly [string, Readonly<Record<string, fc.Arbitrary<unknown>>>])[] = [
  ...['count', 'sum', 'mean'].map(
    (kind) => [kind, kind === 'mean' ? total : { ...total, breakdown }] as const,
  ),
  ['proportion', { ...selection, window, covariate, breakdown }],
  ['distinct-count', { ...total, property: text(1, 10) }],
  ['ratio', { numerator: ratioTerm, denominator: ratioTerm, window, covariate }],
  [
    'retention',
    {
      ...selection,
      days: fc.tuple(fc.nat(180), fc.nat(180)).map(([from, more]) => ({ from, to: from + more })),
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
      mustBeComplete: fc.boolean(),
    },
  ],
  ['quantile', { ...selection, aggregate: fc.constantFrom('sum', 'mean'), quantile, window }],
  ['event-quantile', { ...selection, quantile, window }],
  ['funnel', { steps: fc.array(fc.record(selection), { minLength: 2, maxLength: 4 }), window }],
  [
    'time-to-event',
    { ...selection, window: fc.record({ startHours: fc.oneof(fc.constant(0), hours), lengthHours: hours }) },
  ],
  // Of a source: its rows have neither events nor properties.
  ['sum', { ...ofRows, window, covariate: orNull(fc.record({ lengthHours: hours, attributes })) }],
  ['retention', { ...ofRows, days: fc.constant({ from: 1, to: 7 }), timeZone: fc.constant('UTC') }],
  ['ratio', { ...ofRows, numerator: aggregated(), denominator: aggregated(), window }],
];

function aggregated() {
  return fc.record({ aggregate: fc.constantFrom('count', 'sum', 'any') });
}

/** Any stored metric. */
export const storedMetrics: fc.Arbitrary<MetricInput> = fc
  .constantFrom(...definitions)
  .chain(([kind, definition]) =>
    fc.record({
      ...{ key, name, description: text(0, 30), unit: text(0, 10) },
      direction: fc.constantFrom('higher-is-better', 'lower-is-better'),
      kind: fc.constant(kind),
      definition: fc.record({ version: fc.constant(2), ...definition }),
    }),
  )
  .map((raw) => metricFieldsSchema.safeParse(raw))
  .filter((parsed) => parsed.success)
  .map(({ data }) => data);

/** The metrics of a group, as stored. */
export const storedMetricUses = storedExperiments.map(({ metrics }) => metrics);
