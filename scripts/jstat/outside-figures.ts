import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const FILE = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../tests/golden/jstat-reach.json');

const family = z.enum(['normal', 'studentT', 'chiSquared', 'beta']);
const figure = z.enum(['cdf', 'sf', 'quantile', 'isf']);
export type Family = z.infer<typeof family>;
export type Figure = z.infer<typeof figure>;

/** One figure of tests/golden/jstat_reach.py. `slope` of a quantile turns its relative error into that of its tail. */
export interface OutsideFigure {
  readonly family: Family;
  readonly figure: Figure;
  readonly shape: readonly number[];
  readonly at: number;
  readonly expected: number;
  readonly slope: number;
}

const row = z
  .union([
    z.tuple([family, figure, z.array(z.number()), z.number(), z.number()]),
    z.tuple([family, figure, z.array(z.number()), z.number(), z.number(), z.number()]),
  ])
  .transform(([of, what, shape, at, expected, slope]): OutsideFigure => ({
    family: of,
    figure: what,
    shape,
    at,
    expected,
    slope: slope ?? 1,
  }));

/** Figures from outside (mpmath at 60 digits), as the script beside the file wrote them. */
export function outsideFigures(): readonly OutsideFigure[] {
  return z.object({ rows: z.array(row).min(1) }).parse(JSON.parse(readFileSync(FILE, 'utf8'))).rows;
}

/** Relative error of the tail that is asked for, or asked at. */
export function tailError(outside: OutsideFigure, value: number): number {
  const error = Math.abs(value / outside.expected - 1) * outside.slope;
  return Number.isNaN(error) ? Infinity : error;
}
