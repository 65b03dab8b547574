import { describe, expect, it } from 'vitest';
import { numberShown, numberTyped } from '@/components/typed-number';

describe('a number that is typed', () => {
  it.each([
    ['2500', 2500],
    ['2,500', 2500],
    ['1,234,567.5', 1_234_567.5],
    ['2.5', 2.5],
    ['2.', 2],
    ['.5', 0.5],
    ['1e5', 100_000],
    ['1e-9', 1e-9],
    ['-5', -5],
    ['\u22125', -5],
    ['12 345', 12_345],
    ['12345.5', 12_345.5],
    ['', ''],
    [' ', ''],
  ])('%j is what was meant', (text, value) => {
    expect(numberTyped(text)).toBe(value);
  });

  it.each([
    '2,5',
    '2,50',
    '1,2345',
    '1.2.3',
    '1e',
    'e5',
    '-',
    'five',
    '5 apples',
    '0x10',
    'Infinity',
    '1,000,00',
  ])('%j is none: it is never made another number', (text) => {
    expect(numberTyped(text)).toBeNaN();
  });

  it.each([
    [0, '0'],
    [2500, '2,500'],
    [-1_234_567.25, '-1,234,567.25'],
    [0.000_123_4, '0.0001234'],
    [1e21, '1e+21'],
    [1e-9, '1e-9'],
    ['', ''],
  ] as const)('%j is shown so that it is read back the same', (value, text) => {
    expect(numberShown(value)).toBe(text);
    expect(numberTyped(text)).toBe(value);
  });
});
