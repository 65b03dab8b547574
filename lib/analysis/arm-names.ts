import type { Contrast } from '../model/contrast';
import type { Outcome } from '../statistics/outcome';

/** The statistics know the two arms by their sides: a refusal that names one calls it by its variant's key here. */
export function withArmNames<Value>(
  outcome: Outcome<Value>,
  { treatment, reference }: Contrast,
): Outcome<Value> {
  if (outcome.ok || !('parameters' in outcome)) return outcome;
  const { name } = outcome.parameters;
  if (name !== 'control' && name !== 'treatment') return outcome;
  return {
    ...outcome,
    parameters: { ...outcome.parameters, name: name === 'control' ? reference : treatment },
  };
}
