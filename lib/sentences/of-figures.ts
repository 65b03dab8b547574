/** Evidence that has no figure, and figures that float64 cannot hold. */
export const ofFigures = {
  'no-unit-exposed': () => 'No unit has been exposed yet.',
  'no-unit-assigned': () => 'No unit has been assigned yet.',
  'fewer-than-two-units': ({ name, n }: { name: string; n: number }) =>
    `${name} has ${n} units; at least 2 are needed.`,
  'values-too-few-for-uniformity': ({ least }: { least: number }) =>
    `A test of uniformity needs at least ${least} values.`,
  'no-experiment-for-share': () => 'A share needs at least one experiment.',
  'no-value-for-cap': () => 'There is no value to take the cap from.',
  'effects-too-few-to-shrink': ({ least, effects }: { least: number; effects: number }) =>
    `Telling luck from what is usual takes at least ${least} measured changes of a metric; there ${effects === 1 ? 'is 1' : `are ${effects}`}.`,
  'segments-too-few-for-heterogeneity': () => 'Heterogeneity needs at least two segments with an effect.',
  'segments-not-far-above-zero': ({
    compared,
    segments,
    least,
  }: {
    compared: number;
    segments: number;
    least: number;
  }) =>
    `Segments are compared by their relative effects, which needs means at least ${least} standard errors above 0 in both variants: ${compared} of ${segments} segments have them, and at least 2 are needed.`,
  'mean-not-far-above-zero': ({ name, least }: { name: string; least: number }) =>
    `A comparison of relative effects needs means at least ${least} standard errors above 0; that of ${name} is not.`,
  'period-not-far-above-zero': ({ period, name }: { period: string; name: string; least: number }) =>
    `Too little happens in the ${period === 'early' ? 'earlier' : 'later'} of the two periods in ${name}.`,
  'units-too-few-beyond-quantile': ({ name }: { name: string }) =>
    `${name} has too few units beyond the quantile for an interval.`,
  'values-too-few-around-quantile': ({
    name,
    distinct,
    least,
  }: {
    name: string;
    distinct: number;
    least: number;
  }) =>
    `${name} has ${distinct} different values around the quantile; at least ${least} are needed for its error. Measure more finely, or compare a mean or a share.`,
  'control-sign-unknown': () => 'A relative margin needs a control mean whose sign is known; here it is not.',
  'control-near-zero': () =>
    'A relative difference needs a control mean whose own interval excludes zero; here it does not.',
  'same-for-every-unit': () =>
    'The metric is the same for every unit, as far as numbers of its size can tell: there is no noise to test against.',
  'same-within-each-arm': () =>
    'The metric does not vary between the units of any arm, although the arms differ: there is no noise to test the difference against.',
  'same-within-one-arm': () =>
    'The metric is the same for every unit of one arm and varies in the other: how far the one may be off is not known.',
  'too-skewed-for-split': () =>
    'Too skewed for so unequal a split: cap it, or split evenly. A few large values in the smaller arm would decide.',
  'too-skewed-at-level': () =>
    'Too skewed for this look’s level: a few large values would decide. A cap or more units would mend it.',
  'too-few-events-at-level': () =>
    'Too few events in the smaller arm for this look’s level. Where the weights were changed, each period has to have enough of them.',
  'one-unit-decides': () =>
    'At least half of the spread is one unit’s, beside which the others do not count. Look at its value; a cap or more units would mend it.',
  'denominator-zero': () => 'The mean of the denominator is 0; the ratio does not exist.',
  'segment-without-test': () => 'The segment has no corrected test.',
  'digits-too-few-left': () => 'Too few digits of the variance would be left; compute it from the units.',
  'units-too-many-for-beta': () =>
    'Above a billion units per arm, use the normal view: its result is the same.',
  'prior-too-extreme': () => 'The prior is too extreme for float64.',
  'weight-too-small': () => 'A weight is too small beside the others for float64.',
  'counts-too-large': () => 'The counts or weights exceed the range of float64.',
  'figures-too-large': () => 'The figures exceed the range of float64; choose another unit.',
  'values-too-small': () =>
    'The values are so small that float64 cannot hold how much they vary; choose another unit.',
  'relative-difference-too-large': () => 'The relative difference exceeds the range of float64.',
  'linearised-too-large': () => 'The linearised metric exceeds the range of float64.',
  'differences-too-large': () => 'The differences exceed the range of float64.',
  'moments-too-large': () => 'The moments exceed the range of float64.',
};
