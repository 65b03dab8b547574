import { describe, expect, test } from 'vitest';
import type { AssignmentReason, Moment } from '../../lib/assignment/assignment';
import { forcedHashes } from '../../lib/assignment/buckets';
import type { CompiledExperiment } from '../../lib/assignment/compile';
import { compileConfiguration } from '../../lib/assignment/compile-configuration';
import { explain } from '../../lib/assignment/explain';
import type { AssignableExperiment, HashRange } from '../../lib/assignment/configuration';
import { compile, assignableExperiment, compiledExperiment } from '../support/assignable';

const now: Moment = { nowMs: Date.UTC(2026, 0, 1) };
const units = Array.from({ length: 20_000 }, (_, index) => `unit-${index}`);
const half = 2 ** 31;
const whole = 2 ** 32;

const reasonOf = ({ assign }: CompiledExperiment, unit: string, moment = now) =>
  assign(unit, {}, moment).reason;

function countReasons(compiled: CompiledExperiment): Partial<Record<AssignmentReason, number>> {
  const counts: Partial<Record<AssignmentReason, number>> = {};
  for (const unit of units) {
    const reason = reasonOf(compiled, unit);
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}

const inLayer = (key: string, ranges: readonly HashRange[]) =>
  assignableExperiment({ key, salt: key, layer: { key: 'pricing', ranges } });

describe('a layer', () => {
  const layers = [{ key: 'pricing', salt: 'layer-salt' }];
  const experiments = [
    inLayer('first', [
      [0, half / 2],
      [half, half + 1000],
    ]),
    inLayer('second', [[half + 1000, whole]]),
  ];
  const compiled = compileConfiguration({ experiments, layers });

  test('gives no unit to two of its experiments, and to each its share', () => {
    const [first, second] = ['first', 'second'].map((key) => compiled.experiments.get(key));
    if (first === undefined || second === undefined) throw new Error('an experiment is missing');
    let both = 0;
    for (const unit of units) {
      if (reasonOf(first, unit) === 'SPLIT' && reasonOf(second, unit) === 'SPLIT') both += 1;
    }
    expect(both).toBe(0);
    expect(countReasons(first).SPLIT ?? 0).toBeGreaterThan(units.length * 0.235);
    expect(countReasons(first).SPLIT ?? 0).toBeLessThan(units.length * 0.265);
    expect((countReasons(second).SPLIT ?? 0) / units.length).toBeCloseTo(0.5, 1);
  });

  test('its split is independent of the one within each experiment', () => {
    const { assign } = compiledExperiment({ experiments, layers }, 'second');
    const met = units.map((unit) => assign(unit, {}, now).variantIndex).filter((index) => index !== null);
    const share = met.reduce((sum, index) => sum + index, 0) / met.length;
    expect(Math.abs(share - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(met.length));
  });

  test.each<[string, readonly HashRange[]]>([
    ['that ends before it begins', [[10, 5]]],
    ['beyond the end of the space', [[0, whole + 1]]],
    ['that is not whole', [[0, 0.5]]],
  ])('a range %s assigns nobody', (_name, ranges) => {
    expect(countReasons(compiledExperiment({ experiments: [inLayer('x', ranges)], layers }))).toEqual({
      MALFORMED: units.length,
    });
  });
});

describe('a holdout', () => {
  const holdouts = [{ key: 'all', salt: 'holdout-salt', share: 0.1, layer: null }];
  const one = assignableExperiment({ key: 'one', salt: 'one', holdouts: ['all'] });
  const other = assignableExperiment({ key: 'other', salt: 'other', holdouts: ['all'] });
  const free = assignableExperiment({ key: 'free', salt: 'free' });
  const compiled = compileConfiguration({ experiments: [one, other, free], holdouts });
  const heldIn = (key: string) =>
    units.filter((unit) => compiled.experiments.get(key)?.assign(unit, {}, now).reason === 'HELD_OUT');

  test('keeps the same units out of every experiment that names it, and of no other', () => {
    expect(heldIn('one')).toEqual(heldIn('other'));
    expect(heldIn('one').length / units.length).toBeCloseTo(0.1, 1);
    expect(heldIn('free')).toEqual([]);
  });

  test('keeps its units out of a shipped variant too', () => {
    const shipped = compiledExperiment({ experiments: [{ ...one, shipped: 'treatment' }], holdouts });
    const held = units.filter((unit) => reasonOf(shipped, unit) === 'HELD_OUT');
    expect(held).toEqual(heldIn('one'));
    expect(countReasons(shipped).SHIPPED).toBe(units.length - held.length);
  });
});

describe('forced units', () => {
  const forced = [{ ...forcedHashes('salt', 'tester'), variant: 'treatment' }];

  test('get their variant whatever else holds, and nobody else does', () => {
    const changes: Partial<AssignableExperiment>[] = [
      {},
      { coverage: 0 },
      { targeting: { any: [] } },
      { intake: 'closed' },
      { endsAt: 0 },
      { shipped: 'control' },
    ];
    for (const change of changes) {
      const compiled = compile(assignableExperiment({ ...change, forced }));
      expect(compiled.assign('tester', {}, now)).toMatchObject({ reason: 'FORCED', variantIndex: 1 });
      expect(countReasons(compiled).FORCED).toBeUndefined();
    }
  });

  test('are named by a hash alone', () => {
    expect(JSON.stringify(forced)).not.toContain('tester');
  });

  test('are none whose hash is the same in 32 of its 64 bits, in the evaluation and in the trail', () => {
    const { hash, check } = forcedHashes('salt', 'tester');
    const forcedTo = (entries: NonNullable<AssignableExperiment['forced']>) => {
      const compiled = compile(assignableExperiment({ coverage: 0, forced: entries }));
      const { reason } = compiled.assign('tester', {}, now);
      expect(explain(compiled, 'tester', {}, now).reason).toBe(reason);
      return reason;
    };
    const somebody = { hash, check: check ^ 1, variant: 'control' };
    expect(forcedTo([somebody])).toBe('NOT_COVERED');
    expect(forcedTo([{ hash: hash ^ 1, check, variant: 'control' }])).toBe('NOT_COVERED');
    expect(forcedTo([...forced, somebody])).toBe('FORCED');
    // As an earlier version serves it.
    expect(forcedTo([{ hash, variant: 'treatment' }])).toBe('FORCED');
  });
});

describe('time', () => {
  const experiment = assignableExperiment({ startsAt: 1000, endsAt: 2000 });

  test.each<[number, AssignmentReason]>([
    [999, 'NOT_STARTED'],
    [1000, 'SPLIT'],
    [1999, 'SPLIT'],
    [2000, 'ENDED'],
    [Number.NaN, 'NOT_STARTED'],
  ])('at %d ms it is %s', (nowMs, reason) => {
    expect(reasonOf(compile(experiment), 'u', { nowMs })).toBe(reason);
  });
});

describe('what a unit met earlier', () => {
  const kept = (variant: string): Moment => ({
    ...now,
    kept: (experiment, run) => (experiment === 'checkout' && run === 1 ? variant : undefined),
  });

  test('is asked of sticky experiments and of those with closed intake alone', () => {
    expect(compile(assignableExperiment({})).remembers).toBe(false);
    expect(compile(assignableExperiment({ sticky: true })).remembers).toBe(true);
    expect(compile(assignableExperiment({ intake: 'closed' })).remembers).toBe(true);
    const { assign } = compile(assignableExperiment({}));
    expect(assign('u', {}, kept('control'))).toEqual(assign('u', {}, kept('treatment')));
  });

  test('is kept when the intake is closed, and nobody joins', () => {
    const closed = compile(assignableExperiment({ intake: 'closed', coverage: 0, targeting: { any: [] } }));
    expect(closed.assign('u', {}, kept('treatment'))).toMatchObject({ reason: 'SPLIT', variantIndex: 1 });
    expect(countReasons(closed)).toEqual({ INTAKE_CLOSED: units.length });
    expect(reasonOf(closed, 'u', kept('a variant that is gone'))).toBe('INTAKE_CLOSED');
  });

  test('is kept by a sticky experiment of that run alone; a new unit is randomised', () => {
    const sticky = assignableExperiment({ sticky: true });
    expect(compile(sticky).assign('u', {}, kept('control')).variantIndex).toBe(0);
    expect(compile(sticky).assign('u', {}, kept('treatment')).variantIndex).toBe(1);
    const next = compile({ ...sticky, run: 2 });
    expect(next.assign('u', {}, kept('control'))).toEqual(next.assign('u', {}, now));
    expect(countReasons(compile(sticky))).toEqual({ SPLIT: units.length });
  });
});

describe('a prerequisite', () => {
  const first = assignableExperiment({ key: 'first', salt: 'first' });
  const second = assignableExperiment({
    key: 'second',
    salt: 'second',
    prerequisite: { experiment: 'first', variants: ['treatment'] },
  });
  const treated = units.filter((unit) => compile(first).assign(unit, {}, now).variantIndex === 1);

  test('lets in exactly the units of the wanted variants, whatever the order', () => {
    for (const experiments of [
      [first, second],
      [second, first],
    ]) {
      const compiled = compiledExperiment({ experiments }, 'second');
      expect(units.filter((unit) => reasonOf(compiled, unit) === 'SPLIT')).toEqual(treated);
    }
  });

  test('that does not run lets nobody in, and one that was shipped everybody', () => {
    expect(countReasons(compiledExperiment({ experiments: [second] }))).toEqual({
      PREREQUISITE_NOT_MET: units.length,
    });
    const shipped = { ...first, shipped: 'treatment' };
    expect(countReasons(compiledExperiment({ experiments: [second, shipped] }, 'second'))).toEqual({
      SPLIT: units.length,
    });
  });

  test('in a circle assigns nobody, and takes no other experiment with it', () => {
    const circle = { ...first, prerequisite: { experiment: 'second', variants: ['control'] } };
    const alone = assignableExperiment({
      key: 'alone',
      prerequisite: { experiment: 'alone', variants: ['control'] },
    });
    const other = assignableExperiment({ key: 'other' });
    const { experiments } = compileConfiguration({ experiments: [circle, second, alone, other] });
    const met = (key: string) => experiments.get(key)?.assign('u', {}, now).variant ?? null;
    expect([met('first'), met('second'), met('alone')]).toEqual([null, null, null]);
    expect(met('other')).not.toBeNull();
  });

  test('asks for the memory that the other experiment needs', () => {
    const sticky = { ...first, sticky: true };
    expect(compiledExperiment({ experiments: [second, sticky] }, 'second').remembers).toBe(true);
    expect(compiledExperiment({ experiments: [second, first] }, 'second').remembers).toBe(false);
  });
});

describe('a saved audience', () => {
  const audiences = [
    { key: 'se@1', rule: { attribute: 'country', operator: 'equals', value: 'SE' } as const },
  ];
  const experiment = assignableExperiment({ targeting: { none: [{ audience: 'se@1' }] } });

  test('is asked in its place', () => {
    const { assign } = compiledExperiment({ experiments: [experiment], audiences });
    expect(assign('u', { country: 'SE' }, now).reason).toBe('NOT_TARGETED');
    expect(assign('u', { country: 'NO' }, now).reason).toBe('SPLIT');
  });

  test('that is missing, malformed or names another assigns nobody, inside none too', () => {
    const nested = [{ key: 'se@1', rule: { audience: 'se@1' } }];
    for (const given of [[], nested]) {
      expect(reasonOf(compiledExperiment({ experiments: [experiment], audiences: given }), 'u')).toBe(
        'MALFORMED',
      );
    }
  });
});

describe('re-weighting within a run', () => {
  const variants = (reaches: readonly number[]) =>
    reaches.map((reach, index) => ({
      key: `v${index}`,
      value: index,
      weight: [0.5, 0.3, 0.2][index] ?? 0,
      reach,
    }));
  const steps = [
    { coverage: 0.2, reaches: [1, 1, 1] },
    { coverage: 0.6, reaches: [1, 0.5, 1] },
    { coverage: 0.6, reaches: [0.1, 1, 0.25] },
    { coverage: 1, reaches: [0.4, 1, 0] },
    { coverage: 1, reaches: [1, 1, 1] },
  ].map(({ coverage, reaches }) => compile(assignableExperiment({ coverage, variants: variants(reaches) })));

  test('moves none of 200,000 units from one variant to another, whatever the steps', () => {
    let moved = 0;
    for (let index = 0; index < 200_000; index += 1) {
      let met: number | null = null;
      for (const { assign } of steps) {
        const { variantIndex } = assign(`person-${index}@example.com`, {}, now);
        if (variantIndex !== null && met !== null && variantIndex !== met) moved += 1;
        met = variantIndex ?? met;
      }
    }
    expect(moved).toBe(0);
  });

  test('gives the weights that were asked for', () => {
    const { assign } = compile(assignableExperiment({ variants: variants([0.2, 1, 0.5]) }));
    const counts = [0, 0, 0];
    for (const unit of units) {
      const { variantIndex } = assign(unit, {}, now);
      if (variantIndex !== null) counts[variantIndex] = (counts[variantIndex] ?? 0) + 1;
    }
    const total = counts.reduce((sum, count) => sum + count, 0);
    // 0.5 * 0.2, 0.3 * 1 and 0.2 * 0.5: one, three and one of five.
    for (const [index, share] of [0.2, 0.6, 0.2].entries()) {
      expect(Math.abs((counts[index] ?? 0) / total - share)).toBeLessThan(0.02);
    }
  });
});
