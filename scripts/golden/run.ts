import type { GoldenCase } from './case-file';
import { relativeError } from './comparison';
import { distributionMethods } from './distribution-methods';
import { effectMethods } from './effect-methods';
import { otherMethods } from './other-methods';

const methods = new Map([...distributionMethods, ...effectMethods, ...otherMethods]);

export interface CaseResult {
  readonly method: string;
  readonly passed: boolean;
  /** Infinity where the method is unknown, its input does not parse, or the answer has another shape. */
  readonly error: number;
  readonly trouble: string | null;
}

export function runCase(golden: GoldenCase): CaseResult {
  const run = methods.get(golden.method);
  if (run === undefined)
    return { method: golden.method, passed: false, error: Infinity, trouble: 'unknown method' };
  try {
    const error = relativeError(run(golden.input), golden.expected);
    return { method: golden.method, passed: error <= golden.rtol, error, trouble: null };
  } catch (thrown) {
    const trouble = thrown instanceof Error ? thrown.message : String(thrown);
    return { method: golden.method, passed: false, error: Infinity, trouble };
  }
}
