/** Sample sizes, looks and plans. */
export const ofPlans = {
  'alpha-out-of-range': () => 'Alpha must be between 0 and 1.',
  'sides-not-one-or-two': () => 'A test has one or two sides.',
  'ratio-not-positive': () => 'The treatment to control ratio must be above 0.',
  'control-coefficient-not-positive': () => 'The control coefficient must be above 0.',
  'variance-ratio-not-positive': () => 'The ratio of the variances must be above 0.',
  'power-out-of-range': () => 'Power must be above alpha and below 1.',
  'alpha-or-power-out-of-range': () =>
    'Alpha must be between 0 and 1 (a half for one side), and power between alpha and 1.',
  'effect-or-units-not-finite': () => 'The effect and the number of units must be finite.',
  'units-too-few-for-t-test': () => 'A t-test needs three units in all, and a finite number.',
  'power-not-computable': () => 'The power of this design is beyond float64.',
  'power-not-reached-at-size': () => 'No effect reaches this power at this size.',
  'power-not-reached-by-looks': () => 'These looks do not reach this power at any size.',
  'alpha-not-computable': () => 'Alpha is beyond the range of float64.',
  'effect-without-direction': () =>
    'Nothing is to change in the direction that is tested. Where the mean is 0, a share of it is no change.',
  'size-not-computable': ({ most }: { most: number }) =>
    `No number of units up to ${most} can be computed for this effect and power.`,
  'size-beyond-plans': ({ most }: { most: number }) =>
    `This needs more units than the ${most} that a plan can have: split more evenly, plan for a larger effect, or choose fewer metrics or variants.`,
  'margin-out-of-range': () => 'A relative margin must be between 0 and 1.',
  'margin-mean-not-positive': () => 'A relative margin needs a mean above 0.',
  'standardized-effect-too-large': () => 'The effect in standard deviations exceeds the range of float64.',
  'baseline-not-finite': () => 'The mean and the relative difference must be finite.',
  'baseline-variance-not-positive': () => 'The variance must be above 0.',
  'variance-reduction-out-of-range': () =>
    'The variance reduction is a share from 0 up to, not including, 1.',
  'size-not-positive': () => 'The size must be above 0.',
  'traffic-not-a-list': () => 'Traffic is a list of at least one daily number of new units, none negative.',
  'window-out-of-range': () => 'The metric window is a number of days from 0.',
  'traffic-too-little': () => 'This traffic does not reach the size.',
  'traffic-too-large': () => 'This traffic exceeds the range of float64.',
  'drift-out-of-range': ({ largest }: { largest: number }) =>
    `The drift must lie between -${largest} and ${largest}.`,
  'bound-not-a-number': () => 'A bound is a number, or infinite where nothing can stop the experiment.',
  'repeated-interval-input': () =>
    'A repeated interval needs a finite estimate, a bound of at least 0 and degrees of freedom.',
  'repeated-interval-without-error': () => 'A repeated interval needs a standard error above 0.',
  'stopped-estimate-not-computable': () =>
    'The estimate that allows for the early stop lies beyond what float64 can compute.',
  'stopped-estimate-of-few-events': () =>
    'The test was the exact mid-p of few events. How its p goes from look to look is not known well enough to allow for the early stop.',
  'critical-value-not-computable': () => 'So few degrees of freedom have no critical value in float64.',
  'spending-unknown': () => 'Spending is obrien-fleming, pocock or power:rho with rho above 0.',
  'looks-out-of-range': ({ most }: { most: number }) => `A design has 1 to ${most} looks.`,
  'spending-times-differ': () => 'Each look has one time to spend by.',
  'information-fractions-out-of-order': ({ largest }: { largest: number }) =>
    `Information fractions must be finite, above 0, at most ${largest} and strictly increasing.`,
  'mixing-variance-out-of-range': () =>
    'mixingVariance is too far from the squared standard error for float64.',
  'planned-error-out-of-range': () =>
    'The planned standard error is beyond the range of float64 when squared.',
  'plan-shares-out-of-range': () => 'Alpha, alpha minus and power must lie between 0 and 1.',
  'plan-sides-not-one-or-two': () => 'Success is tested on one or two sides.',
  'plan-without-variant': () => 'A plan needs a variant to compare with the control.',
  'plan-variant-twice': () => 'A variant is named twice.',
  'plan-metric-twice': () => 'A metric is planned twice.',
  'plan-without-success': () =>
    'A plan needs a success metric or a guardrail with a margin: nothing else can lead to shipping.',
  'plan-margin-out-of-range': ({ metric }: { metric: string }) =>
    `The margin of ${metric} must be between 0 and 1, and on a guardrail.`,
  'plan-without-mixing-variance': ({ metric }: { metric: string }) =>
    `An always-valid plan needs a mixing variance above 0 for ${metric}.`,
  'plan-without-two-arms': () => 'A plan needs a control and another variant, each with a weight above 0.',
  'plan-without-minimum-effect': () =>
    'No success metric has a smallest effect of interest. Say how small an improvement still matters, and the size follows.',
  'planned-share-impossible': ({
    metric,
    sharePercent,
    changePercent,
    largestPercent,
  }: {
    metric: string;
    sharePercent: number;
    changePercent: number;
    largestPercent: number;
  }) =>
    `The share ${metric} of ${sharePercent} % cannot change by ${changePercent} % of itself: plan for less than ${largestPercent} %.`,
  'planned-total-impossible': ({
    metric,
    changePercent,
    largestPercent,
  }: {
    metric: string;
    changePercent: number;
    largestPercent: number;
  }) =>
    `The metric ${metric} cannot fall by ${changePercent} % of itself: plan for less than ${largestPercent} %.`,
  'no-baseline-yet': ({ metric, days }: { metric: string; days: number }) =>
    `The metric ${metric} has no data of the last ${days} days to plan with. Type a baseline.`,
  'no-baseline-of-metric': ({ metric }: { metric: string }) =>
    `There is no metric "${metric}" to measure. Type a baseline.`,
  'no-baseline-of-quantile': ({ metric }: { metric: string }) =>
    `The metric ${metric} is a quantile, whose spread is not read from recent units. Type a baseline.`,
  'no-baseline-of-source': ({ metric }: { metric: string }) =>
    `The metric ${metric} reads a source, which is not read for plans. Type a baseline.`,
  'no-baseline-in-time': ({ metric }: { metric: string }) =>
    `The recent events of ${metric} could not be read in time. Type a baseline.`,
  'no-traffic-known': ({ days }: { days: number }) =>
    `No unit sent anything in the last ${days} days. Type how many new units come in a day.`,
  'baseline-mean-zero': () => 'The mean is 0: a share of it is no change.',
  'spread-not-known-yet': () =>
    'No analysis says how much the metrics vary in this run. Analyse it, and the size follows.',
  'plan-not-to-be-extended': () => 'The plan of this run is not to be extended.',
  'no-whole-day-yet': () =>
    'No whole day of the run has passed, so nothing says how many units come in a day.',
  'nobody-came-lately': ({ days }: { days: number }) =>
    days === 1 ? 'No unit came in the last day.' : `No unit came in the last ${days} days.`,
  'no-size-considered': () =>
    'This needs a number of units: plan one, or ask about a number of units or of days.',
  'power-not-reached-by-decision': () =>
    'No size reaches this power: false alarms keep a good variant from being shipped too often, or what is expected shows no improvement.',
  'plan-too-large-to-simulate': () =>
    'This plan has more looks, variants and metrics than can be simulated while somebody waits.',
  'power-above-alpha-deterioration': ({
    powerPercent,
    alarmsPercent,
  }: {
    powerPercent: number;
    alarmsPercent: number;
  }) =>
    `False alarms of harm alone keep a good variant from being shipped ${alarmsPercent} % of the time, so a power of ${powerPercent} % cannot be promised. Plan for less power, or for a smaller alpha.`,
  'plan-looks-out-of-order': () => 'Planned looks must increase and end at 1.',
  'plan-futility': () =>
    'Futility needs a group sequential plan of at least 2 looks, a least conditional power between 0 and a half, and the smallest effect of interest of every success metric.',
  'no-expectation-of-metric': ({ metric }: { metric: string }) => `Nothing is expected of ${metric}.`,
  'simulated-metrics-differ': () => 'The simulated metrics must be the planned ones, in the same order.',
  'simulated-moments-not-finite': () => 'Simulated means must be finite and variances above 0.',
  'first-look-too-small': () => 'Every arm needs at least two units at the first look.',
  'simulations-out-of-range': ({ most }: { most: number }) =>
    `Simulations are a whole number from 1 to ${most}.`,
  'correlations-not-possible': () => 'The correlations must be those of the planned metrics, and possible.',
};
