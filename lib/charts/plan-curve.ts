import type { ExperimentPlanning } from '../model/planning';

/** A size, how long it takes, and the smallest relative change that is found with it. */
export interface PlanPoint {
  readonly units: number;
  readonly days: number | null;
  readonly relative: number;
}

export interface PlanCurve {
  readonly metric: string;
  readonly points: readonly PlanPoint[];
  /** The size that the plan is about, where it is on the curve. */
  readonly considered: PlanPoint | null;
  /** What the plan wants to find: a smallest effect of interest, or a margin. */
  readonly wanted: number | null;
}

/** The curve of one metric; null where nothing is known of it. */
export function planCurve(planning: ExperimentPlanning, key: string): PlanCurve | null {
  const metric = planning.metrics.find((one) => one.metric === key);
  if (metric === undefined) return null;
  const points = planning.curve.flatMap(({ units, days, detectable }) => {
    const relative = detectable.find((one) => one.metric === key)?.relative ?? null;
    return relative === null ? [] : [{ units, days, relative }];
  });
  if (points.length === 0) return null;
  const { units } = planning.considered;
  return {
    metric: key,
    points,
    considered: points.find((point) => point.units === units) ?? null,
    wanted: metric.role === 'success' ? metric.minimumEffectRelative : metric.relativeMargin,
  };
}

/** Metrics that have a curve, the one that forces the size first. */
export function curveMetrics({ curve, metrics, size }: ExperimentPlanning): readonly string[] {
  const known = metrics
    .map(({ metric }) => metric)
    .filter((key) =>
      curve.some(({ detectable }) => detectable.some((one) => one.metric === key && one.relative !== null)),
    );
  const forcedBy = size.ok ? size.value.forcedBy : null;
  return [...known.filter((key) => key === forcedBy), ...known.filter((key) => key !== forcedBy)];
}

/** The points of a table twin: few enough to be read. */
export function tablePoints({ points, considered }: PlanCurve): readonly PlanPoint[] {
  const every = Math.ceil(points.length / 8);
  return points.filter((point, index) => index % every === 0 || point === considered);
}
