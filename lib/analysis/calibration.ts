import { HEALTH_ALARM_LEVEL } from '../statistics/quality/alarm-level';
import { binomialBand, type Band } from '../statistics/quality/binomial-band';
import { uniformityTest, type UniformityTest } from '../statistics/quality/uniformity';
import type { Outcome } from '../statistics/outcome';
import type { ReadMetric } from './evidence';
import type { RunMetric } from '../model/run-configuration';
import { splitResult, type SplitArms } from './split-result';
import { cannotSaySentence } from '../sentences/cannot-say';

/** What the analysis says of splits that cannot have an effect. */
export interface Calibration {
  /** Splits whose p was computed. */
  readonly rounds: number;
  /** Splits for which there was no figure, and the first reason; null: there were none. */
  readonly withoutFigure: { readonly rounds: number; readonly detail: string } | null;
  readonly alphaTwoSided: number;
  /** Share of splits with p below alpha; it should be about alpha. Null without any figure. */
  readonly falsePositiveShare: number | null;
  /** Where that share lies with all but one chance in a thousand. */
  readonly band: Band | null;
  /** Whether the p-values are uniform, as they should be (Kolmogorov-Smirnov). */
  readonly uniformity: Outcome<UniformityTest>;
  /** How many p-values fall into each twentieth, from 0 on. */
  readonly histogram: readonly number[];
  readonly verdict: 'calibrated' | 'not-calibrated' | 'cannot-say';
  /** The verdict as a sentence, with its reason. */
  readonly sentence: string;
}

const BINS = 20;
/** Below so many splits the share of false alarms says nothing. */
const FEWEST_ROUNDS = 50;

/** Analyses each split by the code that analyses experiments, covariates included, and judges the p-values. */
export function calibration(
  metric: RunMetric,
  splits: readonly SplitArms[],
  caps: ReadMetric['caps'],
  alphaTwoSided: number,
): Calibration {
  const outcomes = splits.map((arms) => effectOf(metric, arms, caps, alphaTwoSided));
  const pValues = outcomes.flatMap((effect) => (effect.ok ? [effect.value.pTwoSided] : []));
  const refused = outcomes.flatMap((effect) => (effect.ok ? [] : [cannotSaySentence(effect)]));
  const [detail] = refused;
  const rounds = pValues.length;
  const falsePositives = pValues.filter((p) => p < alphaTwoSided).length;
  const facts = {
    rounds,
    withoutFigure: detail === undefined ? null : { rounds: refused.length, detail },
    alphaTwoSided,
    falsePositiveShare: rounds === 0 ? null : falsePositives / rounds,
    band: bandOf(alphaTwoSided, rounds),
    uniformity: uniformityTest(pValues),
    histogram: histogramOf(pValues),
  };
  return { ...facts, ...judged(facts) };
}

function bandOf(alphaTwoSided: number, rounds: number): Band | null {
  const band = binomialBand(alphaTwoSided, rounds);
  return band.ok ? band.value : null;
}

function effectOf(metric: RunMetric, arms: SplitArms, caps: ReadMetric['caps'], alphaTwoSided: number) {
  const { effects } = splitResult(metric, arms, caps, alphaTwoSided);
  const [effect] = effects;
  if (effect === undefined) throw new Error('A split has one comparison.');
  return effect.effect;
}

function histogramOf(pValues: readonly number[]): readonly number[] {
  const counts = Array.from({ length: BINS }, () => 0);
  for (const p of pValues) {
    const bin = Math.min(Math.floor(p * BINS), BINS - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

type Facts = Omit<Calibration, 'verdict' | 'sentence'>;

function judged(facts: Facts): Pick<Calibration, 'verdict' | 'sentence'> {
  const { rounds, withoutFigure, falsePositiveShare: share, band, uniformity, alphaTwoSided } = facts;
  if (rounds < FEWEST_ROUNDS || share === null || band === null || !uniformity.ok) {
    const because = withoutFigure === null ? 'there are too few random splits' : withoutFigure.detail;
    return {
      verdict: 'cannot-say',
      sentence: `Cannot say: of ${rounds} splits there is a figure; ${because}`,
    };
  }
  const found = `${percent(share)} of ${rounds} random splits have p below ${percent(alphaTwoSided)}`;
  const expected = `${percent(band.lower)} to ${percent(band.upper)} are to be expected`;
  if (share > band.upper) {
    return {
      verdict: 'not-calibrated',
      sentence: `Not calibrated, because too many: ${found}; ${expected}.`,
    };
  }
  if (share < band.lower) {
    return { verdict: 'not-calibrated', sentence: `Not calibrated, because too few: ${found}; ${expected}.` };
  }
  if (uniformity.value.p < HEALTH_ALARM_LEVEL) {
    const figures = `distance ${figure(uniformity.value.statistic)}, p = ${figure(uniformity.value.p)}`;
    return {
      verdict: 'not-calibrated',
      sentence: `Not calibrated, because the p-values are not uniform (${figures}), although ${found}.`,
    };
  }
  return {
    verdict: 'calibrated',
    sentence: `Calibrated, because ${found} (${expected}) and the p-values are uniform (p = ${figure(uniformity.value.p)}).`,
  };
}

function percent(share: number): string {
  return `${figure(share * 100)} %`;
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}
