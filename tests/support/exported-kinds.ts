import type { Evidence, EvidenceArm, ReadMetric } from '@/lib/analysis/evidence';
import { analyseRun } from '@/lib/decision/analyse-run';
import type { StoredLook } from '@/lib/exports/futility-facts';
import { recomputationOf } from '@/lib/exports/recomputation';
import type { RunDecision } from '@/lib/model/decision';
import { withAttributes, type AttributeCovariate } from '@/lib/model/metrics/attribute-covariates';
import { isShare, measureOf } from '@/lib/model/metrics/kinds';
import { isOverEvents } from '@/lib/model/metrics/measure';
import type { RunConfiguration, RunMetric } from '@/lib/model/run-configuration';
import { emptyJointMoments, mergeJointMoments, type JointMoments } from '@/lib/statistics/moments';
import { valueOf } from './outcomes';

/** How attributes of first exposures were found, by name; every metric that names one has been read with it. */
export const knownAttributes: readonly AttributeCovariate[] = [
  { attribute: 'country', isNumber: false, levels: ['at', 'de'] },
  { attribute: 'age', isNumber: true, levels: [] },
];

const segments = [
  ['de', 0.5, 0],
  ['at', 0.3, 0.5],
  [null, 0.2, -0.25],
] as const;

type Share = number | readonly [control: number, treatment: number];

/** Evidence of any metric, made from what its measure reads: moments of as many columns, or order statistics. `share` is of units with an event; that of both arms, or a greater one in the treatment. */
function evidenceOf(metric: RunMetric, n: number, share: Share): ReadMetric {
  const known = measureOf(metric).attributes === undefined ? [] : knownAttributes;
  const measure = withAttributes(measureOf(metric), known);
  const isOfShare = isShare(metric.kind);
  if (measure.quantile !== null) {
    const clusters = isOverEvents(measure) && { clusters: { events: 9 * n, standardErrorOfShare: 0.0125 } };
    const arms = [0, 1].map((variant) => {
      const estimate = 12 + variant / 8;
      const ends = {
        lower: estimate - 0.5,
        upper: estimate + 0.625 + variant / 16,
        distinct: 60,
        ...clusters,
      };
      return { variant, n, waiting: 0, means: [], covariances: [], quantile: { estimate, ...ends } };
    });
    return { ok: true, caps: [], arms, segments: [] };
  }
  const armOf = (variant: number, units: number, shift: number): EvidenceArm => {
    const first = isOfShare
      ? Math.round((typeof share === 'number' ? share * (1 + variant / 8) : (share[variant] ?? 0)) * units) /
        units
      : 10 + shift + variant / 4;
    const means = measure.columns.map((_, column) => (column === 0 ? first : 3 + column));
    const spread = measure.columns.map((_, column) =>
      column === 0 && isOfShare ? (first * (1 - first) * units) / (units - 1) : 4 + column,
    );
    const covariances = spread.map((one, i) =>
      spread.map((other, j) => (i === j ? one : 0.2 * Math.sqrt(one * other))),
    );
    return { variant, n: units, waiting: 0, means, covariances, quantile: null };
  };
  const ofSegments = segments.flatMap(([value, part, shift]) =>
    [0, 1].map((variant) => ({
      ...armOf(variant, Math.round(n * part), shift),
      ...{ attribute: 'country', value },
    })),
  );
  const whole = (variant: number): EvidenceArm => {
    const own = ofSegments.filter((one) => one.variant === variant);
    const empty = emptyJointMoments(measure.columns.length);
    const merged = own.reduce<JointMoments>((sum, one) => valueOf(mergeJointMoments(sum, one)), empty);
    return { ...merged, variant, waiting: 0, quantile: null };
  };
  return {
    ok: true,
    caps: measure.caps.map(({ side }) => (side === 'upper' ? 90 : 0.5)),
    ...(known.length > 0 && { attributes: known }),
    arms: [whole(0), whole(1)],
    segments: ofSegments,
  };
}

/** A file of the last of some looks at a run, at each of which every arm has so many units. */
export function exportedRun(configuration: RunConfiguration, units: readonly number[], share: Share = 0.4) {
  const startedAt = new Date('2026-03-01T00:00:00Z');
  const looks: StoredLook[] = [];
  let earlier: RunDecision | null = null;
  let told: ReturnType<typeof analyseRun> | null = null;
  for (const n of units) {
    const evidence: Evidence = {
      units: [0, 1].map((variant) => ({ variant, units: n, unitsInTwoVariants: 0 })),
      dailyUnits: [],
      segments: [{ attribute: 'country', failure: null }],
      metrics: new Map(configuration.metrics.map((metric) => [metric.key, evidenceOf(metric, n, share)])),
    };
    const instant = { ended: false, startedAt, now: startedAt, earlier, looksTaken: looks.length };
    told = analyseRun(configuration, evidence, instant);
    earlier = told.decision;
    looks.push({ number: looks.length + 1, decision: earlier });
  }
  if (told?.decision.look.taken !== true) throw new Error('This is no look of the plan.');
  const { result, decision } = told;
  const { mixingVariances } = decision;
  const look = { ...told.decision.look, mixingVariances, number: looks.length, decision };
  const facts = recomputationOf(configuration, result, look, looks);
  return { configuration, result, decision, looks, facts };
}
