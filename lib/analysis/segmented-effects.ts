import { compareArms } from '../statistics/effects/arm-comparison';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import { segmentEffects, type SegmentEffect } from '../statistics/segments/segment-effects';
import type { SegmentedEffect, SegmentEffectResult } from './analysis-result';
import { armFigures, type ArmFigures } from './arm-figures';
import type { ReadMetric } from './evidence';
import type { Measure } from './measure';
import type { Comparison } from './metric-result';
import { bySegmentValue } from './planned-segment';

/**
 * A metric by the values of each attribute that was read, for each variant against the control: first whether the segments
 * differ at all, then each of them, with p and interval corrected for their number by Holm's
 * procedure at the plan's own alpha: an exploration, which no decision reads. Only variants in `readable` are compared.
 */
export function segmentedEffects(
  read: ReadMetric,
  measure: Measure,
  comparison: Comparison,
  readable: readonly string[],
): readonly SegmentedEffect[] {
  const attributes = [...new Set(read.segments.map(({ attribute }) => attribute))];
  return attributes.flatMap((attribute) =>
    comparison.variants
      .filter(({ key }) => readable.includes(key))
      .map(({ key }) => segmentedEffect(read, measure, comparison, { attribute, variant: key })),
  );
}

interface Pair {
  readonly value: string | null;
  readonly control: Outcome<ArmFigures>;
  readonly treatment: Outcome<ArmFigures>;
}

function segmentedEffect(
  read: ReadMetric,
  measure: Measure,
  { variants, control, alphaTwoSided, others }: Comparison,
  { attribute, variant }: { readonly attribute: string; readonly variant: string },
): SegmentedEffect {
  const values = [
    ...new Set(read.segments.filter((arm) => arm.attribute === attribute).map(({ value }) => value)),
  ].sort(bySegmentValue(others?.get(attribute)));
  const figuresOf = (key: string, value: string | null) => {
    const position = variants.findIndex((candidate) => candidate.key === key);
    const arm = read.segments.find(
      (candidate) =>
        candidate.attribute === attribute && candidate.value === value && candidate.variant === position,
    );
    return armFigures(key, arm, measure, alphaTwoSided);
  };
  const pairs = values.map((value) => ({
    value,
    control: figuresOf(control.key, value),
    treatment: figuresOf(variant, value),
  }));
  const corrected = segmentEffects({
    segments: pairs.flatMap((pair) =>
      pair.control.ok && pair.treatment.ok
        ? [
            {
              name: nameOf(pair),
              control: pair.control.value.estimate,
              treatment: pair.treatment.value.estimate,
            },
          ]
        : [],
    ),
    procedure: 'holm',
    alphaTwoSided,
  });
  return {
    attribute,
    variant,
    heterogeneity: corrected.ok ? corrected.value.heterogeneity : corrected,
    segments: pairs.map((pair) => {
      const found = corrected.ok
        ? corrected.value.segments.find(({ name }) => name === nameOf(pair))
        : undefined;
      return segmentResult(pair, found, alphaTwoSided);
    }),
  };
}

function segmentResult(
  { value, control, treatment }: Pair,
  corrected: SegmentEffect | undefined,
  alphaTwoSided: number,
): SegmentEffectResult {
  const shown = (figures: Outcome<ArmFigures>) =>
    figures.ok
      ? { n: figures.value.n, mean: figures.value.mean, variance: figures.value.variance }
      : { n: 0, mean: 0 };
  const arms = { value, control: shown(control), treatment: shown(treatment) };
  if (!control.ok) return { ...arms, effect: control, corrected: control };
  if (!treatment.ok) return { ...arms, effect: treatment, corrected: treatment };
  const effect = compareArms(control.value.estimate, treatment.value.estimate, alphaTwoSided);
  const adjusted =
    corrected?.effect ?? cannotSay('not-computable', 'The segments could not be corrected together.');
  return {
    ...arms,
    effect,
    corrected: adjusted.ok
      ? say({ p: adjusted.value.adjustedP, interval: adjusted.value.interval })
      : adjusted,
  };
}

/** Names are compared only with one another; the first letter keeps a missing attribute apart from one that is spelt so. */
function nameOf({ value }: Pair): string {
  return value === null ? 'none' : `=${value}`;
}
