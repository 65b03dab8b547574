import { normalIsf, normalSf } from '../distributions/normal';
import { cannotSay, say, type Outcome } from '../outcome';
import { groupSequentialBounds, type GroupSequentialDesign } from './group-sequential';

/** Looks as they were taken, the newest last. */
export type RepeatedPDesign = Pick<
  GroupSequentialDesign,
  'informationFractions' | 'spendingFractions' | 'spending'
>;

export interface RepeatedPInput extends RepeatedPDesign {
  /** The one-sided p of the newest look alone. */
  readonly pOneSided: number;
}

/** On the scale of z. */
const TOLERANCE = 1e-9;
const MOST_STEPS = 60;
/** Larger levels are called 1: no error is planned as large. */
const LOWEST_Z = -3;

/**
 * The repeated p-value of a group-sequential test: the smallest one-sided level over all looks together at which the newest look
 * rejects. Valid at every look at once, and so is its running minimum over looks. 1 where no level below it rejects, as after an
 * over-run that spent everything.
 * Source: Jennison and Turnbull, Group Sequential Methods (2000), 9.5.
 */
export function repeatedP({ pOneSided, ...design }: RepeatedPInput): Outcome<number> {
  return repeatedPValues(design)(pOneSided);
}

/** The same for many tests of one look: bounds that were found for one serve the others. */
export function repeatedPValues(design: RepeatedPDesign): (pOneSided: number) => Outcome<number> {
  const found: Point[] = [];
  // A level of x standard errors over all looks: the larger x, the stricter, and the farther out the newest look's bound.
  const boundAt = (x: number): Outcome<Point> => {
    const bounds = groupSequentialBounds({ ...design, alpha: normalSf(x), sides: 1 });
    if (!bounds.ok) return bounds;
    const point = { x, bound: bounds.value.at(-1) ?? Infinity };
    found.push(point);
    return say(point);
  };
  return (pOneSided) =>
    pOneSided >= 0 && pOneSided <= 1
      ? levelOf(normalIsf(pOneSided), found, boundAt)
      : cannotSay('invalid-input', 'not-a-probability', { name: 'pOneSided' });
}

interface Point {
  readonly x: number;
  readonly bound: number;
}

type BoundAt = (x: number) => Outcome<Point>;

/** The level whose newest bound is z, by secants between the nearest bounds that are known. */
function levelOf(z: number, found: readonly Point[], boundAt: BoundAt): Outcome<number> {
  if (z === Infinity) return say(0);
  if (!(z > LOWEST_Z)) return say(1);
  const above = nearest(found, ({ bound }) => bound >= z, 'lowest') ?? boundAt(z);
  if ('ok' in above && !above.ok) return above;
  let high = 'ok' in above ? above.value : above;
  if (high.bound <= z) return say(normalSf(high.x));
  const below = nearest(found, ({ bound }) => bound < z, 'highest') ?? downwards(z, high, boundAt);
  if (below === null) return say(1);
  if ('ok' in below && !below.ok) return below;
  let low = 'ok' in below ? below.value : below;
  for (let step = 0; step < MOST_STEPS && high.x - low.x > TOLERANCE; step += 1) {
    const next = boundAt(between(low, high, z, step));
    if (!next.ok) return next;
    if (Math.abs(next.value.bound - z) < TOLERANCE) return say(normalSf(next.value.x));
    if (next.value.bound < z) low = next.value;
    else high = next.value;
  }
  return say(normalSf((low.x + high.x) / 2));
}

/** By a secant; every third step by half, where the secant goes on from one side alone. */
function between(low: Point, high: Point, z: number, step: number): number {
  const width = high.x - low.x;
  const share = (z - low.bound) / (high.bound - low.bound);
  const isUsable = high.bound < Infinity && step % 3 < 2;
  return low.x + width * (isUsable ? Math.min(0.999, Math.max(0.001, share)) : 0.5);
}

function nearest(
  found: readonly Point[],
  isOnSide: (point: Point) => boolean,
  which: 'lowest' | 'highest',
): Point | null {
  const sign = which === 'lowest' ? 1 : -1;
  return found
    .filter(isOnSide)
    .reduce<Point | null>(
      (best, point) => (best === null || sign * (point.x - best.x) < 0 ? point : best),
      null,
    );
}

/** A level at which the newest bound lies below z; null where no level has one. */
function downwards(z: number, from: Point, boundAt: BoundAt): Outcome<Point> | null {
  let step = from.bound < Infinity ? 1.1 * (from.bound - z) + 1e-6 : 1;
  for (let x = from.x - step; x > LOWEST_Z; x -= step) {
    const point = boundAt(x);
    if (!point.ok || point.value.bound < z) return point;
    step *= 2;
  }
  const last = boundAt(LOWEST_Z);
  return !last.ok || last.value.bound < z ? last : null;
}
