import { isShare, type MetricKind } from '../model/metrics/kinds';

// One locale for every page: a screenshot or a pasted figure reads the same wherever it was made.
const locale = 'en-US';
const minus = '\u2212';
const thinSpace = '\u202f';

function withTrueMinus(text: string): string {
  return text.replace('-', minus);
}

/** How many decimals leave about `significant` digits, between 0 and 8. */
function decimalsFor(value: number, significant: number): number {
  if (value === 0) return 0;
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  return Math.min(8, Math.max(0, significant - 1 - magnitude));
}

function fixed(value: number, decimals: number, signed: boolean): string {
  return withTrueMinus(
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      // 'negative' drops the sign of a rounded zero; 'exceptZero' also shows the plus.
      signDisplay: signed ? 'exceptZero' : 'negative',
    }).format(value),
  );
}

/** A whole number with separators: 21,307. */
export function formatCount(value: number): string {
  return fixed(value, 0, false);
}

/** A count that only has to be grasped: 950, 12.3k, 1.2M. */
export function formatCountShort(value: number): string {
  if (Math.abs(value) < 10_000) return formatCount(value);
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
    .format(value)
    .replace('K', 'k');
}

/** A share with two to four significant digits, and no zeros after them: 50 %, 18.28 %, 37.7 %, 0.573 %. */
export function formatShare(share: number): string {
  const text = formatShareInColumn(share);
  return text.includes('.') ? text.replace(/\.?0+(?=\D*$)/u, '') : text;
}

/** The same with its zeros, so that the digits of a column stand below each other. */
function formatShareInColumn(share: number): string {
  const percent = share * 100;
  if (!Number.isFinite(percent)) return formatInfinite(percent);
  const decimals = Number.isInteger(Number(percent.toFixed(6))) ? 0 : Math.min(4, decimalsFor(percent, 4));
  return `${fixed(percent, Math.min(decimals, percent >= 1 ? 2 : 4), false)}${thinSpace}%`;
}

function formatInfinite(value: number): string {
  return value > 0 ? 'unbounded above' : 'unbounded below';
}

/** Decimals of a relative change in percent: fine near zero, whole where nobody reads the tenths. */
function relativeDecimals(percent: number): number {
  const size = Math.abs(percent);
  if (size >= 100) return 0;
  if (size >= 1 || size === 0) return 1;
  return 2;
}

/** A relative difference, always signed: +2.1 %, −0.35 %. */
export function formatRelative(fraction: number): string {
  const percent = fraction * 100;
  if (!Number.isFinite(percent)) return formatInfinite(percent);
  return `${fixed(percent, relativeDecimals(percent), true)}${thinSpace}%`;
}

/** A relative difference with as many digits as tell it apart from a share that is said beside it: +2.04 % beside 2 %. */
export function formatRelativeBeside(fraction: number, share: number): string {
  const percent = fraction * 100;
  if (!Number.isFinite(percent) || fraction === share) return formatRelative(fraction);
  let decimals = relativeDecimals(percent);
  while (decimals < 6 && percent.toFixed(decimals) === (share * 100).toFixed(decimals)) decimals += 1;
  return `${fixed(percent, decimals, true)}${thinSpace}%`;
}

/**
 * Both ends of a relative interval, each with the digits that it has by itself, as sentences say it: +0.43 to +3.8 %. With as many as tell each end
 * from a limit that it is held against.
 */
export function formatRelativeInterval(lower: number, upper: number, limits: readonly number[] = []): string {
  const word = (end: number) => {
    const near = limits.map((limit) => formatRelativeBeside(end, limit));
    return near.reduce((longest, one) => (one.length > longest.length ? one : longest), formatRelative(end));
  };
  const [from, to] = [word(lower), word(upper)];
  return `${Number.isFinite(lower) && Number.isFinite(upper) ? from.replace(`${thinSpace}%`, '') : from} to ${to}`;
}

/** A metric's value in its unit: a share of units in percent, anything else with four significant digits. */
export function formatMetricValue(value: number, kind: MetricKind, unit: string): string {
  if (isShare(kind)) return formatShareInColumn(value);
  return withUnit(fixed(value, Math.abs(value) >= 1000 ? 0 : decimalsFor(value, 4), false), unit);
}

/** A difference in the metric's unit; of shares in percentage points. */
export function formatDifference(value: number, kind: MetricKind, unit: string): string {
  if (!Number.isFinite(value)) return formatInfinite(value);
  if (isShare(kind)) {
    const points = value * 100;
    return `${fixed(points, Math.min(4, decimalsFor(points, 3)), true)}${thinSpace}pp`;
  }
  return withUnit(fixed(value, decimalsFor(value, 3), true), unit);
}

/** What many units come to, signed, with three significant digits: +12,300 EUR; of shares in units. */
export function formatTotal(value: number, kind: MetricKind, unit: string): string {
  if (!Number.isFinite(value)) return formatInfinite(value);
  const figure = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, signDisplay: 'exceptZero' });
  return withUnit(withTrueMinus(figure.format(value)), isShare(kind) ? 'units' : unit);
}

function withUnit(figure: string, unit: string): string {
  return unit === '' ? figure : `${figure}${thinSpace}${unit}`;
}

/** A p-value: never zero, and no more digits than anybody uses, but as many as tell it from an alpha that it is compared with. */
export function formatP(p: number, alpha?: number): string {
  if (p < 0.0001) return '<\u202f0.0001';
  if (p === 1) return '1';
  if (p > 0.9999) return '>\u202f0.9999';
  const least = p < 0.001 ? 4 : 3;
  if (alpha === undefined || p === alpha) return p.toFixed(least);
  for (let decimals = least; decimals <= 6; decimals += 1) {
    if (p.toFixed(decimals) !== alpha.toFixed(decimals)) return p.toFixed(decimals);
  }
  return p < alpha ? `<\u202f${alpha.toFixed(least)}` : p.toFixed(least);
}

/** A p-value with its letter: "p = 0.032", "p < 0.0001". */
export function formatPStatement(p: number, alpha?: number): string {
  const figure = formatP(p, alpha);
  return /^[<>]/.test(figure) ? `p ${figure}` : `p = ${figure}`;
}

/** A raw moment for people who check by hand: up to ten significant digits, no grouping. */
export function formatMoment(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '\u221e' : `${minus}\u221e`;
  if (Number.isInteger(value)) return withTrueMinus(String(value));
  return withTrueMinus(Number(value.toPrecision(10)).toString());
}

/** A confidence level such as 95 % from the two-sided alpha. */
export function formatConfidence(alphaTwoSided: number): string {
  return formatShare(1 - alphaTwoSided);
}
