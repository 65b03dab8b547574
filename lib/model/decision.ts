import { z } from 'zod';
import { answerSchema, questionSchema } from './answer';
import type { DeepReadonly } from './deep-readonly';
import { contrastSchema } from './contrast';
import { detectableEffectSchema } from './detectable-effect';
import { cannotSaySchema, intervalSchema, outcomeOf } from './effect';
import { futilitySchema } from './futility';
import { reasonSchema } from './reason';

const lookTakenSchema = z.object({
  taken: z.literal(true),
  /**
   * The clock by which the error is spent: matured units of the slowest metric over planned units at each look so far, this
   * one last, as remapped by extensions of the plan; 1 at the last look of a run that ended as scheduled, which spends all that is left.
   */
  lookFractions: z.array(z.number()),
  /**
   * Taken because the run had ended, before its size and at a time that no plan had fixed. Not of engines before 10, nor of a
   * fixed plan in analyses from before it was kept.
   */
  isOfUnplannedEnd: z.literal(true).optional(),
  /**
   * Matured units over planned units at each look, of each metric for which they are not the clock: it knows more than the slowest one, or
   * the plan was extended. By key; of a group sequential plan.
   */
  metricFractions: z.record(z.string(), z.array(z.number())).optional(),
  /** Of an extended plan: the planned units that `metricFractions` and `informationFraction` are of. */
  plannedUnits: z.int().optional(),
  /** Matured units over planned units; null without a plan for them. Not in analyses of before looks waited for windows. */
  informationFraction: z.number().nullable().optional(),
});

/** A look: effects may be read, at this look's level. */
export type LookTaken = DeepReadonly<z.output<typeof lookTakenSchema>>;

/** The looks taken so far, as the next one has to know them. */
export type EarlierLooks = Pick<LookTaken, 'lookFractions' | 'metricFractions' | 'plannedUnits'>;

const lookNotTakenSchema = z.object({
  taken: z.literal(false),
  /**
   * windows-open: units enough are there, or none will come any more, but not all that the look needs have had their time.
   * split-changed: the weights were changed within the run, so that the arms hold other days' units in other shares.
   * metric-failed: a metric could not be read, and a look without it would spend its error on nothing.
   * nothing-tested: no test of the rule has a figure, as where no unit differs from another; nothing is spent on that.
   * metric-untested: of the last look of a run that goes on: a success metric, or a guardrail with a margin, has no figure yet in some variant.
   */
  why: z.enum([
    'no-size-planned',
    'too-early',
    'between-looks',
    'windows-open',
    'all-looks-taken',
    'no-units',
    'metric-failed',
    'nothing-tested',
    'metric-untested',
    'split-changed',
    'unhealthy',
  ]),
  /** Matured units over planned units; null without a plan for them. */
  informationFraction: z.number().nullable(),
  /** Where the next look is; null where none will be taken. */
  nextFraction: z.number().nullable(),
});

/** No look: health and progress may be read, effects not. */
export type LookNotTaken = DeepReadonly<z.output<typeof lookNotTakenSchema>>;

export type Look = LookTaken | LookNotTaken;

const earlierRejectionSchema = z.object({
  variant: z.string(),
  metric: z.string(),
  question: questionSchema,
  /** Not in the first decisions. */
  shown: z.object({ look: z.int(), pOneSided: z.number(), alphaOneSided: z.number() }).optional(),
});

const variantVerdictSchema = z.object({
  contrast: contrastSchema,
  /**
   * quality: a metric moved that must not. ruled-out: every success metric's improvement is shown to be smaller than what is of interest.
   * futile: none of these, and too little chance is left to show an improvement by the last look (docs/decisions/0067).
   * undecided: none of these, yet or for good.
   */
  verdict: z.enum(['ship', 'harm', 'quality', 'ruled-out', 'futile', 'undecided']),
});

/** What the rule says of one variant, the others aside. */
export type VariantVerdict = DeepReadonly<z.output<typeof variantVerdictSchema>>;

export const decisionOutcomeSchema = z
  .enum([
    'ship',
    'stop-harm',
    'stop-guardrail',
    'stop-no-effect',
    'stop-futility',
    'cannot-say',
    'keep-running',
    'invalid',
  ])
  .describe(
    'What the plan\u2019s rule concludes. stop-guardrail: an improvement is shown (in a roll-out none has to be), and a guardrail is not shown to be within its margin. stop-no-effect: no improvement is shown; `powered`: one of the size of interest is ruled out. stop-futility: advice that need not be followed; nothing is shown, and nothing ruled out. cannot-say: the run is at its end, and no success metric (in a roll-out: no guardrail with a margin) has a figure that could be judged.',
  );

const decisionSchema = z.object({
  outcome: decisionOutcomeSchema,
  /** The variant to ship; null for every other outcome. */
  variant: z.string().nullable(),
  /** The first one forced the outcome and names the metric, if it was one. */
  reasons: z.array(reasonSchema),
  /**
   * Of stop-no-effect: an improvement of the smallest size of interest is ruled out in every variant, at the planned size. Engines before 8
   * called a decision powered when the planned size was reached.
   */
  powered: z.boolean(),
  /** One for each variant but the control, in the plan's order; empty where effects were not judged, and before engine 8. */
  verdicts: z.array(variantVerdictSchema).default([]),
  /** Every test of the rule, significant or not; empty where effects were not judged, and before engine 8. */
  answers: z.array(answerSchema).default([]),
  /** Of a plan that states futility, at looks before the last one. */
  futility: futilitySchema.optional(),
  /** Of engines before 8, which kept tests that had rejected alone. */
  significant: z.array(earlierRejectionSchema).optional(),
});

export type Decision = DeepReadonly<z.output<typeof decisionSchema>>;

/** tau^2 by metric key, as an always-valid plan fixed it at its first look; empty for other plans. */
const mixingVariancesSchema = z.record(z.string(), z.number());

export type MixingVariances = DeepReadonly<z.output<typeof mixingVariancesSchema>>;

const stoppedEstimateSchema = z
  .object({
    metric: z.string(),
    contrast: contrastSchema,
    /** The look at which its test first rejected; 1 for the first. */
    look: z.int(),
    /** The test that rejected; not of engines before 10, whose intervals had other levels than the tests. */
    question: z.enum(['better', 'worse']).optional(),
    /** Matured units of the metric over planned units at that look; below 1 the end was early. */
    informationFraction: z.number(),
    /** In the metric's unit, as measured at that look. */
    measured: z.number(),
    /** The same over the size of the control mean, as that look's effect has it. Not of engines before 10. */
    measuredRelative: outcomeOf(z.number()).optional(),
    /** Median-unbiased, with its interval, in the metric's unit. */
    difference: z.number(),
    interval: intervalSchema,
    /** One-sided levels of the interval's ends: those that the rule tests each side at, over all looks. Not of engines before 10. */
    alphaOneSided: intervalSchema.optional(),
    /** The estimate over the size of the control mean; the ends are Fieller's, with the quantiles of `interval`. */
    relative: outcomeOf(z.object({ difference: z.number(), interval: intervalSchema })),
    /**
     * One-sided p against `question` in the stagewise ordering. It lies below that question's level, the one of the interval's end towards
     * zero.
     */
    stagewiseP: z.number(),
  })
  .meta({
    id: 'StoppedEstimate',
    description:
      'An effect that a run was ended by, allowing for the looks at which it could end: median-unbiased estimate, and an interval with the two levels of the plan\u2019s rule.',
  });

/** An effect that allows for the early stop. */
export type StoredStoppedEstimate = DeepReadonly<z.output<typeof stoppedEstimateSchema>>;

const stoppedRefusalSchema = z
  .object({
    metric: z.string(),
    contrast: contrastSchema,
    look: z.int(),
    why: cannotSaySchema,
  })
  .meta({
    id: 'StoppedRefusal',
    description: 'An effect that a run was ended by, and why nothing is said that allows for that.',
  });

/** An effect that was shown at an early look, without an estimate that allows for that. */
export type StoredStoppedRefusal = DeepReadonly<z.output<typeof stoppedRefusalSchema>>;

export const runDecisionSchema = z
  .object({
    look: z.discriminatedUnion('taken', [lookTakenSchema, lookNotTakenSchema]),
    mixingVariances: mixingVariancesSchema,
    /** Of this look, or of the last one where this analysis is none. */
    decision: outcomeOf(decisionSchema),
    /** Of a group sequential plan, of each metric from the look on at which it was shown; not in analyses of engines before 8. */
    stoppedEstimates: z.array(stoppedEstimateSchema).optional(),
    stoppedRefusals: z.array(stoppedRefusalSchema).optional(),
    /** With the units of this analysis, a look or not; absent in analyses from before it was computed. */
    detectable: z.array(detectableEffectSchema).optional(),
  })
  .meta({ id: 'RunDecision' });

/** What an analysis concludes, and what the next one must know of it. */
export type RunDecision = DeepReadonly<z.output<typeof runDecisionSchema>>;

/** Reads a stored decision back; null where the analysis is from before decisions were kept. */
export function parseStoredDecision(stored: unknown): RunDecision | null {
  return stored === null ? null : runDecisionSchema.parse(stored);
}
