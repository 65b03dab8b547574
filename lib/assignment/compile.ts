import type { Assign } from './assignment';
import type { AssignableExperiment } from './configuration';
import { absent, gatesOf, type Gate } from './gates';
import type { Scope } from './scope';

const MALFORMED = absent('MALFORMED');

export interface CompiledExperiment {
  readonly experiment: AssignableExperiment;
  /** What the experiment refers to, for `explain`. */
  readonly scope: Scope;
  /** What is asked of a unit, in order; nothing where the experiment is malformed. */
  readonly gates: readonly Gate[];
  readonly assign: Assign;
  /** Whether the answer may depend on `moment.kept`: only then is a caller's memory worth asking. */
  readonly remembers: boolean;
  /** Whether every unit gets the shipped variant, whoever it is: no holdout keeps any out, and none is forced. */
  readonly isStatic: boolean;
}

/**
 * An experiment as its gates, and the function that asks them. A malformed experiment compiles too, to one that assigns
 * nobody, so that it cannot take others down with it; whatever the configuration holds, this does not throw.
 */
export function compile(experiment: AssignableExperiment, scope: Scope): CompiledExperiment {
  let gates: readonly Gate[] = [];
  try {
    gates = gatesOf(experiment, scope);
  } catch {
    // Without a gate nobody is assigned.
  }
  return {
    experiment,
    scope,
    gates,
    assign: gates.reduceRight<Assign>(
      (next, { isOpen, before }) => (isOpen === true ? next : before(next)),
      () => MALFORMED,
    ),
    remembers: gates.some(({ remembers }) => remembers === true),
    isStatic: gates[0]?.step === 'shipped',
  };
}
