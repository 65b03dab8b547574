import { bySegmentValue } from '../model/planned-segment';
import { postStratifiedArms, type PostStratifiedArms } from '../statistics/effects/post-stratification';
import { emptyJointMoments, type JointMoments } from '../statistics/moments';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { Measure } from '../model/metrics/measure';
import { jointOf } from './arm-figures';
import type { Comparison } from './comparison';
import type { EvidenceArm, ReadMetric } from './evidence';
import { splitRefusal } from './stratified-arm';

export interface PostStratum extends JointMoments {
  readonly value: string | null;
}

/** An arm's units by the values of the planned segmentation, in the order in which they are shown. */
export function postStrataOf(
  read: ReadMetric,
  { postStratifiedBy: by, others }: Comparison,
  position: number,
): readonly PostStratum[] {
  if (typeof by !== 'string') return [];
  const order = bySegmentValue(others?.get(by));
  return read.segments
    .filter(({ attribute, variant }) => attribute === by && variant === position)
    .map((arm) => ({ value: arm.value, ...jointOf(arm) }))
    .sort((a, b) => order(a.value, b.value));
}

interface StratifiedArm {
  readonly evidence: EvidenceArm | undefined;
  readonly postStrata: readonly PostStratum[];
}

export interface PostStratified {
  readonly arms: PostStratifiedArms;
  readonly strata: {
    readonly by: string;
    readonly values: readonly { readonly value: string | null; readonly weight: number }[];
  };
}

/** Both arms of a contrast, post-stratified as the plan says; null: it does not say so. */
export function postStratified(
  control: StratifiedArm,
  treatment: StratifiedArm,
  { outcome, covariates, quantile }: Measure,
  { postStratifiedBy: by, periods = [] }: Comparison,
): Outcome<PostStratified> | null {
  if (typeof by !== 'string') return null;
  if (quantile !== null) return cannotSay('not-computable', 'strata-of-quantile');
  const changed = splitRefusal(periods);
  if (changed !== null) return changed;
  if (![control, treatment].every(isWhole)) return cannotSay('not-computable', 'strata-not-read');
  const values = [...new Set([...control.postStrata, ...treatment.postStrata].map(({ value }) => value))];
  const momentsOf = ({ evidence, postStrata }: StratifiedArm, value: string | null) =>
    postStrata.find((one) => one.value === value) ?? emptyJointMoments(evidence?.means.length ?? 0);
  const arms = postStratifiedArms({
    strata: values.map((value) => ({
      name: value ?? 'none',
      control: momentsOf(control, value),
      treatment: momentsOf(treatment, value),
    })),
    metric: outcome,
    covariates,
  });
  if (!arms.ok) return arms;
  const weights = values.map((value, k) => ({ value, weight: arms.value.weights[k] ?? 0 }));
  return say({ arms: arms.value, strata: { by, values: weights } });
}

/** Whether the strata are all units of the arm: where a statement could not tell some of them, they are not. */
function isWhole({ evidence, postStrata }: StratifiedArm): boolean {
  return evidence?.n === postStrata.reduce((sum, { n }) => sum + n, 0);
}
