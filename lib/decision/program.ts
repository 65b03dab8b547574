import type { AnalysisResult, VariantEffect } from '../analysis/analysis-result';
import { jamesSteinFactor } from '../statistics/effects/james-stein';
import { cannotSay, type Outcome } from '../statistics/outcome';
import type { RunDecision } from './analyse-run';
import { learningRate } from './learning-rate';

/** How an ended experiment ended: learned something (won, harmed, neutral with the power to say so) or not. */
export type ProgramOutcome =
  'won' | 'harmed' | 'powered-neutral' | 'inconclusive' | 'invalid' | 'not-analysed';

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
  /** A fraction of the control's mean; null where it cannot be said. */
  readonly relativeDifference: number | null;
  /** After shrinking; null where nothing can be shrunken. */
  readonly shrunkenRelativeDifference: number | null;
}

export interface ProgramExperiment<Identity> {
  readonly identity: Identity;
  readonly outcome: ProgramOutcome;
  readonly primary: PrimaryEffect | null;
}

/** What a metric has moved by: the prior for the next plan. */
export interface UsualMove {
  readonly metric: string;
  readonly metricName: string;
  readonly experiments: number;
  /** Of the sizes of relative change, without sign. */
  readonly medianSize: number;
  readonly largestSize: number;
}

export interface Program<Identity> {
  readonly experiments: readonly ProgramExperiment<Identity>[];
  readonly counts: Readonly<Record<ProgramOutcome, number>>;
  readonly learningRate: Outcome<number>;
  /** Share of the valid, analysed experiments that won. */
  readonly winRate: Outcome<number>;
  readonly shrinkage: Outcome<number>;
  readonly usualMoves: readonly UsualMove[];
}

/** What a program of experiments has taught, from its ended runs. */
export function programOf<Identity>(runs: readonly EndedRun<Identity>[]): Program<Identity> {
  const judged = runs.map((run) => ({ ...run, outcome: outcomeOf(run) }));
  const measured = judged.map((run) => ({
    ...run,
    effect: readable(run.outcome) ? primaryOf(run.result) : null,
  }));
  const shrinkage = jamesSteinFactor(
    measured.flatMap(({ effect }) => (effect === null ? [] : [effect.statistic])),
  );
  const experiments = measured.map(({ identity, outcome, effect }) => ({
    identity,
    outcome,
    primary: effect === null ? null : shrunken(effect, shrinkage),
  }));
  const counts = countOutcomes(experiments.map(({ outcome }) => outcome));
  const valid = counts.won + counts.harmed + counts['powered-neutral'] + counts.inconclusive;
  return {
    experiments,
    counts,
    learningRate: learningRate(experiments.map(({ outcome }) => asDecision(outcome))),
    winRate:
      valid === 0
        ? cannotSay('too-few-units', 'No valid experiment has ended yet.')
        : { ok: true, value: counts.won / valid },
    shrinkage,
    usualMoves: usualMoves(experiments.flatMap(({ primary }) => (primary === null ? [] : [primary]))),
  };
}

function outcomeOf({ decision }: EndedRun<unknown>): ProgramOutcome {
  if (!decision?.decision.ok) return 'not-analysed';
  const { outcome, powered } = decision.decision.value;
  switch (outcome) {
    case 'ship':
      return 'won';
    case 'stop-harm':
      return 'harmed';
    case 'stop-no-effect':
      return powered ? 'powered-neutral' : 'inconclusive';
    case 'keep-running':
      return 'inconclusive';
    case 'invalid':
      return 'invalid';
  }
}

const readable = (outcome: ProgramOutcome) => outcome !== 'invalid' && outcome !== 'not-analysed';

function asDecision(outcome: ProgramOutcome) {
  const names = {
    won: 'ship',
    harmed: 'stop-harm',
    'powered-neutral': 'stop-no-effect',
    inconclusive: 'stop-no-effect',
    invalid: 'invalid',
    'not-analysed': 'stop-no-effect',
  } as const;
  return { outcome: names[outcome], powered: outcome === 'powered-neutral' };
}

function countOutcomes(outcomes: readonly ProgramOutcome[]): Record<ProgramOutcome, number> {
  const counts = { won: 0, harmed: 0, 'powered-neutral': 0, inconclusive: 0, invalid: 0, 'not-analysed': 0 };
  for (const outcome of outcomes) counts[outcome] += 1;
  return counts;
}

/** The first success metric, in the variant with the largest statistic: the one that would be shown around. */
function primaryOf(result: AnalysisResult | null): Omit<PrimaryEffect, 'shrunkenRelativeDifference'> | null {
  const metric = result?.metrics.find(({ role }) => role === 'success');
  if (result === null || metric === undefined) return null;
  const best = metric.effects.reduce<VariantEffect | null>(
    (found, candidate) => (sizeOf(candidate) > (found === null ? -1 : sizeOf(found)) ? candidate : found),
    null,
  );
  if (!best?.effect.ok) return null;
  return {
    metric: metric.key,
    metricName: metric.name,
    variantName: result.variants.find(({ key }) => key === best.variant)?.name ?? best.variant,
    statistic: best.effect.value.statistic,
    relativeDifference: relativeOf(best),
  };
}

const sizeOf = ({ effect }: VariantEffect) => (effect.ok ? Math.abs(effect.value.statistic) : -1);

function relativeOf({ effect }: VariantEffect): number | null {
  return effect.ok && effect.value.relative.ok ? effect.value.relative.value.difference : null;
}

function shrunken(
  effect: Omit<PrimaryEffect, 'shrunkenRelativeDifference'>,
  shrinkage: Outcome<number>,
): PrimaryEffect {
  const { relativeDifference } = effect;
  return {
    ...effect,
    shrunkenRelativeDifference:
      shrinkage.ok && relativeDifference !== null ? shrinkage.value * relativeDifference : null,
  };
}

function usualMoves(effects: readonly PrimaryEffect[]): readonly UsualMove[] {
  const sizes = new Map<string, { name: string; sizes: number[] }>();
  for (const { metric, metricName, relativeDifference } of effects) {
    if (relativeDifference === null) continue;
    const entry = sizes.get(metric) ?? { name: metricName, sizes: [] };
    entry.sizes.push(Math.abs(relativeDifference));
    sizes.set(metric, entry);
  }
  return Array.from(sizes, ([metric, entry]) => ({
    metric,
    metricName: entry.name,
    experiments: entry.sizes.length,
    medianSize: median(entry.sizes),
    largestSize: Math.max(...entry.sizes),
  }));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper;
}
