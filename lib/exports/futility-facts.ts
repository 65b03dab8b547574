import { isSameContrast, type Contrast } from '../model/contrast';
import type { Decision, RunDecision } from '../model/decision';
import type { ConditionalPowerFigures, StoredConditionalPower } from '../model/futility';
import { ownMember } from '../model/own-member';
import type { RunConfiguration } from '../model/run-configuration';
import type { LookFacts } from './look-facts';

/** A look of a run as it was stored. */
export interface StoredLook {
  /** 1 for the first look. */
  readonly number: number;
  readonly decision: RunDecision;
}

/** What one look said of futility. The moments of earlier looks are not in a file, so what they knew stands here. */
export interface FutilityOfLook {
  readonly look: number;
  readonly leastConditionalPower: number;
  readonly verdicts: readonly { readonly variant: string; readonly verdict: string }[];
  readonly powers: readonly {
    readonly metric: string;
    readonly variant: string;
    readonly given: Given;
    readonly expected: { readonly planned: number; readonly currentTrend: number };
  }[];
  /** Whether the look advised to stop for futility. */
  readonly advice: { readonly expected: boolean };
}

type Given = Pick<ConditionalPowerFigures, 'z' | 'informationFraction' | 'finalBound' | 'plannedDrift'>;

/** What the plan has ahead at a look, by which the last bound is computed. */
export interface LooksAhead {
  /** How many the plan has, as equal steps of the clock by which the error is spent. */
  readonly plannedLooks: number;
  /** What the slowest metric knows; the clock of an extended plan is ahead of it. */
  readonly slowestFraction: number;
}

/** Of one metric and variant at the look of the file: computed again from its moments. */
export interface FutilityFacts {
  readonly higherIsBetter: boolean;
  readonly expected: Omit<ConditionalPowerFigures, 'plannedEffectRelative'>;
}

/** Of every look that was asked about futility, first look first. */
export function futilityOfLooks(looks: readonly StoredLook[]): readonly FutilityOfLook[] {
  return looks.flatMap(({ number, decision: { decision } }) =>
    decision.ok ? futilityOfLook(number, decision.value) : [],
  );
}

function futilityOfLook(look: number, { futility, verdicts, outcome }: Decision): readonly FutilityOfLook[] {
  if (futility === undefined) return [];
  return [
    {
      look,
      leastConditionalPower: futility.leastConditionalPower,
      verdicts: verdicts.map(({ contrast, verdict }) => ({ variant: contrast.treatment, verdict })),
      powers: futility.powers.flatMap(({ metric, contrast, conditionalPower }) => {
        if (!conditionalPower.ok) return [];
        const { planned, currentTrend, z, informationFraction, finalBound, plannedDrift } =
          conditionalPower.value;
        const given = { z, informationFraction, finalBound, plannedDrift };
        return [{ metric, variant: contrast.treatment, given, expected: { planned, currentTrend } }];
      }),
      advice: { expected: outcome === 'stop-futility' },
    },
  ];
}

/** Null where the look of the file was not asked about futility. */
export function looksAhead({ plan, metrics }: RunConfiguration, look: LookFacts | null): LooksAhead | null {
  if (look === null || futilityAt(look.decision) === null) return null;
  const clock = look.lookFractions.at(-1) ?? 1;
  const known = metrics.map(({ key }) => ownMember(look.metricFractions, key)?.at(-1) ?? clock);
  return { plannedLooks: plan.looks, slowestFraction: Math.min(...known) };
}

/** Null where there is no figure. */
export function futilityFacts(
  { key, direction }: { readonly key: string; readonly direction: string },
  contrast: Contrast,
  { decision }: Pick<LookFacts, 'decision'>,
): FutilityFacts | null {
  const found = powerOf(futilityAt(decision) ?? [], key, contrast);
  if (found?.ok !== true) return null;
  const { plannedEffectRelative: _minimumEffect, ...expected } = found.value;
  return { higherIsBetter: direction === 'higher-is-better', expected };
}

function futilityAt(decision: RunDecision | null): readonly StoredConditionalPower[] | null {
  if (decision?.look.taken !== true || !decision.decision.ok) return null;
  return decision.decision.value.futility?.powers ?? null;
}

function powerOf(powers: readonly StoredConditionalPower[], metric: string, contrast: Contrast) {
  return powers.find((one) => one.metric === metric && isSameContrast(one.contrast, contrast))
    ?.conditionalPower;
}
