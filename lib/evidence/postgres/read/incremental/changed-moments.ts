import { mergeJointMoments, removeJointMoments, type JointMoments } from '../../../../statistics/moments';
import type { Outcome } from '../../../../statistics/outcome';
import { say } from '../../../../statistics/outcome';
import type { GroupMoments } from '../moment-figures';
import type { ChangedUnits } from './write-unit-values';

type Arms = ReadonlyMap<number, readonly GroupMoments[]>;

/**
 * Each variant's moments with the changed units as they are now in place of what they were. Cannot say where so much of a
 * variance goes that too few digits of it would be left.
 */
export function changedArms(arms: Arms, changes: readonly ChangedUnits[]): Outcome<Arms> {
  const next = new Map(arms);
  for (const { side, variant, moments } of [...changes].sort((a, b) => b.side - a.side)) {
    const known = next.get(variant);
    const combined = moments.map((change, index) =>
      combine(side === 1 ? 'add' : 'remove', known?.[index] ?? empty(change), change),
    );
    const refused = combined.find((one) => !one.ok);
    if (refused !== undefined) return refused;
    next.set(
      variant,
      combined.flatMap((one) => (one.ok ? [one.value] : [])),
    );
  }
  return say(next);
}

function combine(how: 'add' | 'remove', whole: GroupMoments, part: GroupMoments): Outcome<GroupMoments> {
  const moments = (how === 'add' ? mergeJointMoments : removeJointMoments)(joint(whole), joint(part));
  if (!moments.ok) return moments;
  const waiting = how === 'add' ? whole.waiting + part.waiting : whole.waiting - part.waiting;
  return say({ ...moments.value, waiting });
}

function joint({ n, means, covariances, thirds }: GroupMoments): JointMoments {
  return { n, means, covariances, thirds };
}

function empty({ means }: GroupMoments): GroupMoments {
  const zeros = means.map(() => 0);
  return { n: 0, waiting: 0, means: zeros, covariances: zeros.map(() => zeros) };
}
