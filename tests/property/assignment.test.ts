import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ABSENCE_REASONS,
  VARIANT_REASONS,
  type AssignmentReason,
  type Moment,
} from '../../lib/assignment/assignment';
import { forcedHashes } from '../../lib/assignment/buckets';
import { compileConfiguration } from '../../lib/assignment/compile-configuration';
import { compileForAnybody } from '../../lib/assignment/compile-for-anybody';
import { compileTargeting } from '../../lib/assignment/compile-targeting';
import type {
  AssignableConfiguration,
  AssignableExperiment,
  HashRange,
} from '../../lib/assignment/configuration';
import { explain, type ExplanationStep } from '../../lib/assignment/explain';
import { findMalformation } from '../../lib/assignment/malformation';
import type { Attributes, TargetingRule } from '../../lib/assignment/targeting';
import { OPERATORS } from '../../lib/assignment/operator-words';
import { validateTargeting } from '../../lib/assignment/targeting-problems';
import { tries } from '../support/form';

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
      operator: fc.constantFrom(...OPERATORS, 'regex'),
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
/** One of the good values; where an experiment may be malformed, one of the others too. */
const wellOr = <Value>(isWild: boolean, good: readonly Value[], bad: readonly Value[]) =>
  fc.constantFrom(...good, ...(isWild ? bad : []));
const asRule = (candidate: object) => candidate as TargetingRule;
const isWellFormed = (candidate: object) =>
  validateTargeting(candidate).length === 0 && !/"(broken|missing)"/.test(JSON.stringify(candidate));

const experiment = (
  isWild: boolean,
  key: string,
  others: readonly string[],
): fc.Arbitrary<AssignableExperiment> =>
  fc
    .record({
      coverage: wellOr(isWild, [0, 0.5, 1, 1], [2]),
      targeting: fc.oneof(
        { weight: 3, arbitrary: fc.constant({ all: [] }) },
        { weight: 2, arbitrary: isWild ? rule : rule.filter(isWellFormed) },
      ),
      reach: share,
      weights: wellOr(
        isWild,
        [
          [0.5, 0.5],
          [0.2, 0.8],
          [1, 0],
        ],
        [[0.5, 0.4]],
      ),
      layer: sometimes(
        fc.record({
          key: wellOr(isWild, ['layer', 'layer'], ['gone']),
          ranges: fc.array(
            wellOr<HashRange>(
              isWild,
              [
                [0, 2 ** 31],
                [2 ** 31, 2 ** 32],
              ],
              [[5, 1]],
            ),
          ),
        }),
      ),
      holdouts: fc.subarray(isWild ? ['held', 'gone'] : ['held'], { maxLength: 1 }),
      startsAt: sometimes(fc.constantFrom(0, 100, 1e300)),
      endsAt: sometimes(fc.constantFrom(0, 100, 1e300)),
      intake: fc.constantFrom('open' as const, 'closed' as const),
      shipped: sometimes(wellOr(isWild, ['a', 'b'], ['gone'])),
      sticky: fc.boolean(),
      forced: fc.array(
        fc.record({
          hash: fc.constantFrom(forcedHashes('salt', 'tester').hash, 7),
          check: fc.constantFrom(undefined, forcedHashes('salt', 'tester').check, 7),
          variant: wellOr(isWild, ['a', 'b', 'b'], ['gone']),
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

const configurationOf = (isWild: boolean): fc.Arbitrary<AssignableConfiguration> =>
  fc
    .tuple(
      experiment(isWild, 'first', isWild ? ['second', 'none'] : ['none']),
      experiment(isWild, 'second', ['first', 'third']),
      experiment(isWild, 'third', ['none']),
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

const configuration = fc.oneof(configurationOf(false), configurationOf(true));

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
  test('is explained as it is assigned (variant, reason, deciding gate), and found malformed by both or by neither', () => {
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
      { numRuns: tries(4_000), seed: 6 },
    );
    // Every reason was met, so that the agreement above speaks of each.
    expect([...seen].sort()).toEqual([...VARIANT_REASONS, ...ABSENCE_REASONS].sort());
  });

  test('gives who names no unit what every unit gets that is not forced and met nothing, or nothing', () => {
    const seen = new Set<unknown>();
    fc.assert(
      fc.property(
        configuration,
        attributes,
        fc.constantFrom(-1, 0, 99, 100),
        (given, attributesGiven, nowMs) => {
          for (const compiled of compileConfiguration(given).experiments.values()) {
            const anybody = compileForAnybody(compiled)(attributesGiven, { nowMs });
            seen.add(anybody?.reason);
            if (anybody === null) continue;
            for (let index = 0; index < 8; index += 1) {
              const unit = `unit-${index}`;
              expect(compiled.assign(unit, attributesGiven, { nowMs })).toEqual(anybody);
            }
          }
        },
      ),
      { numRuns: tries(4_000), seed: 9 },
    );
    expect(seen).toEqual(
      new Set([
        ...[undefined, 'MALFORMED', 'SHIPPED', 'NOT_STARTED', 'ENDED', 'INTAKE_CLOSED', 'NOT_TARGETED'],
        'SPLIT',
      ]),
    );
  });

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
      { numRuns: tries(3_000), seed: 7 },
    );
  });
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
    { numRuns: tries(10_000), seed: 8 },
  );
});
