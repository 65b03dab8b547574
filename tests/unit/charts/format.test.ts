import { describe, expect, it } from 'vitest';
import {
  formatCountShort,
  formatDifference,
  formatMetricValue,
  formatMoment,
  formatP,
  formatPStatement,
  formatRelative,
  formatRelativeInterval,
  formatShare,
} from '@/lib/charts/format';
import { formatAge, formatDay, formatInstant } from '@/lib/charts/format-time';

const spaced = (text: string) => text.replaceAll('\u202f', ' ');

describe('figures', () => {
  it('shows shares with the digits that matter', () => {
    expect([0.5, 0.182756, 0.0057261, 0.33, 1, 0].map((share) => spaced(formatShare(share)))).toEqual([
      '50 %',
      '18.28 %',
      '0.5726 %',
      '33 %',
      '100 %',
      '0 %',
    ]);
  });

  it('always signs a change, with a true minus, and never signs a zero', () => {
    expect([0.021, -0.0035, 1.188, 0].map((change) => spaced(formatRelative(change)))).toEqual([
      '+2.1 %',
      '\u22120.35 %',
      '+119 %',
      '0.0 %',
    ]);
  });

  it('gives each end of an interval the digits that it has by itself', () => {
    expect(spaced(formatRelativeInterval(0.004, 0.0381))).toBe('+0.40 to +3.8 %');
    // As sentences say each end by itself.
    expect(spaced(formatRelativeInterval(-0.000457, 0.08))).toBe('\u22120.05 to +8.0 %');
    expect(spaced(formatRelativeInterval(-0.025, 0.0023))).toBe('\u22122.5 to +0.23 %');
    expect(spaced(formatRelativeInterval(-0.004, Number.POSITIVE_INFINITY))).toBe(
      '\u22120.40 % to unbounded above',
    );
  });

  it('writes a metric in its unit, and a difference of shares in points', () => {
    expect(spaced(formatMetricValue(1.4226165, 'mean', 'EUR'))).toBe('1.423 EUR');
    expect(spaced(formatMetricValue(12_345.6, 'mean', ''))).toBe('12,346');
    expect(spaced(formatMetricValue(0.1061673, 'proportion', ''))).toBe('10.62 %');
    expect(spaced(formatDifference(0.0765896, 'proportion', ''))).toBe('+7.66 pp');
    expect(spaced(formatDifference(-0.7698, 'mean', 'EUR'))).toBe('\u22120.770 EUR');
  });

  it('never says that p is 0, nor 1 where it is less', () => {
    expect([0, 1e-112, 0.00034, 0.0321, 0.5, 0.99999].map((p) => spaced(formatP(p)))).toEqual([
      '< 0.0001',
      '< 0.0001',
      '0.0003',
      '0.032',
      '0.500',
      '> 0.9999',
    ]);
  });

  it('joins p to its letter', () => {
    expect([0.032, 1e-9].map((p) => spaced(formatPStatement(p)))).toEqual(['p = 0.032', 'p < 0.0001']);
  });

  it('shortens counts and keeps moments long', () => {
    expect([950, 9_999, 12_345, 1_234_567].map(formatCountShort)).toEqual(['950', '9,999', '12.3k', '1.2M']);
    expect(formatMoment(0.10616727682343002)).toBe('0.1061672768');
    expect(formatMoment(Number.POSITIVE_INFINITY)).toBe('\u221e');
  });
});

describe('times', () => {
  const instant = new Date('2026-11-23T23:30:00Z');

  it('are of the workspace\u2019s zone, with the zone named', () => {
    expect(formatInstant(instant, 'UTC')).toBe('23 Nov 2026, 23:30 UTC');
    expect(formatInstant(instant, 'Asia/Tokyo')).toBe('24 Nov 2026, 08:30 GMT+9');
    expect(formatDay(instant, 'Asia/Tokyo')).toBe('24 Nov 2026');
  });

  it('have an age in the largest whole unit', () => {
    const after = (milliseconds: number) => formatAge(instant, new Date(instant.getTime() + milliseconds));
    expect([after(5_000), after(61_000), after(7_300_000), after(86_400_000)]).toEqual([
      'just now',
      '1 minute',
      '2 hours',
      '1 day',
    ]);
  });
});

it('shows the digit that decides: of a p beside its alpha, and of an end beside its limit', () => {
  expect(formatPStatement(0.0498, 0.05)).toBe('p = 0.0498');
  expect(formatPStatement(0.05, 0.05)).toBe('p = 0.050');
  expect(formatPStatement(0.05 * (1 - Number.EPSILON), 0.05)).toBe('p <\u202f0.050');
  expect(formatP(0.0498)).toBe('0.050');
  expect(formatPStatement(1)).toBe('p = 1');
  expect(formatPStatement(0.99999)).toBe('p >\u202f0.9999');
  expect(formatRelativeInterval(-0.0203, 0.031, [-0.02])).toBe('\u22122.03 to +3.1\u202f%');
  expect(formatRelativeInterval(-0.02, 0.031, [-0.02])).toBe('\u22122.0 to +3.1\u202f%');
  expect(formatRelativeInterval(-0.0203, Infinity, [-0.02])).toBe('\u22122.03\u202f% to unbounded above');
});
