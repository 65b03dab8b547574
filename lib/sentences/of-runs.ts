import { dayWords } from './day-words';

/** Metric kinds that do not add up, in words. */
const withoutTotal: Readonly<Record<string, string>> = {
  ratio: 'A ratio',
  quantile: 'A quantile',
  mean: 'A mean value',
  'time-to-event': 'A time to an event',
};

/** Analyses of runs, decisions, and what the experiments of a workspace taught. */
export const ofRuns = {
  'effects-only-at-looks': () => 'Effects are read at the looks of the plan.',
  'run-not-valid': () =>
    'The run is not valid, so its effects are not to be read: its health says why. Whoever must compute them asks for the moments.',
  'weights-changed': () =>
    'The weights were changed within the run, and the times before and after cannot be combined: one variant lacks more of the units that had been exposed before than another, or a metric is a quantile or has a cap. Start a new run to read effects.',
  'weights-changed-over-time': () =>
    'Effects over time are not computed where the weights changed within the run.',
  'weights-changed-not-by-period': ({ changedAt }: { changedAt: string }) =>
    `The weights were changed within the run, on ${dayWords(changedAt)} (UTC), and this is not computed by period of constant weights.`,
  'weights-changed-quantile': () =>
    'The weights were changed within the run. A quantile of all units does not follow from the quantiles of the times before and after.',
  'weights-changed-cap': () =>
    'The weights were changed within the run. A metric with a cap cannot be combined from the times before and after.',
  'intake-shorter-than-week': ({ days, least }: { days: number; least: number }) =>
    `A month’s traffic is told from at least ${least} complete days at the latest traffic allocation; there ${days === 1 ? 'is' : 'are'} ${days}.`,
  'no-unit-in-days': ({ from, to }: { from: string; to: string }) =>
    `No unit met the experiment for the first time from ${dayWords(from)} to ${dayWords(to)}, so there is no traffic to tell a month’s from.`,
  'traffic-not-kept': () =>
    'This analysis is from before traffic was kept with it: analyse the run again to have it.',
  'no-monthly-total': ({ kind }: { kind: string }) =>
    `${withoutTotal[kind] ?? 'This figure'} does not add up over units, so a month has no total of it.`,
  'no-monthly-total-of-time': () =>
    'This is a time, and nobody asks for the total of a month: a change per unit says more.',
  'program-too-small-for-prior': ({ effects, least }: { effects: number; least: number }) =>
    `Other ended runs have ${effects} measured ${effects === 1 ? 'change' : 'changes'} of this metric; at least ${least} are needed.`,
  'program-without-spread': ({ effects }: { effects: number }) =>
    `The ${effects} results of this metric in other ended runs are no larger than noise: by them every effect would be luck.`,
  'no-relative-change': () =>
    'The relative change cannot be said, and the program is one of relative changes.',
  'windows-open': () =>
    'The run has ended, and the windows of some units are still open: the last look follows when they have ended.',
  'metric-failed': () =>
    'The run has ended, and a metric could not be read: the next analysis that can read it takes the last look.',
  'nothing-to-spend-yet': () => 'So early, the plan has no error to spend yet.',
  'sample-ratio-p-out-of-range': () => 'The p of the sample ratio must lie between 0 and 1.',
  'multiple-share-out-of-range': () => 'The share of units in several variants must lie between 0 and 1.',
  'looks-taken-out-of-order': () =>
    'The information fractions of the looks taken must be finite, above 0 and increasing.',
  /** Of results stored before what failed had a code of its own. */
  'not-read': ({ cause }: { cause: string }) => cause,
  'metric-not-read-by-period': () => 'The metric was not read by period of constant weights.',
  'metric-not-read': () => 'The metric was not read.',
  'breakdown-not-read': () => 'The breakdown was not read.',
  'variant-without-units': ({ variant }: { variant: string }) => `The variant "${variant}" has no units yet.`,
  'variant-without-mature-units': ({ variant }: { variant: string }) =>
    `The variant "${variant}" has no unit whose window has ended yet.`,
  'variant-with-one-unit': ({ variant }: { variant: string }) =>
    `The variant "${variant}" has one unit; at least 2 are needed.`,
  'variant-without-quantile': ({ variant }: { variant: string }) =>
    `The variant "${variant}" has no quantile yet.`,
  'strata-not-read': () =>
    'The segments by which effects are to be post-stratified were not read for this metric.',
  'strata-of-quantile': () => 'A quantile is no mean of strata, so it is not post-stratified.',
  'strata-with-few-events': () =>
    'A variant has few events, or few units without one: the effect has an exact test without strata, and is not post-stratified.',
  'no-strata': () => 'There is no stratum.',
  'stratum-with-few-units': ({
    stratum,
    units,
    fewest,
  }: {
    stratum: string;
    units: number;
    fewest: number;
  }) =>
    `In the stratum "${stratum}" a variant has ${units} units, and at least ${fewest} are needed in each, so the effect is not post-stratified.`,
  'covariate-without-variance': () =>
    'All units have the same values from before exposure, or none at all, so the effect is not adjusted.',
  'covariate-explains-all': () =>
    'The values from before exposure explain the metric of every unit: no noise is left to test against.',
  'cap-removes-variance': ({ side, part, value }: { side: string; part: string; value: number }) => {
    const [name, beyond, choose] =
      side === 'upper' ? ['cap', 'below', 'higher'] : ['lower cap', 'above', 'lower'];
    const of = part === 'value' ? '' : ` of the ${part}`;
    return `The ${name}${of} is ${value}, and nothing lies ${beyond} it: it removes every difference between units. Choose a ${choose} quantile for it, or none.`;
  },
  'caps-leave-one-value': ({ part, lower, upper }: { part: string; lower: number; upper: number }) => {
    const of = part === 'value' ? '' : ` of the ${part}`;
    return `The lower cap${of} is ${lower} and the upper cap is ${upper}: together they leave one value, so no unit differs from another. Choose quantiles further apart, or leave the lower or the upper cap out.`;
  },
  'segment-too-small': ({ least }: { least: number }) =>
    `Too few units: each variant must be expected to have at least ${least}.`,
  'segments-not-corrected': () => 'The segments could not be corrected together.',
  'no-period-large-enough': () => 'No period of constant weights has enough units.',
  'one-variant-in-period': () => 'Only one variant takes units in this period.',
  'earlier-units-differ': () =>
    'More units had taken part before in one variant than in another. Those that were exposed then are missing here in unequal numbers, so the others have no expected split.',
  'no-daily-figure': () => 'The metric has no figure for single days, so it has no course over time.',
  'different-units-early-and-late': () =>
    'This is a mean per unit with a value, and the units with an early value are not those with a late one.',
  'days-too-few-for-novelty': () =>
    'This needs two whole days since exposure for at least half of the units, within the metric’s window.',
  'units-too-few-for-novelty': () => 'Fewer than 2 units of a variant have completed both periods.',
  'change-not-tested': () => 'The change could not be tested.',
  'p-values-not-corrected': () => 'The p-values could not be corrected.',
  'pair-too-small': ({ least }: { least: number }) =>
    `A pair of variants has fewer than ${least} units that count.`,
  'pair-without-figure': () => 'A pair of variants has no figure.',
  'no-experiment-ended': () => 'No experiment has ended yet.',
  'no-valid-experiment-ended': () => 'No valid experiment has ended yet.',
};
