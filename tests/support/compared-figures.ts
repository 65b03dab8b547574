import type { Recomputation } from '@/lib/exports/recomputation';

/** How many figures stand in the facts to be compared; a null is one, as it has to come out as null. */
export function figuresOf({
  sampleRatio,
  effects,
  segments,
  heterogeneityAdjustedP,
  lasting,
  plan,
  futility,
}: Recomputation): number {
  const count = (value: unknown): number =>
    typeof value === 'object' && value !== null
      ? Object.values(value).reduce((sum: number, member) => sum + count(member), 0)
      : 1;
  // An answer without a figure at this look has none to compare.
  const countExpected = ({ expected }: { readonly expected: unknown }) =>
    expected === null ? 0 : count(expected);
  const ofEffects = effects.map(
    ({ expected, adjustment, nonInferiority, rule, stopped, futility: left }) =>
      4 +
      (stopped === null ? 0 : count(stopped.expected)) +
      (left === null ? 0 : count(left.expected)) +
      (rule === null
        ? 0
        : [...rule.ends, ...rule.answers, rule.word].reduce((sum, one) => sum + countExpected(one), 0)) +
      (plan.lookFractions === null ? 0 : 1) +
      count(expected) +
      (adjustment === null ? 0 : count(adjustment)) +
      (nonInferiority === null ? 0 : count(nonInferiority.expected)),
  );
  const ofSegments = segments.map(
    (by) =>
      by.segments.reduce((sum, { expected, corrected }) => sum + count(expected) + count(corrected), 0) +
      (by.heterogeneity === null ? 0 : count(by.heterogeneity)),
  );
  const ofLasting = lasting.map(({ expected }) => count(expected));
  const ofRatio = count(sampleRatio?.expected);
  // And whether each look advised to stop.
  const ofLooks = futility.map(({ powers }) => powers.reduce((sum, one) => sum + count(one.expected), 1));
  return [
    ...[...ofEffects, ...ofSegments, ...ofLasting, ...ofLooks],
    ...[heterogeneityAdjustedP.length, ofRatio],
  ].reduce((sum, part) => sum + part, 0);
}

/** What the notebook and the script of these facts print. */
export function printedOf(facts: Recomputation): string {
  const left = facts.notRecomputed.map(
    ({ metric, variant, what, why }) =>
      `not recomputed here: ${[metric, variant, what].filter((name) => name !== null).join(', ')}. ${why}\n`,
  );
  return `${String(figuresOf(facts))} figures computed again, all equal\n${left.join('')}`;
}
