import type { Assignment, Moment } from './assignment';
import { compile, type CompiledExperiment } from './compile';
import type { AssignableExperiment } from './configuration';
import type { Attributes } from './targeting';

/** Refusals that ask nothing about the unit itself. */
const SAME_FOR_ALL = new Set(['MALFORMED', 'NOT_STARTED', 'ENDED', 'INTAKE_CLOSED', 'NOT_TARGETED']);

/**
 * The assignment of whoever has these attributes, for callers that name no unit; null where it depends on the unit. Forced
 * units, and what units met before, do not count: who is not named is none of them.
 */
export function compileForAnybody({
  experiment,
  scope,
}: CompiledExperiment): (attributes: Attributes, moment: Moment) => Assignment | null {
  const { assign } = compile({ ...experiment, forced: [] }, scope);
  const { holdouts = [] } = experiment;
  const isOneVariant = drawsNobody(experiment);
  return (attributes, { nowMs }) => {
    const assignment = assign('', attributes, { nowMs });
    const { reason } = assignment;
    const isSame =
      reason === 'SHIPPED'
        ? holdouts.length === 0
        : reason === 'SPLIT'
          ? isOneVariant
          : SAME_FOR_ALL.has(reason);
    return isSame ? assignment : null;
  };
}

/** Whether every eligible unit gets the one variant that has all the weight. */
function drawsNobody(experiment: AssignableExperiment): boolean {
  const { coverage, variants, holdouts = [], layer = null, prerequisite = null } = experiment;
  const isOpen = holdouts.length === 0 && layer === null && prerequisite === null && coverage >= 1;
  return isOpen && variants.some(({ weight, reach = 1 }) => weight === 1 && reach >= 1);
}
