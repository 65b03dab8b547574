import { coverageBoundary, rangeOf, seedFor, variantBoundaries } from './buckets';
import { compileComparison } from './compile-targeting';
import type { AssignableExperiment } from './configuration';
import { HASH_COUNT, murmur3 } from './murmur3';
import { findMalformation } from './malformation';
import type { Attributes, TargetingRule } from './targeting';

/** The unit takes part and was randomised; or why it does not take part. */
export type AssignmentReason = 'SPLIT' | 'NOT_TARGETED' | 'NOT_COVERED' | 'MALFORMED';

/** One thing that was asked on the way to a decision, in the order in which it was asked. */
export type ExplanationStep =
  | { readonly step: 'configuration'; readonly passed: false; readonly detail: string }
  | {
      readonly step: 'targeting';
      readonly passed: boolean;
      /** Place in the rule: `/all/0`. */
      readonly pointer: string;
      /** The comparison as text, or "all", "any", "none". */
      readonly rule: string;
    }
  | {
      readonly step: 'coverage' | 'variant';
      readonly passed: boolean;
      /** 0 to 2^32 - 1. */
      readonly hash: number;
      /** The hash as a share of its range, 0 to 1: where the unit stands among all units. */
      readonly bucket: number;
      /** The shares between which `bucket` has to lie, the first included. */
      readonly from: number;
      readonly to: number;
      readonly detail: string;
    };

export interface Explanation {
  readonly reason: AssignmentReason;
  readonly variantIndex: number | null;
  readonly trail: readonly ExplanationStep[];
}

/** The decision and its trail: every rule, passed or failed, also those that a plain evaluation need not ask. */
export function explain(experiment: AssignableExperiment, unit: string, attributes: Attributes): Explanation {
  const malformation = findMalformation(experiment);
  if (malformation !== null) {
    const trail: readonly ExplanationStep[] = [
      { step: 'configuration', passed: false, detail: malformation },
    ];
    return { reason: 'MALFORMED', variantIndex: null, trail };
  }
  const trail: ExplanationStep[] = [];
  if (!explainRule(experiment.targeting, '', attributes, trail)) {
    return { reason: 'NOT_TARGETED', variantIndex: null, trail };
  }
  const coverage = coverageStep(experiment, unit);
  trail.push(coverage);
  if (!coverage.passed) return { reason: 'NOT_COVERED', variantIndex: null, trail };
  const { step, variantIndex } = variantStep(experiment, unit);
  trail.push(step);
  return { reason: 'SPLIT', variantIndex, trail };
}

/** Adds a rule and all its parts to the trail, a group before its parts, and says whether the rule passed. */
function explainRule(
  rule: TargetingRule,
  pointer: string,
  attributes: Attributes,
  trail: ExplanationStep[],
): boolean {
  if ('attribute' in rule) {
    const passed = compileComparison(rule)(attributes);
    const text = `${rule.attribute} ${rule.operator} ${JSON.stringify(rule.value)}`;
    trail.push({ step: 'targeting', passed, pointer, rule: text });
    return passed;
  }
  const [name, parts] = groupOf(rule);
  const partTrail: ExplanationStep[] = [];
  const results = parts.map((part, index) =>
    explainRule(part, `${pointer}/${name}/${index}`, attributes, partTrail),
  );
  const some = results.includes(true);
  const passed = name === 'all' ? !results.includes(false) : name === 'any' ? some : !some;
  trail.push({ step: 'targeting', passed, pointer, rule: name }, ...partTrail);
  return passed;
}

function groupOf(rule: Exclude<TargetingRule, { attribute: string }>) {
  if ('all' in rule) return ['all', rule.all] as const;
  if ('any' in rule) return ['any', rule.any] as const;
  return ['none', rule.none] as const;
}

function coverageStep({ salt, coverage }: AssignableExperiment, unit: string): ExplanationStep {
  const hash = murmur3(unit, seedFor(salt, 'coverage'));
  const boundary = coverageBoundary(coverage);
  return {
    step: 'coverage',
    passed: hash < boundary,
    hash,
    bucket: hash / HASH_COUNT,
    from: 0,
    to: boundary / HASH_COUNT,
    detail: `coverage ${coverage}`,
  };
}

function variantStep({ salt, variants }: AssignableExperiment, unit: string) {
  const hash = murmur3(unit, seedFor(salt, 'variant'));
  const boundaries = variantBoundaries(variants.map((variant) => variant.weight));
  const variantIndex = rangeOf(boundaries, hash);
  const step: ExplanationStep = {
    step: 'variant',
    passed: true,
    hash,
    bucket: hash / HASH_COUNT,
    from: (boundaries[variantIndex - 1] ?? 0) / HASH_COUNT,
    to: (boundaries[variantIndex] ?? HASH_COUNT) / HASH_COUNT,
    detail: `variant "${variants[variantIndex]?.key ?? ''}"`,
  };
  return { step, variantIndex };
}
