import type { Contrast } from '../model/contrast';
import { adjustPValues } from '../statistics/multiplicity/adjust';
import { cannotSay, say, type CannotSay, type Outcome } from '../statistics/outcome';
import { interactionTest, type Interaction } from '../statistics/segments/interaction';
import { armFigures } from './arm-figures';
import type { EvidenceArm, MetricEvidence } from './evidence';
import { measureOf } from '../model/metrics/kinds';
import type { Measure } from '../model/metrics/measure';
import type { RunConfiguration, RunMetric } from '../model/run-configuration';

/** One of two experiments that share units. */
export interface OverlappingRun {
  readonly experiment: string;
  readonly configuration: RunConfiguration;
  /** When its weights last changed within the run; null: never. */
  readonly weightsChangedAt: Date | null;
}

/** Moments of the units that were exposed in both, by the pair of variants: see `pairOf`. */
export interface SharedEvidence {
  readonly first: OverlappingRun;
  readonly second: OverlappingRun;
  readonly metrics: ReadonlyMap<string, MetricEvidence>;
}

/** Whether one treatment's effect on a metric depends on another's. */
export interface InteractionResult {
  readonly metric: string;
  readonly metricName: string;
  readonly first: { readonly experiment: string; readonly contrast: Contrast };
  readonly second: { readonly experiment: string; readonly contrast: Contrast };
  /** Units in control of both, in one treatment only, the other only, and in both. */
  readonly units: readonly [number, number, number, number];
  readonly interaction: Outcome<Interaction>;
  /** By Benjamini and Hochberg's procedure over the scan; null where the pair cannot say. */
  readonly adjustedP: number | null;
}

/** Below it a cell's mean is not yet normal enough for the Wald test. */
const fewestUnits = 30;

const most = 1_000;

/** Two positions as one, by which shared units are grouped. */
export function pairOf(first: number, second: number): number {
  return first * most + second;
}

/** Success metrics of either, of moments; a metric that both have is taken as the first froze it. */
export function sharedMetrics(first: RunConfiguration, second: RunConfiguration): readonly RunMetric[] {
  const all = [...first.metrics, ...second.metrics].filter(
    (metric) => metric.role === 'success' && measureOf(metric).quantile === null,
  );
  return all.filter(({ key }, index) => all.findIndex((other) => other.key === key) === index);
}

/** Every treatment of one experiment with every treatment of the other, on every metric; p corrected over all that say. */
export function scanned(
  shared: readonly SharedEvidence[],
  alphaTwoSided: number,
): readonly InteractionResult[] {
  const results = shared.flatMap((pair) => interactionsOf(pair, alphaTwoSided));
  const pValues = results.flatMap(({ interaction }) => (interaction.ok ? [interaction.value.pTwoSided] : []));
  const adjusted = adjustPValues({ pValues, procedure: 'benjamini-hochberg' });
  const next = adjusted.ok ? adjusted.value.values() : [].values();
  return results.map((result) => ({
    ...result,
    adjustedP: result.interaction.ok ? (next.next().value ?? null) : null,
  }));
}

function interactionsOf(
  { first, second, metrics }: SharedEvidence,
  alphaTwoSided: number,
): Omit<InteractionResult, 'adjustedP'>[] {
  const of = (run: OverlappingRun) => {
    const { variants } = run.configuration;
    const control = variants.findIndex(({ isControl }) => isControl);
    const reference = variants[control]?.key;
    const treatments = variants.flatMap(({ key, isControl }, position) =>
      isControl || reference === undefined ? [] : [{ position, contrast: { treatment: key, reference } }],
    );
    return { control, treatments };
  };
  const [a, b] = [of(first), of(second)];
  const pairRefusal = pairSplitRefusal(first, second);
  return sharedMetrics(first.configuration, second.configuration).flatMap((metric) =>
    a.treatments.flatMap((one) =>
      b.treatments.map((other) => {
        const cells = [
          pairOf(a.control, b.control),
          pairOf(one.position, b.control),
          pairOf(a.control, other.position),
          pairOf(one.position, other.position),
        ] as const;
        return {
          metric: metric.key,
          metricName: metric.name,
          first: { experiment: first.experiment, contrast: one.contrast },
          second: { experiment: second.experiment, contrast: other.contrast },
          ...tested(metrics.get(metric.key), measureOf(metric), cells, { alphaTwoSided, pairRefusal }),
        };
      }),
    ),
  );
}

/**
 * Where the weights of either changed, its arms hold units of different times in different shares, so that an effect of the other that
 * changes with time looks like an interaction.
 */
function pairSplitRefusal(first: OverlappingRun, second: OverlappingRun): CannotSay | null {
  const changedAt = first.weightsChangedAt ?? second.weightsChangedAt;
  if (changedAt === null) return null;
  return cannotSay('split-changed', 'weights-changed-not-by-period', { changedAt: changedAt.toISOString() });
}

type Cells = readonly [number, number, number, number];

function tested(
  evidence: MetricEvidence | undefined,
  measure: Measure,
  [neither, firstOnly, secondOnly, both]: Cells,
  { alphaTwoSided, pairRefusal }: { readonly alphaTwoSided: number; readonly pairRefusal: CannotSay | null },
): Pick<InteractionResult, 'units' | 'interaction'> {
  const arms = evidence?.ok === true ? evidence.arms : [];
  const unitsOf = (cell: number) => armOf(arms, cell)?.n ?? 0;
  const units = [unitsOf(neither), unitsOf(firstOnly), unitsOf(secondOnly), unitsOf(both)] as const;
  if (pairRefusal !== null) return { units, interaction: pairRefusal };
  if (evidence?.ok !== true) {
    return { units, interaction: evidence ?? cannotSay('not-computable', 'metric-not-read') };
  }
  if (Math.min(...units) < fewestUnits) {
    return { units, interaction: cannotSay('too-few-units', 'pair-too-small', { least: fewestUnits }) };
  }
  const moments = (cell: number) => {
    const figures = armFigures('pair', armOf(arms, cell), measure, alphaTwoSided);
    return figures.ok ? say(figures.value) : figures;
  };
  const read = [moments(neither), moments(firstOnly), moments(secondOnly), moments(both)] as const;
  const [none, one, other, all] = read;
  const refusal = read.find((cell) => !cell.ok);
  if (!none.ok || !one.ok || !other.ok || !all.ok) {
    const interaction = refusal?.ok === false ? refusal : cannotSay('not-computable', 'pair-without-figure');
    return { units, interaction };
  }
  const interaction = interactionTest({
    neither: none.value,
    firstOnly: one.value,
    secondOnly: other.value,
    both: all.value,
    alphaTwoSided,
  });
  return { units, interaction };
}

function armOf(arms: readonly EvidenceArm[], cell: number): EvidenceArm | undefined {
  return arms.find(({ variant }) => variant === cell);
}
