import { normalPdf } from '../distributions/normal';
import { meshEdges, type Step } from './group-sequential-mesh';
import { gaussLegendre } from '../distributions/gauss-legendre';

const RULE = gaussLegendre(16);
const SIZE = RULE.points.length;

/** A kernel this many of its own standard deviations per piece is integrated to full precision by the rule. */
const KERNEL_DEVIATIONS_PER_PIECE = 3;
/** Beyond this many standard deviations a kernel adds less than float64 keeps (e^-40). */
const KERNEL_REACH = 9;
const INVERSE_SQRT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);

/**
 * Density of the score statistic S = Z sqrt(t) over the paths that have not stopped before, on the part of the line
 * where they go on. Values stand at the Gauss-Legendre points of each panel.
 */
export interface SubDensity {
  readonly information: number;
  readonly edges: readonly number[];
  readonly values: Float64Array;
  /** Steps left by this look's and by earlier bounds, with the information at which each was cut. */
  readonly cuts: readonly { readonly position: number; readonly information: number }[];
}

export interface Region {
  readonly lower: number;
  readonly upper: number;
}

/** The density at the first look: normal with variance t, cut to the region. */
export function firstDensity(information: number, region: Region, nextInformation: number): SubDensity {
  const deviation = Math.sqrt(information);
  const density = (s: number): number => normalPdf(s / deviation) / deviation;
  return tabulate(density, region, information, nextInformation, []);
}

/** The density at the next look: this one, blurred by the increment of information and cut to the new region. */
export function nextDensity(
  previous: SubDensity,
  information: number,
  region: Region,
  nextInformation: number,
): SubDensity {
  const density = (s: number): number => blurredDensity(previous, information, s);
  return tabulate(density, region, information, nextInformation, previous.cuts);
}

function tabulate(
  density: (s: number) => number,
  region: Region,
  information: number,
  nextInformation: number,
  earlier: SubDensity['cuts'],
): SubDensity {
  const steps: readonly Step[] = earlier.map((cut) => ({
    position: cut.position,
    width: Math.sqrt(information - cut.information),
  }));
  const kernelWidth = KERNEL_DEVIATIONS_PER_PIECE * Math.sqrt(nextInformation - information);
  const edges = meshEdges(region.lower, region.upper, Math.sqrt(information), kernelWidth, steps);
  const values = new Float64Array((edges.length - 1) * SIZE);
  const symmetric = region.lower === -region.upper;
  const computed = symmetric ? values.length / 2 : values.length;
  for (let i = 0; i < computed; i += 1) {
    const value = density(pointAt(edges, i));
    values[i] = value;
    if (symmetric) values[values.length - 1 - i] = value;
  }
  const cuts = [...earlier, { position: region.lower, information }, { position: region.upper, information }];
  return { information, edges, values, cuts };
}

function pointAt(edges: readonly number[], index: number): number {
  const panel = Math.floor(index / SIZE);
  const from = edges[panel] ?? 0;
  const to = edges[panel + 1] ?? 0;
  return (from + to) / 2 + ((to - from) / 2) * (RULE.points[index % SIZE] ?? 0);
}

/** What the density is integrated against. */
export interface Kernel {
  readonly at: (s: number) => number;
  /** Width of its finest feature. */
  readonly deviation: number;
  /** Outside these it is zero to float64's eye; from `flatFrom` on it is constant. */
  readonly lower: number;
  readonly upper: number;
  readonly flatFrom: number;
}

/** Density of S at the next look's information in s, before that look's region cuts it. */
export function blurredDensity(density: SubDensity, information: number, s: number): number {
  const deviation = Math.sqrt(information - density.information);
  const reach = kernelReach(deviation, information, s);
  const at = (x: number): number => Math.exp((-0.5 * (s - x) * (s - x)) / (deviation * deviation));
  const kernel = { at, deviation, lower: s - reach, upper: s + reach, flatFrom: Infinity };
  return (integrate(density, kernel) / deviation) * INVERSE_SQRT_TWO_PI;
}

/**
 * How far from s the integrand can matter: the kernel's own reach, plus the shift of the path's most likely earlier
 * position, s t_before / t_now, which is far from s when s lies deep in a tail.
 */
export function kernelReach(deviation: number, information: number, s: number): number {
  return KERNEL_REACH * deviation + (Math.abs(s) * deviation * deviation) / information;
}

/**
 * Integral of density x kernel. A panel narrow against the kernel uses its own points. A wide one (looks much closer
 * together than those before) interpolates the density, which is smooth on it, at points as close as the kernel asks.
 */
export function integrate(density: SubDensity, kernel: Kernel): number {
  const widestPiece = KERNEL_DEVIATIONS_PER_PIECE * kernel.deviation;
  let total = 0;
  for (let panel = 0; panel + 1 < density.edges.length; panel += 1) {
    const from = density.edges[panel] ?? 0;
    const to = density.edges[panel + 1] ?? 0;
    if (to <= kernel.lower || from >= kernel.upper) continue;
    if (to - from <= widestPiece) {
      total += overPanel(density, panel, from, to, kernel.at);
      continue;
    }
    const low = Math.max(from, kernel.lower);
    const flat = Math.min(Math.max(low, kernel.flatFrom), to);
    total += overPieces(density, panel, low, Math.min(flat, kernel.upper), widestPiece, kernel.at);
    total += overPieces(density, panel, flat, to, Infinity, kernel.at);
  }
  return total;
}

function overPanel(
  density: SubDensity,
  panel: number,
  from: number,
  to: number,
  kernel: (s: number) => number,
): number {
  const middle = (from + to) / 2;
  const half = (to - from) / 2;
  const first = panel * SIZE;
  let total = 0;
  for (let i = 0; i < SIZE; i += 1) {
    const value = density.values[first + i] ?? 0;
    total += (RULE.weights[i] ?? 0) * value * kernel(middle + half * (RULE.points[i] ?? 0));
  }
  return total * half;
}

function overPieces(
  density: SubDensity,
  panel: number,
  from: number,
  to: number,
  widestPiece: number,
  kernel: (s: number) => number,
): number {
  if (to <= from) return 0;
  const pieces = Math.max(1, Math.ceil((to - from) / widestPiece));
  const half = (to - from) / pieces / 2;
  let total = 0;
  for (let piece = 0; piece < pieces; piece += 1) {
    const middle = from + half * (2 * piece + 1);
    for (let i = 0; i < SIZE; i += 1) {
      const s = middle + half * (RULE.points[i] ?? 0);
      total += (RULE.weights[i] ?? 0) * interpolate(density, panel, s) * kernel(s);
    }
  }
  return total * half;
}

/** The polynomial through the panel's values, by the barycentric formula. */
function interpolate(density: SubDensity, panel: number, s: number): number {
  const from = density.edges[panel] ?? 0;
  const to = density.edges[panel + 1] ?? 0;
  const x = (2 * s - from - to) / (to - from);
  let numerator = 0;
  let denominator = 0;
  for (let i = 0; i < SIZE; i += 1) {
    const distance = x - (RULE.points[i] ?? 0);
    const value = density.values[panel * SIZE + i] ?? 0;
    if (distance === 0) return value;
    const term = (RULE.barycentric[i] ?? 0) / distance;
    numerator += term * value;
    denominator += term;
  }
  return numerator / denominator;
}
