import { choleskyFactor, type Uniform } from '../correlated-normals';

/** How far each arm's mean lies from its true value in simulated experiments, in its own standard errors. */
export interface ArmScores {
  readonly simulations: number;
  readonly arms: number;
  readonly metrics: number;
  /** Information fractions of the looks. */
  readonly looks: readonly number[];
  /** One score a simulation, look, arm and metric, in this order; read by `scoreIndex`. */
  readonly scores: Float64Array;
}

interface ScoresWanted extends Omit<ArmScores, 'scores'> {
  /** Between metrics of one unit; null: none. */
  readonly correlations: readonly (readonly number[])[] | null;
}

/** Place of a score. */
export function scoreIndex(
  { arms, metrics, looks }: ArmScores,
  simulation: number,
  look: number,
  arm: number,
): number {
  return ((simulation * looks.length + look) * arms + arm) * metrics;
}

/**
 * Draws them: sums of independent normal steps between the looks, over the root of the fraction, so that a score at one look
 * remembers those before it. They depend on no size, effect or split, so that plans which differ in these are compared on the
 * same draws. Null where no metrics can have the correlations.
 */
export function drawArmScores(wanted: ScoresWanted, uniform: Uniform): ArmScores | null {
  const { simulations, arms, metrics, looks, correlations } = wanted;
  const factor = correlations === null ? null : choleskyFactor(correlations);
  if (correlations !== null && factor?.length !== metrics) return null;
  const scores = new Float64Array(simulations * looks.length * arms * metrics);
  const normal = normalPairs(uniform);
  const sums = new Float64Array(arms * metrics);
  const step = new Float64Array(metrics);
  let at = 0;
  for (let simulation = 0; simulation < simulations; simulation += 1) {
    sums.fill(0);
    let before = 0;
    for (const fraction of looks) {
      const spread = Math.sqrt(fraction - before);
      const scale = 1 / Math.sqrt(fraction);
      before = fraction;
      for (let arm = 0; arm < arms; arm += 1) {
        fillStep(step, factor, normal);
        for (let metric = 0; metric < metrics; metric += 1) {
          const place = arm * metrics + metric;
          const sum = (sums[place] ?? 0) + spread * (step[metric] ?? 0);
          sums[place] = sum;
          scores[at] = sum * scale;
          at += 1;
        }
      }
    }
  }
  if (simulations >= MATCHED_FROM) matchMoments(scores, scores.length / simulations);
  return { simulations, arms, metrics, looks, scores };
}

/** Fewer draws than this are left as they were drawn. */
const MATCHED_FROM = 100;

/**
 * Gives each column, which holds draws of a standard normal, the mean 0 and variance 1 that it has in truth. A size that is searched
 * on the draws is then less a matter of the seed: half of the noise of a simulated power comes from these two.
 */
function matchMoments(scores: Float64Array, columns: number): void {
  const rows = scores.length / columns;
  for (let column = 0; column < columns; column += 1) {
    let [sum, squares] = [0, 0];
    for (let at = column; at < scores.length; at += columns) sum += scores[at] ?? 0;
    const mean = sum / rows;
    for (let at = column; at < scores.length; at += columns) squares += ((scores[at] ?? 0) - mean) ** 2;
    const scale = 1 / Math.sqrt(squares / rows);
    for (let at = column; at < scores.length; at += columns) scores[at] = ((scores[at] ?? 0) - mean) * scale;
  }
}

function fillStep(
  step: Float64Array,
  factor: readonly (readonly number[])[] | null,
  normal: () => number,
): void {
  for (let metric = 0; metric < step.length; metric += 1) step[metric] = normal();
  if (factor === null) return;
  // From the last row up: each reads only entries that are still independent.
  for (let metric = step.length - 1; metric >= 0; metric -= 1) {
    let sum = 0;
    for (const [other, entry] of (factor[metric] ?? []).entries()) sum += entry * (step[other] ?? 0);
    step[metric] = sum;
  }
}

/** Standard normals by pairs (Box & Muller 1958): ten times faster than inversion, which a search of sizes cannot wait for. */
function normalPairs(uniform: Uniform): () => number {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
