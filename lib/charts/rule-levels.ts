import type { ContrastEffect, MetricResult } from '../model/metric-result';
import type { RuleInterval, RuleIntervalEnd } from '../model/rule-interval';
import { formatShare } from './format';

/** One end of the interval that the rule goes by; a figure is null where it cannot be said. */
interface NamedEnd {
  readonly name: string;
  readonly difference: number | null;
  readonly relative: number | null;
  readonly alphaOneSidedAtLook: number;
}

/** The ends, by the test that each belongs to; none in results of engines before 8. */
export function ruleEnds(ruleInterval: ContrastEffect['ruleInterval']): readonly NamedEnd[] {
  if (ruleInterval?.ok !== true) return [];
  const { lower, upper, improvement } = ruleInterval.value;
  return [
    namedEnd('Lower end', lower),
    namedEnd('Upper end', upper),
    ...(improvement === undefined ? [] : [namedEnd('End of what improvement is possible', improvement)]),
  ];
}

function namedEnd(name: string, { question, difference, relative, alphaOneSidedAtLook }: RuleIntervalEnd) {
  return {
    name: `${name} (${questionWords[question]})`,
    difference: difference.ok ? difference.value : null,
    relative: relative.ok ? relative.value : null,
    alphaOneSidedAtLook,
  };
}

const questionWords: Readonly<Record<RuleIntervalEnd['question'], string>> = {
  better: 'test of better',
  worse: 'test of worse',
  'non-inferior': 'test of within the margin',
  'beyond-margin': 'test of beyond the margin',
  different: 'test of a move',
  smaller: 'test of how large an improvement may be',
};

/**
 * The levels of the ends, a sentence a metric, as they are told at the heading: "Revenue: lower end 2.5 % (test of better), upper end
 * 2.5 % (test of worse), one-sided over all looks; 0.15 % and 0.15 % at this look." Metrics with the same levels share one.
 */
export function ruleLevels(metrics: readonly MetricResult[]): readonly string[] {
  const byLevels = new Map<string, readonly string[]>();
  for (const { name, effects } of metrics) {
    const said = effects.find(({ ruleInterval }) => ruleInterval?.ok === true)?.ruleInterval;
    if (said?.ok !== true) continue;
    const words = levelWords(said.value);
    byLevels.set(words, [...(byLevels.get(words) ?? []), name]);
  }
  return Array.from(byLevels, ([words, names]) => `${names.join(', ')}: ${words}`);
}

function levelWords({ lower, upper, improvement }: RuleInterval): string {
  const over = (end: RuleIntervalEnd) => `${formatShare(end.alphaOneSided)} (${questionWords[end.question]})`;
  const ends = [lower, upper, ...(improvement === undefined ? [] : [improvement])];
  const here = ends.map(({ alphaOneSidedAtLook }) => formatShare(alphaOneSidedAtLook));
  const isOneLook = ends.every((end) => end.alphaOneSided === end.alphaOneSidedAtLook);
  const atLook = isOneLook ? '' : `; ${here.slice(0, -1).join(', ')} and ${here.at(-1) ?? ''} at this look`;
  const third = improvement === undefined ? '' : `, of what improvement is possible ${over(improvement)}`;
  return `one-sided level of the lower end ${over(lower)}, of the upper end ${over(upper)}${third}, over all looks${atLook}.`;
}
