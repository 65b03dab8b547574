import type { AnalysisResult } from '../model/analysis-result';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { RunDecision } from '../model/decision';
import { earlyStopEstimates, toldDecision } from '../model/early-stop-estimates';
import type { ProgramOutcome } from '../model/program-outcome';
import type { ReasonCode } from '../model/reason';
import { measuredEffects, type MeasuredEffect } from './measured-effects';
import { shrunkenByMetric, usualMoves, type ShrunkenEffect, type UsualMove } from './usual-moves';

/** An ended run with its last look; both null where it was never analysed. */
export interface EndedRun<Identity> {
  readonly identity: Identity;
  readonly decision: RunDecision | null;
  readonly result: AnalysisResult | null;
}

export interface PrimaryEffect {
  readonly metric: string;
  readonly metricName: string;
  readonly variantName: string;
  readonly statistic: number;
  /** A fraction of the size of the control's mean; null where it cannot be said. */
  readonly relativeDifference: number | null;
  /** After shrinking, with its posterior standard deviation; null where nothing can be shrunken. */
  readonly shrunkenRelativeDifference: number | null;
  readonly shrunkenStandardDeviation: number | null;
}

export interface ProgramExperiment<Identity> {
  readonly identity: Identity;
  readonly outcome: ProgramOutcome;
  readonly primary: PrimaryEffect | null;
}

export interface Program<Identity> {
  /** One entry a run that has ended, restarted ones among them. */
  readonly experiments: readonly ProgramExperiment<Identity>[];
  readonly counts: Readonly<Record<ProgramOutcome, number>>;
  /** Share of all ended runs, those that were invalid or never analysed among them, that won, caught harm or ruled an improvement out. */
  readonly learningRate: Outcome<number>;
  /** Share of the valid, analysed runs that won. */
  readonly winRate: Outcome<number>;
  /** By metric, over all its variants and runs. */
  readonly usualMoves: readonly UsualMove[];
}

/** What a program of experiments has taught, from its ended runs. */
export function programOf<Identity>(runs: readonly EndedRun<Identity>[]): Program<Identity> {
  const judged = runs.map(({ identity, decision, result }) => {
    const outcome = outcomeOf(decision);
    return { identity, outcome, decision, result, effects: effectsOf({ decision, result }) };
  });
  const shrunken = shrunkenByMetric(judged.flatMap(({ effects }) => effects));
  const experiments = judged.map(({ identity, outcome, decision, result, effects }) => ({
    identity,
    outcome,
    primary: result === null ? null : primaryOf({ outcome, decision, result, effects }, shrunken.effects),
  }));
  const counts = countOutcomes(experiments.map(({ outcome }) => outcome));
  const valid = runs.length - counts.invalid - counts['not-analysed'];
  const learned = counts.won + counts.harmed + counts['powered-neutral'];
  return {
    experiments,
    counts,
    learningRate:
      runs.length === 0 ? cannotSay('too-few-units', 'no-experiment-ended') : say(learned / runs.length),
    winRate: valid === 0 ? cannotSay('too-few-units', 'no-valid-experiment-ended') : say(counts.won / valid),
    usualMoves: usualMoves(
      judged.map(({ effects }) => effects),
      shrunken.tauSquared,
    ),
  };
}

/** What a run adds to the program; nothing where it was invalid or never analysed. */
export function effectsOf({
  decision,
  result,
}: Pick<EndedRun<unknown>, 'decision' | 'result'>): readonly MeasuredEffect[] {
  const outcome = outcomeOf(decision);
  const isReadable = outcome !== 'invalid' && outcome !== 'not-analysed' && result !== null;
  return isReadable
    ? measuredEffects(result, decision === null ? [] : earlyStopEstimates(toldDecision(decision, true)))
    : [];
}

function outcomeOf(decision: RunDecision | null): ProgramOutcome {
  if (!decision?.decision.ok) return 'not-analysed';
  const { outcome, powered, verdicts } = decision.decision.value;
  switch (outcome) {
    case 'ship':
      return 'won';
    case 'stop-harm':
      return 'harmed';
    case 'stop-no-effect':
      return powered ? 'powered-neutral' : 'inconclusive';
    // Nothing was shown, nor ruled out, but for the harm that may be one reason to stop.
    case 'stop-futility':
      return verdicts.some(({ verdict }) => verdict === 'harm') ? 'harmed' : 'inconclusive';
    case 'keep-running':
    case 'cannot-say':
      return 'inconclusive';
    case 'stop-guardrail':
      return 'held-by-guardrail';
    case 'invalid':
      return 'invalid';
  }
}

function countOutcomes(outcomes: readonly ProgramOutcome[]): Record<ProgramOutcome, number> {
  const count = (wanted: ProgramOutcome) => outcomes.filter((outcome) => outcome === wanted).length;
  return {
    won: count('won'),
    harmed: count('harmed'),
    'powered-neutral': count('powered-neutral'),
    'held-by-guardrail': count('held-by-guardrail'),
    inconclusive: count('inconclusive'),
    invalid: count('invalid'),
    'not-analysed': count('not-analysed'),
  };
}

interface JudgedRun {
  readonly outcome: ProgramOutcome;
  readonly decision: RunDecision | null;
  readonly result: AnalysisResult;
  readonly effects: readonly MeasuredEffect[];
}

/** What a win was won by, what harm was caught in, and what was better but for a guardrail, as the decision's reasons name them. */
const DECIDING: Readonly<Partial<Record<ProgramOutcome, readonly ReasonCode[]>>> = {
  won: ['significantly-better', 'non-inferior'],
  harmed: ['significantly-worse'],
  'held-by-guardrail': ['significantly-better', 'not-shown-non-inferior'],
};

/**
 * The effect that decided; where none did, the first success metric in the variant with the largest statistic: the one that would be
 * shown around.
 */
function primaryOf(
  { outcome, decision, result: { metrics, variants }, effects }: JudgedRun,
  shrunken: ReadonlyMap<MeasuredEffect, ShrunkenEffect>,
): PrimaryEffect | null {
  const reasons = decision?.decision.ok === true ? decision.decision.value.reasons : [];
  const decided = (DECIDING[outcome] ?? []).flatMap((code) => reasons.filter((one) => one.code === code))[0];
  const first = metrics.find(({ role }) => role === 'success');
  const best =
    effects.find(({ metric, variant }) => metric === decided?.metric && variant === decided.variant) ??
    effects
      .filter(({ metric }) => metric === first?.key)
      .reduce<MeasuredEffect | null>(
        (found, one) =>
          Math.abs(one.statistic) > Math.abs(found?.statistic ?? NaN) || found === null ? one : found,
        null,
      );
  if (best === null) return null;
  const { metric, metricName, variant, statistic, relative } = best;
  const after = shrunken.get(best);
  return {
    metric,
    metricName,
    variantName: variants.find(({ key }) => key === variant)?.name ?? variant,
    statistic,
    relativeDifference: relative?.difference ?? null,
    shrunkenRelativeDifference: after?.difference ?? null,
    shrunkenStandardDeviation: after?.standardDeviation ?? null,
  };
}
