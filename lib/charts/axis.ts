import type { Interval } from '../statistics/effect';

/** Round steps (1, 2, 2.5 or 5 times a power of ten) so that about `count` ticks cover a span. */
export function niceStep(span: number, count: number): number {
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const candidates = [1, 2, 2.5, 5, 10];
  const factor = candidates.find((candidate) => candidate * power >= rough) ?? 10;
  return factor * power;
}

/** Round values inside the domain, zero among them when it is inside. */
export function niceTicks(domain: Interval, count: number): readonly number[] {
  const step = niceStep(domain.upper - domain.lower, count);
  const first = Math.ceil(domain.lower / step - 1e-9);
  const last = Math.floor(domain.upper / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const tick = (first + index) * step;
    // Steps such as 0.1 leave 0.30000000000000004; twelve digits are far beyond any label.
    return Number(tick.toPrecision(12));
  });
}

/** Where a value lies in the domain, from 0 (left end) to 100 (right end), held inside it. */
export function place(domain: Interval, value: number): number {
  const share = (value - domain.lower) / (domain.upper - domain.lower);
  return Math.min(100, Math.max(0, share * 100));
}
