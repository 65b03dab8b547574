import { alwaysValidInflation } from '../../statistics/power/sequential-inflation';

/**
 * How many times the units of a fixed plan an always-valid one of one success metric needs at most: looks on the way
 * find some of it earlier. Where alpha and power make no plan, that of the usual ones.
 */
export function alwaysValidCost({
  alphaTwoSided,
  power,
}: {
  readonly alphaTwoSided: number;
  readonly power: number;
}): number {
  const inflation = alwaysValidInflation(alphaTwoSided, 2, power);
  return inflation.ok ? inflation.value.inflation : 1.9;
}
