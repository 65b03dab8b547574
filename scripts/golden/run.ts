import type { GoldenCase, ReadCase } from './case-file';
import { absoluteError, relativeError } from './comparison';
import { contrastMethods } from './contrast-methods';
import { decisionMethods } from './decision-methods';
import { distributionMethods } from './distribution-methods';
import { effectMethods } from './effect-methods';
import { otherMethods } from './other-methods';

const methods = new Map([
  ...distributionMethods,
  ...effectMethods,
  ...otherMethods,
  ...decisionMethods,
  ...contrastMethods,
]);

export interface CaseResult {
  readonly method: string;
  readonly passed: boolean;
  /** Infinity where the method is unknown, its input does not parse, or the answer has another shape. */
  readonly error: number;
  readonly trouble: string | null;
}

export function runReadCase(read: ReadCase): CaseResult {
  return read.ok ? runCase(read.golden) : failed(read.method, read.trouble);
}

export function runCase({ method, input, expected, rtol, atol }: GoldenCase): CaseResult {
  const run = methods.get(method);
  if (run === undefined) return failed(method, 'unknown method');
  try {
    const answer = run(input);
    const error = relativeError(answer, expected);
    const isWithin = error <= (rtol ?? -1) || absoluteError(answer, expected) <= (atol ?? -1);
    const bounds = [rtol === undefined ? [] : [`rtol ${rtol}`], atol === undefined ? [] : [`atol ${atol}`]];
    const trouble = isWithin
      ? null
      : `relative error ${error.toExponential(2)} above ${bounds.flat().join(', ')}`;
    return { method, passed: isWithin, error, trouble };
  } catch (thrown) {
    return failed(method, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function failed(method: string, trouble: string): CaseResult {
  return { method, passed: false, error: Infinity, trouble };
}
