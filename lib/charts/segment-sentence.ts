import type { SegmentedEffect } from '../model/metric-result';
import { cannotSaySentence } from '../sentences/cannot-say';
import { formatPStatement, formatShare } from './format';

/** Whether the segments of one attribute differ in their effects, in words that follow the corrected p. */
export function heterogeneitySentence(
  { heterogeneity, segments }: SegmentedEffect,
  alphaTwoSided: number,
  engineVersion: string,
): string {
  if (!heterogeneity.ok) return `cannot say whether segments differ. ${cannotSaySentence(heterogeneity)}`;
  const { degreesOfFreedom, p, iSquared } = heterogeneity.value;
  if (!('adjustedP' in heterogeneity.value)) {
    const found = p < alphaTwoSided ? 'that they differ' : 'no difference between them';
    return `engine ${engineVersion} compared differences, not relative effects, and found ${found} (Cochran’s Q, ${formatPStatement(p)} of this test by itself).`;
  }
  const { adjustedP } = heterogeneity.value;
  const compared = degreesOfFreedom + 1;
  const left = compared < segments.length ? `; ${compared} of ${segments.length} segments compared` : '';
  return adjustedP < alphaTwoSided
    ? `the relative effects of segments differ (Cochran’s Q, ${formatPStatement(adjustedP)}; ${formatShare(iSquared)} of their variation is not noise${left}).`
    : `no difference between segments’ relative effects shown (Cochran’s Q, ${formatPStatement(adjustedP)}${left}).`;
}
