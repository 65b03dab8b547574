import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AssignmentReason, Moment } from '../../lib/assignment/assignment';
import { forcedHashes } from '../../lib/assignment/buckets';
import { compileConfiguration } from '../../lib/assignment/compile-configuration';
import { compileTargeting } from '../../lib/assignment/compile-targeting';
import type { AssignableConfiguration, AssignableExperiment } from '../../lib/assignment/configuration';
import { explain, type ExplanationStep } from '../../lib/assignment/explain';
import { findMalformation } from '../../lib/assignment/malformation';
import type { Attributes, TargetingRule } from '../../lib/assignment/targeting';
import { TARGETING_OPERATORS, validateTargeting } from '../../lib/assignment/targeting-problems';

const limit = fc.oneof(
  fc.constantFrom('a', 'SE', '1.2.3', '2026-01-01', 'a*b', '\\', ''),
  fc.integer({ min: -2, max: 2 }),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.constantFrom('a', 'SE', 1), { maxLength: 3 }),
);
const { rule } = fc.letrec<{ rule: object }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'rule' },
    fc.record({
      attribute: fc.constantFrom('a', 'b', ''),
      operator: fc.constantFrom(...TARGETING_OPERATORS, 'regex'),
      value: limit,
    }),
    fc.record({ audience: fc.constantFrom('known', 'broken', 'missing') }),
    fc.record({ all: fc.array(tie('rule'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { maxLength: 3 }) }),
    fc.record({ none: fc.array(tie('rule'), { maxLength: 3 }) }),
    fc.record({ all: fc.constant([]), none: fc.constant([]) }),
  ),
}));
const attributes: fc.Arbitrary<Attributes> = fc.dictionary(
  fc.constantFrom('a', 'b'),
  fc.oneof(limit, fc.anything()),
);

const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null, freq: 2 });
const share = fc.constantFrom(0, 0.3, 1);
const asRule = (candidate: object) => candidate as TargetingRule;

const experiment = (key: string, others: readonly string[]): fc.Arbitrary<AssignableExperiment> =>
  fc
    .record({
      coverage: fc.constantFrom(0, 0.5, 1, 1, 2),
      targeting: fc.oneof({ weight: 3, arbitrary: fc.constant({ all: [] }) }, { weight: 2, arbitrary: rule }),
      reach: share,
      weights: fc.constantFrom([0.5, 0.5], [0.2, 0.8], [1, 0], [0.5, 0.4]),
      layer: sometimes(
        fc.record({
          key: fc.constantFrom('layer', 'layer', 'gone'),
          ranges: fc.array(
            fc.constantFrom([0, 2 ** 31] as const, [2 ** 31, 2 ** 32] as const, [5, 1] as const),
          ),
        }),
      ),
      holdouts: fc.subarray(['held', 'gone'], { maxLength: 1 }),
      startsAt: sometimes(fc.constantFrom(0, 100, 1e300)),
      endsAt: sometimes(fc.constantFrom(0, 100, 1e300)),
      intake: fc.constantFrom('open' as const, 'closed' as const),
      shipped: sometimes(fc.constantFrom('a', 'b', 'gone')),
      sticky: fc.boolean(),
      forced: fc.array(
        fc.record({
          hash: fc.constantFrom(forcedHashes('salt', 'tester').hash, 7),
          check: fc.constantFrom(undefined, forcedHashes('salt', 'tester').check, 7),
          variant: fc.constantFrom('a', 'b', 'b', 'gone'),
        }),
        { maxLength: 2 },
      ),
      prerequisite: sometimes(
        fc.record({ experiment: fc.constantFrom(...others), variants: fc.subarray(['a', 'b']) }),
      ),
    })
    .map(({ weights, reach, targeting, ...rest }) => ({
      ...rest,
      key,
      run: 1,
      salt: 'salt',
      targeting: asRule(targeting),
      variants: weights.map((weight, index) => ({
        key: index === 0 ? 'a' : 'b',
        value: index,
        weight,
        reach: index === 0 ? reach : 1,
      })),
    }));

const configuration: fc.Arbitrary<AssignableConfiguration> = fc
  .tuple(
    experiment('first', ['second', 'none']),
    experiment('second', ['first', 'third']),
    experiment('third', ['none']),
  )
  .map((experiments) => ({
    experiments,
    layers: [{ key: 'layer', salt: 'layer' }],
    holdouts: [{ key: 'held', salt: 'held', share: 0.5, layer: null }],
    audiences: [
      { key: 'known', rule: { attribute: 'a', operator: 'equals', value: 'SE' } },
      { key: 'broken', rule: asRule({ any: 'thing' }) },
    ],
    inactive: [],
  }));

const moment: fc.Arbitrary<Moment> = fc.record({
  nowMs: fc.constantFrom(-1, 0, 99, 100, Number.NaN),
  kept: fc.constantFrom(
    undefined,
    () => 'a',
    () => 'gone',
  ),
});

/** Which steps may be the one that a decision is due to. */
const DECIDING_STEPS: Readonly<Record<AssignmentReason, readonly ExplanationStep['step'][]>> = {
  FORCED: ['forced'],
  SHIPPED: ['shipped'],
  SPLIT: ['kept', 'variant'],
  MALFORMED: ['configuration'],
  NOT_STARTED: ['start'],
  ENDED: ['end'],
  INTAKE_CLOSED: ['intake'],
  NOT_TARGETED: ['targeting'],
  PREREQUISITE_NOT_MET: ['prerequisite'],
  HELD_OUT: ['holdout'],
  NOT_IN_LAYER_RANGE: ['layer'],
  NOT_COVERED: ['coverage'],
};

/** The rule's parts are as many as the rule has. */
const asked = (trail: readonly ExplanationStep[]) =>
  trail
    .map(({ step }) => step)
    .filter((step, index, steps) => step !== 'targeting' || steps[index - 1] !== step);

/** Everything that there is to ask of an experiment, in the order of `docs/decisions/0010`. */
function stepsOf(experiment: AssignableExperiment): readonly ExplanationStep['step'][] {
  const { forced = [], shipped, startsAt, endsAt, sticky, intake, prerequisite, layer } = experiment;
  const has = (value: unknown) => value !== undefined && value !== null;
  const holdouts = (experiment.holdouts ?? []).map(() => 'holdout' as const);
  const when = <Step>(holds: boolean, ...steps: readonly Step[]) => (holds ? steps : []);
  return [
    ...when(forced.length > 0, 'forced' as const),
    ...when(has(shipped), ...holdouts, 'shipped' as const),
    ...when(has(startsAt), 'start' as const),
    ...when(has(endsAt), 'end' as const),
    ...when(sticky === true || intake === 'closed', 'kept' as const),
    ...when(intake === 'closed', 'intake' as const),
    'targeting',
    ...when(has(prerequisite), 'prerequisite' as const),
    ...when(!has(shipped), ...holdouts),
    ...when(has(layer), 'layer' as const),
    'coverage',
    'variant',
  ];
}

describe('any configuration', () => {
  test('is explained as it is assigned, and found malformed by both or by neither', () => {
    const unit = fc.oneof(fc.constant('tester'), fc.string());
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        configuration,
        attributes,
        unit,
        moment,
        (given, attributesGiven, unitGiven, momentGiven) => {
          for (const compiled of compileConfiguration(given).experiments.values()) {
            const { reason, variantIndex } = compiled.assign(unitGiven, attributesGiven, momentGiven);
            const explained = explain(compiled, unitGiven, attributesGiven, momentGiven);
            expect([explained.reason, explained.variantIndex]).toEqual([reason, variantIndex]);
            expect(findMalformation(compiled.experiment, compiled.scope) !== null).toBe(
              reason === 'MALFORMED',
            );
            const deciding = explained.trail.filter(({ decides }) => decides === true);
            expect(deciding.map(({ step }) => step)).toEqual([expect.toBeOneOf([...DECIDING_STEPS[reason]])]);
            // Whoever is looked at, and whatever decided: the same questions in the same order.
            expect(asked(explained.trail)).toEqual(
              reason === 'MALFORMED' ? ['configuration'] : stepsOf(compiled.experiment),
            );
            seen.add(reason);
          }
        },
      ),
      { numRuns: 4000 },
    );
    // Every reason was met, so that the agreement above speaks of each.
    expect([...seen].sort()).toEqual(
      [
        'ENDED',
        'FORCED',
        'HELD_OUT',
        'INTAKE_CLOSED',
        'MALFORMED',
        'NOT_COVERED',
        'NOT_IN_LAYER_RANGE',
        'NOT_STARTED',
        'NOT_TARGETED',
        'PREREQUISITE_NOT_MET',
        'SHIPPED',
        'SPLIT',
      ].sort(),
    );
  }, 60_000);

  test('of any JSON compiles without an exception, to experiments that answer', () => {
    const anyExperiment = fc.record(
      {
        key: fc.string(),
        run: fc.jsonValue(),
        salt: fc.jsonValue(),
        coverage: fc.oneof(fc.constant(1), fc.jsonValue()),
        targeting: fc.oneof(fc.constant({ all: [] }), fc.jsonValue()),
        variants: fc.oneof(fc.constant([{ key: 'a', value: 1, weight: 1 }]), fc.jsonValue()),
        layer: fc.jsonValue(),
        holdouts: fc.jsonValue(),
        startsAt: fc.jsonValue(),
        shipped: fc.jsonValue(),
        sticky: fc.jsonValue(),
        forced: fc.jsonValue(),
        prerequisite: fc.jsonValue(),
      },
      { requiredKeys: ['key'] },
    );
    fc.assert(
      fc.property(fc.array(anyExperiment, { maxLength: 3 }), (experiments) => {
        const text = JSON.stringify({ experiments });
        const compiled = compileConfiguration(JSON.parse(text) as AssignableConfiguration);
        for (const { assign } of compiled.experiments.values()) {
          expect(typeof assign('u', {}, { nowMs: 0 }).reason).toBe('string');
        }
      }),
      { numRuns: 3000 },
    );
  }, 60_000);
});

test('a rule compiles exactly when the validator finds nothing wrong with it', () => {
  const audiences = new Map([
    ['known', () => true],
    ['broken', () => true],
    ['missing', () => true],
  ]);
  fc.assert(
    fc.property(fc.oneof(rule, fc.jsonValue()), (candidate) => {
      const compiled = compileTargeting(JSON.parse(JSON.stringify(candidate)) as TargetingRule, audiences);
      expect(compiled === null).toBe(validateTargeting(candidate).length > 0);
    }),
    { numRuns: 10_000 },
  );
}, 60_000);
