import { welchDegreesOfFreedom } from '../../statistics/effects/arm-comparison';
import { normalIsf, normalSf } from '../../statistics/distributions/normal';
import { mostSkewnessAt } from '../../statistics/effects/skewness';
import { hasMargin, type ExperimentPlan } from '../plan';
import { scoreIndex, type ArmScores } from './arm-scores';
import { withDegreesOfFreedom, type CriticalValue, type CriticalValues } from './critical-values';
import type { ArmSizes, InterestingDrift, PlannedContrast, PlannedContrasts } from './planned-contrasts';
import { PlannedShare } from './planned-share';

/** What becomes of one simulated experiment: the place of the treatment that ships, or why none does. */
export type SimulatedOutcome = number | 'harm' | 'invalid' | 'nothing';

/** What is asked at a look about a metric in a treatment: each question's weights of both scores, drift and critical value. */
interface Asked {
  readonly metric: number;
  readonly controlWeight: number;
  readonly treatmentWeight: number;
  readonly drift: number;
  /** Of a share, in place of the weights and the drift. */
  readonly share: PlannedShare | null;
  /** Infinity where the question is not asked. */
  readonly better: number;
  readonly worse: number;
  readonly different: number;
  readonly nonInferior: number;
  /** Below it too little chance is left to be shown better by the last look; less by `futilePerScore` for each unit of the control's score. */
  readonly futileBelow: number;
  readonly futilePerScore: number;
}

/** A treatment's questions at a look: of differences and of margins. */
interface AskedOfTreatment {
  readonly differences: readonly Asked[];
  readonly margins: readonly Asked[];
}

export interface RuleInput {
  readonly plan: ExperimentPlan;
  readonly draws: ArmScores;
  /** `[treatment][metric]` */
  readonly contrasts: readonly (readonly PlannedContrasts[])[];
  readonly criticals: CriticalValues;
  readonly sizes: ArmSizes;
}

/**
 * The decision rule on scores: what `decide` says of arm means that lie so far from the truth, without computing effects and
 * sentences. A test that has rejected stays so; the first look with an end ends it.
 */
export class SimulatedRule {
  private readonly asked: readonly (readonly AskedOfTreatment[])[];
  private readonly needsSuccess: boolean;
  private readonly draws: ArmScores;
  private readonly found: readonly Found[];
  private readonly successes: number;
  /** Of the experiment asked about last: the look that ended it, and the first one that advised to stop before it for futility. */
  endedAt = 0;
  advisedAt: number | null = null;

  constructor({ plan, draws, contrasts, criticals, sizes }: RuleInput) {
    this.draws = draws;
    this.successes = plan.metrics.filter(({ role }) => role === 'success').length;
    this.needsSuccess = this.successes > 0;
    const margins = plan.metrics.filter(hasMargin).length;
    this.found = plan.treatments.map(() => new Found(plan.metrics.length, margins));
    this.asked = draws.looks.map((fraction, look) =>
      contrasts.map((ofTreatment, treatment) => {
        const ratio = sizes.treatmentToControlRatios[treatment] ?? 1;
        const controlUnits = sizes.controlUnits * fraction;
        const critical = (value: CriticalValue, { mixingRatio }: PlannedContrast, treated: number): number =>
          withDegreesOfFreedom(
            value(look, mixingRatio * fraction),
            welchOf(controlUnits, controlUnits * ratio, treated),
          );
        const units = [controlUnits, controlUnits * ratio] as const;
        return askedOf(plan, ofTreatment, { criticals, fraction, critical, units });
      }),
    );
  }

  /** What the rule says of one of the simulated experiments. */
  outcomeOf(simulation: number): SimulatedOutcome {
    for (const one of this.found) one.forget();
    this.advisedAt = null;
    for (let look = 0; look < this.asked.length; look += 1) {
      this.endedAt = look;
      if (this.lookAt(simulation, look)) return 'invalid';
      const shipped = this.best();
      if (shipped !== null) return shipped;
      if (this.found.every(({ isWorse }) => isWorse)) return 'harm';
      // Advice ends nothing: whoever runs on has the outcome of the plan without it.
      if (this.advisedAt === null && this.isFutile()) this.advisedAt = look;
    }
    // At the end harm of one counts where no other ships.
    return this.found.some(({ isWorse }) => isWorse) ? 'harm' : 'nothing';
  }

  /** Puts a look's questions; whether a quality metric differs. */
  private lookAt(simulation: number, look: number): boolean {
    const { scores } = this.draws;
    const control = scoreIndex(this.draws, simulation, look, 0);
    const ofLook = this.asked[look] ?? [];
    let isDifferent = false;
    for (let treatment = 0; treatment < ofLook.length; treatment += 1) {
      const asked = ofLook[treatment];
      const found = this.found[treatment];
      if (asked === undefined || found === undefined) continue;
      const treated = scoreIndex(this.draws, simulation, look, treatment + 1);
      found.futile = 0;
      for (const question of asked.differences) {
        const statistic = statisticOf(question, scores, control, treated);
        if (statistic > question.better) found.improved(question.metric, statistic);
        const lead = statistic + question.futilePerScore * (scores[control + question.metric] ?? 0);
        if (lead < question.futileBelow && !found.isImproved(question.metric)) found.futile += 1;
        const towardsWorse = question.share?.bad ?? statistic;
        if (towardsWorse < -question.worse) found.isWorse = true;
        if (statistic > question.different || towardsWorse < -question.different) isDifferent = true;
      }
      for (const question of asked.margins) {
        const statistic = statisticOf(question, scores, control, treated);
        if (statistic > question.nonInferior) found.within(question.metric, statistic);
      }
    }
    return isDifferent;
  }

  /** Whether no treatment that is not harmed has the least chance left in any success metric. */
  private isFutile(): boolean {
    return this.found.every(({ isWorse, futile }) => isWorse || (futile > 0 && futile === this.successes));
  }

  /** The treatment that ships: of several the one whose first improvement, or in a roll-out first margin, is the clearest. */
  private best(): number | null {
    let best: number | null = null;
    let clearest = -Infinity;
    for (let treatment = 0; treatment < this.found.length; treatment += 1) {
      const one = this.found[treatment];
      if (one?.mayShip(this.needsSuccess) !== true) continue;
      const clearness = one.clearness(this.needsSuccess);
      if (best === null || clearness > clearest) {
        best = treatment;
        clearest = clearness;
      }
    }
    return best;
  }
}

/** What the tests of one treatment have shown so far: statistics where they first rejected, by metric; NaN where none did. */
class Found {
  isWorse = false;
  /** Success metrics that are hardly shown better any more, at the look that was asked last. */
  futile = 0;
  private improvements = 0;
  private marginsShown = 0;
  private readonly better: Float64Array;
  private readonly margin: Float64Array;

  constructor(
    metrics: number,
    private readonly margins: number,
  ) {
    this.better = new Float64Array(metrics).fill(NaN);
    this.margin = new Float64Array(metrics).fill(NaN);
  }

  forget(): void {
    this.isWorse = false;
    if (this.improvements > 0) this.better.fill(NaN);
    if (this.marginsShown > 0) this.margin.fill(NaN);
    this.improvements = 0;
    this.marginsShown = 0;
  }

  improved(metric: number, statistic: number): void {
    if (this.isImproved(metric)) return;
    this.better[metric] = statistic;
    this.improvements += 1;
  }

  isImproved(metric: number): boolean {
    return !Number.isNaN(this.better[metric]);
  }

  within(metric: number, statistic: number): void {
    if (!Number.isNaN(this.margin[metric])) return;
    this.margin[metric] = statistic;
    this.marginsShown += 1;
  }

  mayShip(needsSuccess: boolean): boolean {
    return (!needsSuccess || this.improvements > 0) && this.marginsShown === this.margins && !this.isWorse;
  }

  /** The first statistic that rejected, in the plan's order of metrics. */
  clearness(needsSuccess: boolean): number {
    return (needsSuccess ? this.better : this.margin).find((statistic) => !Number.isNaN(statistic)) ?? 0;
  }
}

/** Welch's degrees of freedom, as the analysis has them; `treated` is the variance of the treatment's mean over the control's. */
function welchOf(controlUnits: number, treatmentUnits: number, treated: number): number {
  return welchDegreesOfFreedom(
    { estimate: 0, samplingVariance: 1, degreesOfFreedom: controlUnits - 1 },
    { estimate: 0, samplingVariance: treated, degreesOfFreedom: treatmentUnits - 1 },
  );
}

interface AtLook {
  readonly criticals: CriticalValues;
  readonly fraction: number;
  readonly critical: (value: CriticalValue, contrast: PlannedContrast, treated: number) => number;
  /** Of control and treatment. */
  readonly units: readonly [number, number];
}

function askedOf(
  plan: ExperimentPlan,
  contrasts: readonly PlannedContrasts[],
  { criticals, fraction, critical, units }: AtLook,
): AskedOfTreatment {
  const never = {
    ...{ better: Infinity, worse: Infinity, different: Infinity, nonInferior: Infinity },
    ...{ futileBelow: -Infinity, futilePerScore: 0, share: null },
  };
  const drifted = ({ controlWeight, treatmentWeight, drift }: PlannedContrast) => ({
    controlWeight,
    treatmentWeight,
    drift: drift * Math.sqrt(fraction),
  });
  const shareOf = ({ share }: PlannedContrast, good: number, bad: number): PlannedShare | null =>
    share === null
      ? null
      : new PlannedShare({
          ...share,
          ...{ controlUnits: units[0], treatmentUnits: units[1] },
          hasExactTest: plan.method.kind !== 'always-valid',
          mostSkewness: { good: mostSkewnessAt(normalSf(good)), bad: mostSkewnessAt(normalSf(bad)) },
        });
  const differences = contrasts.map((contrast, metric): Asked => {
    const { difference, interest, meanVarianceRatio: treated } = contrast;
    const role = plan.metrics[metric]?.role;
    const asked = { ...never, metric, ...drifted(difference) };
    if (role === 'quality') {
      const different = critical(criticals.different, difference, treated);
      return { ...asked, different, share: shareOf(difference, different, different) };
    }
    const worse = critical(criticals.worse, difference, treated);
    if (role !== 'success') return { ...asked, worse, share: shareOf(difference, worse, worse) };
    const better = critical(criticals.better, difference, treated);
    return {
      ...{ ...asked, worse, better, share: shareOf(difference, better, worse) },
      ...futilityAt(plan, interest, fraction, (bound) =>
        critical(() => bound(criticals.better), difference, treated),
      ),
    };
  });
  const margins = contrasts.flatMap(({ margin, meanVarianceRatio }, metric): readonly Asked[] => {
    if (margin === null) return [];
    const nonInferior = critical(criticals.nonInferior, margin, meanVarianceRatio);
    const share = shareOf(margin, nonInferior, nonInferior);
    return [{ ...never, metric, ...drifted(margin), nonInferior, share }];
  });
  return { differences, margins };
}

/**
 * Where the chance of the last look falls below the least one: z sqrt(t) + drift (1 - t) below the last bound less that chance's quantile
 * times sqrt(1 - t), as `conditionalPower` has it.
 */
function futilityAt(
  { leastConditionalPower: least, method }: ExperimentPlan,
  interest: InterestingDrift | null,
  fraction: number,
  critical: (bound: (better: CriticalValue) => number) => number,
): Partial<Pick<Asked, 'futileBelow' | 'futilePerScore'>> {
  if (least === undefined || method.kind !== 'group-sequential' || interest === null || fraction >= 1)
    return {};
  const rest = 1 - fraction;
  const root = Math.sqrt(fraction);
  const { drift, perControlScore } = interest;
  const below = (last: number) => (last - normalIsf(least) * Math.sqrt(rest) - drift * rest) / root;
  return {
    futileBelow: critical((better) => below(better(method.looks.length - 1, 1))),
    futilePerScore: (perControlScore * rest) / fraction,
  };
}

/** Towards the good side; towards the bad one it is another where the share says so. */
function statisticOf(
  { controlWeight, treatmentWeight, drift, metric, share }: Asked,
  scores: Float64Array,
  control: number,
  treated: number,
): number {
  const controlScore = scores[control + metric] ?? 0;
  const treatmentScore = scores[treated + metric] ?? 0;
  if (share === null) return controlWeight * controlScore + treatmentWeight * treatmentScore + drift;
  share.read(controlScore, treatmentScore);
  return share.good;
}
