/** A number that only grows. Plain, so that a request pays one addition for it. */
export interface Count {
  value: number;
}

/** Counts by their labels; the labels' values are few and known to the code, never a caller's text. */
export interface LabelledCounts<Label extends string> {
  /** The count of these labels, to keep and to raise. */
  readonly of: (labels: Readonly<Record<Label, string>>) => Count;
  readonly all: () => Iterable<{ readonly labels: Readonly<Record<Label, string>>; readonly count: Count }>;
}

export function createLabelledCounts<Label extends string>(): LabelledCounts<Label> {
  const counts = new Map<string, { labels: Readonly<Record<Label, string>>; count: Count }>();
  return {
    of: (labels) => {
      const key = JSON.stringify(labels);
      const known = counts.get(key);
      if (known !== undefined) return known.count;
      const count = { value: 0 };
      counts.set(key, { labels, count });
      return count;
    },
    all: () => counts.values(),
  };
}

/** Upper bounds in seconds: from what an evaluation takes to what nobody waits for. */
export const LATENCY_BOUNDS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** How long requests took. `counts` has one more entry than there are bounds: what took longer than all of them. */
export class LatencyHistogram {
  readonly counts = new Float64Array(LATENCY_BOUNDS.length + 1);
  sumSeconds = 0;

  observe(seconds: number): void {
    let index = 0;
    while (index < LATENCY_BOUNDS.length && seconds > (LATENCY_BOUNDS[index] ?? Infinity)) index += 1;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sumSeconds += seconds;
  }
}
