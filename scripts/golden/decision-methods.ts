import { z } from 'zod';
import {
  groupSequentialBounds,
  nominalAlphaPerSide,
  repeatedP,
  shrinkTowardsZero,
  stoppedEstimate,
  type Outcome,
} from '@/lib/statistics';
import { normalSf } from '@/lib/statistics/distributions/normal';
import { figure } from './case-file';
import { method, reshape, type Method } from './method';
import { spending } from './other-methods';
import { reweighted, reweightedInput } from './reweighted';
import { relativeMethods } from './relative-methods';
import { scorecard, scorecardInput } from './scorecard';

const oneSidedDesign = z.object({ spending, fractions: z.array(figure), levelOneSided: figure });

function boundsOf({ spending: of, fractions, levelOneSided }: z.output<typeof oneSidedDesign>) {
  return groupSequentialBounds({
    spending: of,
    informationFractions: fractions,
    alpha: levelOneSided,
    sides: 1,
  });
}

function levelOfLastLook(design: z.output<typeof oneSidedDesign>): Outcome<number> {
  const bounds = boundsOf(design);
  return bounds.ok ? nominalAlphaPerSide(bounds.value.at(-1) ?? NaN) : bounds;
}

const repeated = z.object({ spending, fractions: z.array(figure), z: z.array(figure) });

/** Of the last look alone: what the looks before it found has no part in it. */
function repeatedPOf({ spending: of, fractions, z: statistics }: z.output<typeof repeated>) {
  const pOneSided = normalSf(statistics.at(-1) ?? NaN);
  return repeatedP({ spending: of, informationFractions: fractions, pOneSided });
}

const stopped = z.object({
  spending: spending.default('obrien-fleming'),
  fractions: z.array(figure),
  levelOneSided: figure,
  levelOneSidedBelow: figure.optional(),
  look: z.int(),
  z: figure,
  alphaTwoSided: figure.default(0.05),
});

function stoppedFigures({ fractions, look, alphaTwoSided, ...input }: z.output<typeof stopped>) {
  const [alphaLower, alphaUpper] = [alphaTwoSided / 2, alphaTwoSided / 2];
  const informationFractions = fractions.slice(0, look);
  const estimate = stoppedEstimate({ ...input, informationFractions, alphaLower, alphaUpper });
  return reshape(estimate, ({ interval: { lower, upper }, ...rest }) => ({
    ...rest,
    interval: [lower, upper],
  }));
}

const measured = z.object({ effects: z.array(figure), standardErrors: z.array(figure) });

/** What a page says of a whole decision, or what its parts are made of. */
export const decisionMethods: ReadonlyMap<string, Method> = new Map([
  ['look.level', method(oneSidedDesign, levelOfLastLook)],
  ['look.bounds', method(oneSidedDesign, boundsOf)],
  ['repeatedP', method(repeated, repeatedPOf)],
  ['scorecard.success', method(scorecardInput, scorecard)],
  ['scorecard.guardrail', method(scorecardInput, scorecard)],
  ['stoppedEstimate', method(stopped, stoppedFigures)],
  ['reweighted', method(reweightedInput, reweighted)],
  ['program.shrink', method(measured, (input) => reshape(shrinkTowardsZero(input), (all) => ({ ...all })))],
  ...relativeMethods,
]);
