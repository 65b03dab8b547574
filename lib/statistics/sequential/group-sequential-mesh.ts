/**
 * Where the density of the running score statistic is not smooth. Cutting paths off at an earlier bound leaves a step
 * there, which every later look blurs to the width sqrt(t now - t then).
 */
export interface Step {
  readonly position: number;
  readonly width: number;
}

/** A panel may be this many step widths across, or this share of its distance to the step. */
const WIDTHS_PER_PANEL = 2.5;
const SHARE_OF_DISTANCE = 0.5;
/** And never wider than this many standard deviations of the score: the bell curve itself must stay smooth on it. */
const DEVIATIONS_PER_PANEL = 0.6;
/** Fitting panels to the next look's kernel saves interpolating, as long as it does not multiply them by more. */
const MOST_PANELS_FOR_KERNEL = 8;

/**
 * Edges of panels on [lower, upper] on each of which the density is as good as a polynomial: equal panels, halved
 * towards the steps. A look 1e-12 after another costs forty panels more, not a million. The number of equal panels is
 * even, which keeps the mesh of a symmetric range symmetric.
 */
export function meshEdges(
  lower: number,
  upper: number,
  standardDeviation: number,
  kernelWidth: number,
  steps: readonly Step[],
): readonly number[] {
  const smooth = DEVIATIONS_PER_PANEL * standardDeviation;
  const widest = kernelWidth * MOST_PANELS_FOR_KERNEL < smooth ? smooth : Math.min(smooth, kernelWidth);
  const pairs = Math.ceil((upper - lower) / 2 / widest);
  const middle = (lower + upper) / 2;
  const edges = [lower];
  for (let i = -pairs; i < pairs; i += 1) {
    const at = (index: number): number => middle + ((upper - lower) / 2 / pairs) * index;
    divide(edges, at(i), i + 1 === pairs ? upper : at(i + 1), steps);
  }
  return edges;
}

function divide(edges: number[], from: number, to: number, steps: readonly Step[]): void {
  const middle = (from + to) / 2;
  if (to - from > widestBesideSteps(from, to, steps) && middle > from && middle < to) {
    divide(edges, from, middle, steps);
    divide(edges, middle, to, steps);
  } else {
    edges.push(to);
  }
}

function widestBesideSteps(from: number, to: number, steps: readonly Step[]): number {
  let widest = Infinity;
  for (const { position, width } of steps) {
    const distance = Math.max(from - position, position - to, 0);
    widest = Math.min(widest, Math.max(WIDTHS_PER_PANEL * width, SHARE_OF_DISTANCE * distance));
  }
  return widest;
}
