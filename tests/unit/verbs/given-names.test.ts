import { expect, test } from 'vitest';
import { z } from 'zod';
import { InvalidInputError } from '../../../lib/errors';
import { metricMeaningSchema } from '../../../lib/model/metrics/kinds';
import { plannedSegmentsSchema } from '../../../lib/model/planned-segment';
import { targetingSchema } from '../../../lib/model/targeting';
import { triggerSchema } from '../../../lib/model/trigger';
import { changedBy, parseInput } from '../../../lib/verbs/parse-input';
import { verbs } from '../../../lib/verbs/verb-list';

// One rule for the names of attributes, events and properties that come in, whichever verb they are given to.

/** The places at which a verb finds something wrong. */
function pointersOf(name: string, input: object): readonly string[] {
  const verb = verbs.find((one) => one.name === name);
  if (verb === undefined) throw new Error(`no verb ${name}`);
  try {
    parseInput(verb.input, input);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems.map(({ pointer }) => pointer);
  }
}

const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };
const metric = (definition: object) => ({
  key: 'm',
  name: 'M',
  kind: 'count',
  definition: { version: 2, event: 'order', window, ...definition },
});
const comparison = (attribute: string) => ({ attribute, operator: 'equals', value: 'undefined' });
const experiment = (members: object) => ({ key: 'e', version: 1, changes: members });
const conditions = (property: string) => [{ property, operator: 'in', value: ['null', '\u200b'] }];

type Example = readonly [verb: string, input: (name: string) => object, pointer: string];

const examples: readonly Example[] = [
  ['createMetric', (event) => metric({ event }), '/definition/event'],
  ['createMetric', (name) => metric({ where: conditions(name) }), '/definition/where/0/property'],
  ['createMetric', (property) => metric({ breakdown: { property } }), '/definition/breakdown/property'],
  [
    'createMetric',
    (name) => metric({ covariate: { attributes: ['country', name] } }),
    '/definition/covariate/attributes/1',
  ],
  ['previewMetric', (event) => metric({ event }), '/definition/event'],
  ['updateMetric', (event) => experiment({ definition: { event } }), '/definition/event'],
  [
    'createAudience',
    (name) => ({ key: 'a', name: 'A', rule: { all: [{ none: [comparison(name)] }] } }),
    '/rule/all/0/none/0/attribute',
  ],
  ['updateAudience', (name) => experiment({ rule: comparison(name) }), '/rule/attribute'],
  ['updateExperiment', (name) => experiment({ targeting: comparison(name) }), '/targeting/attribute'],
  ['updateExperiment', (attribute) => experiment({ segments: [{ attribute }] }), '/segments/0/attribute'],
  ['updateExperiment', (event) => experiment({ trigger: { event } }), '/trigger/event'],
  ['runAnalysis', (name) => ({ key: 'e', segments: ['plan', name] }), '/segments/1'],
];

const bad = ['a\nb', 'plan\u200b', '\u202eplan', 'undefined', 'null', '[object Object]', ' '];

test.each(examples)('%s takes no name that nobody meant', (verb, input, pointer) => {
  for (const name of bad) expect([name, pointersOf(verb, input(name))]).toEqual([name, [pointer]]);
  expect(pointersOf(verb, input('plan'))).toEqual([]);
});

test.each(['a\nb', 'plan\u200b', '\u202eplan', '\u001b[31m'])('%j is no name that people read', (name) => {
  const named = { key: 'a', name: 'A', weight: 0.5, isControl: true, value: true };
  const variants = [named, { ...named, key: 'b', name, isControl: false }];
  expect(pointersOf('updateExperiment', experiment({ name }))).toEqual(['/name']);
  expect(pointersOf('updateExperiment', experiment({ variants }))).toEqual(['/variants/1/name']);
  expect(pointersOf('createAudience', { key: 'a', name, rule: comparison('plan') })).toEqual(['/name']);
  expect(pointersOf('updateExperiment', experiment({ name: 'undefined 👩‍🚀', hypothesis: name }))).toEqual([]);
});

test("people's own values are no names: of variants, of units, and what is set in refused items", () => {
  const attributes = { undefined: 1, 'a\nb': 2, event: 'null' };
  expect(pointersOf('explainAssignment', { key: 'e', unit: 'u', attributes })).toEqual([]);
  expect(
    pointersOf('replayRejected', {
      ids: ['1'],
      rename: { event: 'name' },
      set: { 'properties.event': 'null', attributes },
    }),
  ).toEqual([]);
  const variants = [
    { key: 'a', name: 'A', weight: 0.5, isControl: true, value: { event: 'null', segments: ['undefined'] } },
    { key: 'b', name: 'B', weight: 0.5, isControl: false, value: { event: 'purchase', segments: [] } },
  ];
  expect(pointersOf('updateExperiment', experiment({ variants }))).toEqual([]);
});

test('the name and what to change are said', () => {
  const input = { name: z.string(), event: z.string() };
  expect(() => parseInput(z.object(input), { name: 'n', event: 'plan\u200b' })).toThrow(
    '/event: The name of an event holds U+200B, which nobody sees in a name; leave it out.',
  );
  expect(() => parseInput(z.object(input), { name: 'n', event: 'undefined' })).toThrow(
    '/event: The name of an event is what programs write where they have no name (undefined, null, [object Object], a blank); send the real one.',
  );
});

test('what is stored under such a name stays readable, and may be changed elsewhere', () => {
  for (const name of ['undefined', 'plan\u200b', '\u202eplan']) {
    expect(plannedSegmentsSchema.parse([{ attribute: name }])).toEqual([{ attribute: name }]);
    expect(triggerSchema.parse({ event: name })).toMatchObject({ event: name });
    expect(targetingSchema.parse(comparison(name))).toEqual(comparison(name));
    expect(metricMeaningSchema.safeParse(metric({ event: name }))).toMatchObject({ success: true });
    const stored = { name: 'Old', trigger: triggerSchema.parse({ event: name }) };
    const schema = z.object({ name: z.string(), trigger: triggerSchema });
    expect(changedBy(schema, stored, { name: 'New' })).toEqual({ ...stored, name: 'New' });
  }
});
