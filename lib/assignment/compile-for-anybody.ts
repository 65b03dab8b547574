import type { Assign, Assignment, Moment } from './assignment';
import type { CompiledExperiment } from './compile';
import type { Gate } from './gates';
import { HASH_COUNT } from './murmur3';
import type { Attributes } from './targeting';

type AssignOrNot = (...given: Parameters<Assign>) => Assignment | null;

/**
 * The assignment of whoever has these attributes, for callers that name no unit; null where it depends on the unit. Forced
 * units, and what units met before, do not count: who is not named is none of them.
 */
export function compileForAnybody({
  gates,
  assign,
}: CompiledExperiment): (attributes: Attributes, moment: Moment) => Assignment | null {
  if (gates.length === 0) return (attributes, moment) => assign('', attributes, moment);
  const open = gates.filter(({ step, isOpen }) => step !== 'forced' && step !== 'kept' && isOpen !== true);
  const end = open.findIndex(asksForUnit);
  const asked = end < 0 ? open : open.slice(0, end);
  const ask = asked.reduceRight<AssignOrNot>(
    (next, gate) => gate.before(next),
    () => null,
  );
  return (attributes, moment) => ask('', attributes, moment);
}

function asksForUnit(gate: Gate): boolean {
  switch (gate.step) {
    case 'forced':
    case 'kept':
    case 'prerequisite':
    case 'holdout':
    case 'layer':
    case 'coverage':
      return true;
    // One variant may have the whole range.
    case 'variant':
      return !gate.boundaries.some((to, index) => to - (gate.boundaries[index - 1] ?? 0) === HASH_COUNT);
    case 'shipped':
    case 'start':
    case 'end':
    case 'intake':
    case 'targeting':
      return false;
  }
}
