import { alwaysValidCost } from '../decision/planning/always-valid-cost';

/** What may be looked at for ever costs, beside a plan of one look, as a sentence; the form's fields may still be empty. */
export function alwaysValidCostSentence(plan: {
  readonly alphaTwoSided: number | '';
  readonly power: number | '';
}): string {
  const cost = alwaysValidCost({ alphaTwoSided: Number(plan.alphaTwoSided), power: Number(plan.power) });
  return `Costs up to about ${cost.toFixed(1)} times the units of a fixed size.`;
}
