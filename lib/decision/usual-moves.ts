import { shrinkTowardsZero } from '../statistics/effects/shrink-towards-zero';
import { say, type Outcome } from '../statistics/outcome';
import type { MeasuredEffect } from './measured-effects';

/** What a metric has moved by, as relative changes: the prior for the next plan. */
export interface UsualMove {
  readonly metric: string;
  readonly metricName: string;
  /** Ended, valid runs in which it has a figure. */
  readonly experiments: number;
  /** One a variant of each. */
  readonly effects: number;
  /** tau, the standard deviation of true relative changes around 0: what is left of their spread without the noise. */
  readonly usualSize: Outcome<number>;
  /** Of the sizes as measured, without sign, noise included. */
  readonly medianSize: number;
  readonly largestSize: number;
}

/** In the unit of a relative change. */
export interface ShrunkenEffect {
  readonly difference: number;
  readonly standardDeviation: number;
}

interface Shrunken {
  readonly effects: ReadonlyMap<MeasuredEffect, ShrunkenEffect>;
  /** By metric key. */
  readonly tauSquared: ReadonlyMap<string, Outcome<number>>;
}

type RelativeEffect = MeasuredEffect & { readonly relative: NonNullable<MeasuredEffect['relative']> };

/** Each metric's effects of all variants and runs, shrunken by how much that metric moves. */
export function shrunkenByMetric(measured: readonly MeasuredEffect[]): Shrunken {
  const effects = new Map<MeasuredEffect, ShrunkenEffect>();
  const tauSquared = new Map<string, Outcome<number>>();
  for (const [metric, group] of byMetric(measured.filter(isRelative))) {
    const shrunken = shrinkTowardsZero({
      effects: group.map(({ relative }) => relative.difference),
      standardErrors: group.map(({ relative }) => relative.standardError),
    });
    tauSquared.set(metric, shrunken.ok ? say(shrunken.value.tauSquared) : shrunken);
    if (!shrunken.ok) continue;
    for (const [index, one] of group.entries()) {
      const difference = shrunken.value.shrunken[index] ?? NaN;
      effects.set(one, { difference, standardDeviation: shrunken.value.standardDeviation[index] ?? NaN });
    }
  }
  return { effects, tauSquared };
}

function isRelative(effect: MeasuredEffect): effect is RelativeEffect {
  return effect.relative !== null;
}

function byMetric(effects: readonly RelativeEffect[]): ReadonlyMap<string, readonly RelativeEffect[]> {
  const groups = new Map<string, RelativeEffect[]>();
  for (const effect of effects) groups.set(effect.metric, [...(groups.get(effect.metric) ?? []), effect]);
  return groups;
}

/** By metric, in the order in which they first come. `runs`: the effects of each. */
export function usualMoves(
  runs: readonly (readonly MeasuredEffect[])[],
  tauSquared: Shrunken['tauSquared'],
): readonly UsualMove[] {
  const relative = runs.map((effects) => effects.filter(isRelative));
  const groups = byMetric(relative.flat());
  return Array.from(groups).flatMap(([metric, group]): UsualMove[] => {
    const variance = tauSquared.get(metric);
    const [first] = group;
    if (variance === undefined || first === undefined) return [];
    const sizes = group.map((one) => Math.abs(one.relative.difference));
    return [
      {
        metric,
        metricName: first.metricName,
        experiments: relative.filter((effects) => effects.some((one) => one.metric === metric)).length,
        effects: group.length,
        usualSize: variance.ok ? say(Math.sqrt(variance.value)) : variance,
        medianSize: median(sizes),
        largestSize: Math.max(...sizes),
      },
    ];
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper;
}
