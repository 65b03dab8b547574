import fc from 'fast-check';
import * as statistics from '@/lib/statistics';
import {
  baseline,
  count,
  design,
  hostile,
  level,
  neverNaN,
  sides,
  type HostileRow,
} from '@/tests/support/hostile-numbers';

const test = {
  treatmentToControlRatio: fc.oneof(fc.constantFrom(1, 0.25), hostile),
  alpha: level,
  sides,
  controlCoefficient: fc.oneof(fc.constant(1), hostile),
};
const share = fc.oneof(fc.constant(0.8), level);

/** Power, sizes and the looks of a plan. */
export const planning: Readonly<Record<string, HostileRow>> = {
  power: neverNaN(fc.record({ ...test, standardizedEffect: hostile, controlUnits: count }), statistics.power),
  sampleSize: neverNaN(
    fc.record({ ...test, standardizedEffect: hostile, power: share }),
    statistics.sampleSize,
  ),
  minimumDetectableEffect: neverNaN(
    fc.record({ ...test, controlUnits: count, power: share }),
    statistics.minimumDetectableEffect,
  ),
  duration: neverNaN(
    fc.record({
      totalUnits: hostile,
      newUnitsByDay: fc.array(hostile, { maxLength: 4 }),
      metricWindowDays: hostile,
      wholeWeeks: fc.boolean(),
    }),
    statistics.duration,
  ),
  plannedSuperiority: neverNaN(fc.tuple(baseline, hostile, fc.boolean()), ([metric, difference, better]) =>
    statistics.plannedSuperiority(metric, difference, better),
  ),
  plannedNonInferiority: neverNaN(
    fc.tuple(baseline, level, hostile, fc.boolean()),
    ([metric, margin, difference, better]) =>
      statistics.plannedNonInferiority(metric, margin, difference, better),
  ),
  alwaysValidInflation: neverNaN(fc.tuple(level, sides, share), ([alpha, side, power]) =>
    statistics.alwaysValidInflation(alpha, side, power),
  ),
  groupSequentialInflation: neverNaN(fc.tuple(design, share), ([plan, power]) =>
    statistics.groupSequentialInflation(plan, power),
  ),
  groupSequentialBounds: neverNaN(design, statistics.groupSequentialBounds),
  groupSequentialPower: neverNaN(fc.tuple(design, hostile), ([plan, drift]) =>
    statistics.groupSequentialPower(plan, drift),
  ),
  conditionalPower: neverNaN(
    fc.record({
      z: hostile,
      informationFraction: level,
      finalBound: hostile,
      plannedDrift: fc.oneof(fc.constant(null), hostile),
    }),
    statistics.conditionalPower,
  ),
  stoppedEstimate: neverNaN(
    fc.tuple(design, level, hostile, level, level).map(([plan, below, z, alphaLower, alphaUpper]) => ({
      informationFractions: plan.informationFractions,
      spending: plan.spending,
      levelOneSided: plan.alpha,
      levelOneSidedBelow: below,
      z,
      alphaLower,
      alphaUpper,
    })),
    statistics.stoppedEstimate,
  ),
  nominalAlphaPerSide: neverNaN(hostile, statistics.nominalAlphaPerSide),
  repeatedP: neverNaN(fc.tuple(design, level), ([plan, pOneSided]) =>
    statistics.repeatedP({ ...plan, pOneSided }),
  ),
  repeatedInterval: neverNaN(
    fc.record({
      difference: hostile,
      standardError: hostile,
      degreesOfFreedom: fc.oneof(fc.constant(Infinity), hostile),
      bound: hostile,
    }),
    statistics.repeatedInterval,
  ),
  alwaysValidInference: neverNaN(
    fc.record({
      difference: hostile,
      standardError: hostile,
      mixingVariance: hostile,
      alphaTwoSided: level,
      previousP: fc.oneof(fc.constant(1), hostile),
    }),
    statistics.alwaysValidInference,
  ),
  tightestMixingVariance: neverNaN(
    fc.record({ plannedStandardError: hostile, alphaTwoSided: level }),
    statistics.tightestMixingVariance,
  ),
};
