import { describe, expect, test } from 'vitest';
import { chiSquaredSf } from '../../lib/statistics/distributions/chi-squared';
import { compile, assignableExperiment } from '../support/assignable';
import { isShortForm } from '../support/form';

// Assignment at the size at which faults show: 200 experiments and 100,000 ids of each shape. A uniform split is not
// enough: two experiments whose splits agree more often than by chance measure each other, while each looks perfect.

const experimentCount = isShortForm ? 40 : 200;
const unitCount = 100_000;
/**
 * The agreement of two fair, independent splits of 100,000 units has a standard deviation of .00158. Of the 19,900 pairs of
 * 200 experiments chance alone puts 0.6 beyond this, 4.17 of them: the salts here are a set of which no pair is, and the
 * whole distribution is judged beside it, which does not depend on the set.
 */
const agreementTolerance = 0.0066;

const now = { nowMs: 0 };

/** A uuid of version 4 in form, made of a counter by a generator of its own (splitmix32), not by the hash under test. */
function uuidAt(index: number): string {
  let state = index * 4;
  const word = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0).toString(16).padStart(8, '0');
  };
  const digits = word() + word() + word() + word();
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}

const shapes: readonly [string, (index: number) => string][] = [
  ['sequential', (index) => String(index)],
  ['uuid', uuidAt],
  ['e-mail', (index) => `first.last.${index}@example.com`],
  ['Unicode', (index) => `användare-${index}-用户-🧪`],
];

/** One bit a unit, 32 to a word: which of two variants each met. */
type Split = Int32Array;

function splitOf(units: readonly string[], isTreated: (unit: string) => boolean): Split {
  const words = new Int32Array(Math.ceil(units.length / 32));
  for (const [index, unit] of units.entries()) {
    if (isTreated(unit)) words[index >>> 5] = (words[index >>> 5] ?? 0) | (1 << (index & 31));
  }
  return words;
}

function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** How many units two splits treat differently; a split beside an empty one: how many it treats. */
function differing(one: Split, other: Split): number {
  let count = 0;
  for (let word = 0; word < one.length; word += 1) count += bitsIn((one[word] ?? 0) ^ (other[word] ?? 0));
  return count;
}

/** The p-value of each split being fair, the largest distance of a pair's agreement from one half, and their scatter. */
function judge(splits: readonly Split[], unitsSplit: number) {
  const empty = new Int32Array(splits[0]?.length ?? 0);
  const fairness = splits.map((split) => {
    const deviation = differing(split, empty) - unitsSplit / 2;
    return chiSquaredSf((4 * deviation * deviation) / unitsSplit, 1);
  });
  let worstAgreement = 0;
  let squares = 0;
  let pairs = 0;
  for (const [index, one] of splits.entries()) {
    for (const other of splits.slice(index + 1)) {
      const agreement = 1 - differing(one, other) / unitsSplit;
      worstAgreement = Math.max(worstAgreement, Math.abs(agreement - 0.5));
      squares += 4 * unitsSplit * (agreement - 0.5) ** 2;
      pairs += 1;
    }
  }
  // 1 where the pairs' agreements scatter as chance has it, with a standard deviation of the root of 2 over their number.
  return { fairness, worstAgreement, scatter: squares / pairs, pairs };
}

describe.each(shapes)('%s ids', (_name, unitAt) => {
  const units = Array.from({ length: unitCount }, (_, index) => unitAt(index));
  const splits = Array.from({ length: experimentCount }, (_, index) => {
    const { assign } = compile(assignableExperiment({ salt: `salt-${index}` }));
    return splitOf(units, (unit) => assign(unit, {}, now).variantIndex === 1);
  });
  const { fairness, worstAgreement, scatter, pairs } = judge(splits, unitCount);

  test('are split in halves by every experiment, as chance has it', () => {
    // Of fair splits the p-values are uniform themselves: none is tiny, and as many as expected are below .05.
    expect(Math.min(...fairness)).toBeGreaterThan(1e-6);
    const below = fairness.filter((p) => p < 0.05).length / fairness.length;
    expect(below).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / fairness.length));
  });

  test('are split independently by every two experiments', () => {
    expect(worstAgreement).toBeLessThanOrEqual(agreementTolerance);
    expect(Math.abs(scatter - 1)).toBeLessThan(5 * Math.sqrt(2 / pairs));
  });
});

describe('the control', () => {
  /** FNV-1a of salt and id together, the top bit deciding: what many implementations do. */
  function fnv1a(text: string): number {
    let hash = 0x811c9dc5;
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    return hash >>> 0;
  }

  test('naive FNV-1a splits in halves and yet fails independence', () => {
    const units = Array.from({ length: unitCount }, (_, index) => String(index));
    const splits = Array.from({ length: experimentCount }, (_, index) =>
      splitOf(units, (unit) => fnv1a(`experiment-${index}${unit}`) % 1000 < 500),
    );
    const { worstAgreement, scatter } = judge(splits, unitCount);
    const shares = splits.map((split) => differing(split, new Int32Array(split.length)) / unitCount);
    expect(Math.max(...shares.map((share) => Math.abs(share - 0.5)))).toBeLessThan(0.02);
    expect(worstAgreement).toBeGreaterThan(2 * agreementTolerance);
    expect(scatter).toBeGreaterThan(2);
  });
});

test('ramping up in steps moves 0 of 1,000,000 units, and each step only adds', () => {
  const count = isShortForm ? 200_000 : 1_000_000;
  const steps = [0.01, 0.05, 0.2, 0.5, 1].map(
    (coverage) => compile(assignableExperiment({ coverage, salt: 'ramp' })).assign,
  );
  let moved = 0;
  const taking = steps.map(() => 0);
  for (let index = 0; index < count; index += 1) {
    let met: number | null = null;
    for (const [step, assign] of steps.entries()) {
      const { variantIndex } = assign(`unit-${index}`, {}, now);
      if (met !== null && variantIndex !== met) moved += 1;
      if (variantIndex !== null) taking[step] = (taking[step] ?? 0) + 1;
      met = variantIndex;
    }
  }
  expect(moved).toBe(0);
  expect(taking.at(-1)).toBe(count);
  expect(Math.abs((taking[2] ?? 0) / count - 0.2)).toBeLessThan(0.003);
});
