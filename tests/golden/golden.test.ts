import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCaseFile, type ReadCase } from '@/scripts/golden/case-file';
import { runCase, runReadCase } from '@/scripts/golden/run';

function methodOf(read: ReadCase): string {
  return read.ok ? read.golden.method : read.method;
}

const files = [
  'statistics.json',
  'decisions.json',
  'held-out.json',
  'held-out-looks.json',
  'held-out-decisions.json',
];

describe.each(files)('%s', (file) => {
  const cases = parseCaseFile(readFileSync(new URL(file, import.meta.url), 'utf8'));
  const methods = [...new Set(cases.map((read) => methodOf(read)))];

  it.each(methods)('%s agrees with another program to the stated tolerance', (method) => {
    for (const read of cases.filter((one) => methodOf(one) === method)) {
      expect(runReadCase(read), JSON.stringify(read)).toMatchObject({ passed: true, trouble: null });
    }
  });
});

describe('the runner itself', () => {
  const golden = { method: 'normal.sf', input: { x: 0 }, expected: 0.5, rtol: 1e-9 };

  it('fails a figure outside its tolerance, and only that', () => {
    expect(runCase(golden).passed).toBe(true);
    expect(runCase({ ...golden, expected: 0.5 * (1 + 9e-10) }).passed).toBe(true);
    expect(runCase({ ...golden, expected: 0.5 * (1 + 2e-9) }).passed).toBe(false);
  });

  it('takes the tolerance as absolute where 0 is expected', () => {
    const zero = { method: 'normal.isf', input: { p: 0.5 + 4e-10 }, expected: 0, rtol: 1e-9 };
    expect(runCase(zero)).toMatchObject({ passed: false });
    expect(runCase({ ...zero, rtol: 2e-9 })).toMatchObject({ passed: true });
  });

  it('takes a difference of logarithms on the scale of its standard error, and nothing else so', () => {
    const input = {
      control: { early: 2400, late: 400, both: 120, n: 20000 },
      treatment: { early: 2760, late: 460, both: 140, n: 20000 },
      alphaTwoSided: 0.05,
    };
    const expected = { logRatioOfRatios: 2e-16, standardError: 0.07058757523850764 };
    const novelty = { method: 'novelty', input, rtol: 1e-7 };
    expect(runCase({ ...novelty, expected })).toMatchObject({ passed: true });
    expect(runCase({ ...novelty, expected: { ...expected, logRatioOfRatios: 1e-8 } }).passed).toBe(false);
    expect(runCase({ ...novelty, expected: { ...expected, pTwoSided: 2e-16 } }).passed).toBe(false);
  });

  it('fails an unknown method, an input that does not parse, and a missing figure', () => {
    expect(runCase({ ...golden, method: 'normal.sg' })).toMatchObject({
      passed: false,
      trouble: 'unknown method',
    });
    expect(runCase({ ...golden, input: { x: 'one' } }).passed).toBe(false);
    expect(runCase({ ...golden, expected: { p: 0.5 } })).toMatchObject({ passed: false, error: Infinity });
    expect(runCase({ ...golden, expected: [0.5] })).toMatchObject({ passed: false, error: Infinity });
  });

  it('meets an expected null with a refusal alone', () => {
    expect(runCase({ ...golden, expected: null }).passed).toBe(false);
    expect(runCase({ method: 'studentT.sf', input: { t: 1, df: 0 }, expected: null, rtol: 0 }).passed).toBe(
      true,
    );
    expect(runCase({ method: 'studentT.sf', input: { t: 1, df: 0 }, expected: 0.5, rtol: 1 }).passed).toBe(
      false,
    );
  });

  it('reads Infinity and NaN as other programs write them, and refuses a file without cases', () => {
    const text = '{"cases":[{"method":"m","input":{"df":Infinity,"t":-Infinity},"expected":NaN,"rtol":0}]}';
    expect(parseCaseFile(text)).toEqual([
      { ok: true, golden: { method: 'm', input: { df: Infinity, t: -Infinity }, expected: null, rtol: 0 } },
    ]);
    expect(() => parseCaseFile('{"cases":[]}')).toThrow();
    expect(() => parseCaseFile('{}')).toThrow();
  });

  it('fails a case that does not parse alone, and runs the others', () => {
    const text = '{"cases":[{"method":"normal.sf","input":{"x":0},"expected":0.5},{"expected":1},[]]}';
    expect(parseCaseFile(text).map(runReadCase)).toMatchObject([
      { method: 'normal.sf', passed: false, trouble: expect.stringContaining('rtol or atol') as string },
      { method: 'no method', passed: false },
      { method: 'no method', passed: false },
    ]);
  });

  it('takes either tolerance, spelt-out infinities, any way of writing rho, and the usual alpha', () => {
    expect(runCase({ ...golden, rtol: 0, expected: 0.5 + 1e-7, atol: 1e-6 }).passed).toBe(true);
    expect(runCase({ ...golden, rtol: undefined, expected: 0.5 + 1e-5, atol: 1e-6 }).passed).toBe(false);
    const bounds = { method: 'groupSequential.bounds', expected: [2.2414027276049473], rtol: 1e-9 };
    for (const spending of ['power:2', 'power:2e0', 'power:2.']) {
      const input = { informationFractions: [0.5], spending, sides: 1 };
      // 0.05 * 0.5 ** 2 on one side.
      expect(runCase({ ...bounds, input })).toMatchObject({ passed: true, trouble: null });
    }
    const infinite = { method: 'studentT.sf', input: { t: 0, df: 'Infinity' }, expected: 0.5, rtol: 1e-12 };
    expect(runCase(infinite)).toMatchObject({ passed: true, trouble: null });
  });
});
