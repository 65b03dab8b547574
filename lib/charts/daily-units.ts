import type { AnalysisResult } from '../model/analysis-result';

/** One day of the chart; series are named v0, v1 and so on by position, never by what a user typed. */
export interface DailyRow {
  readonly day: string;
  readonly counts: Readonly<Record<`v${number}`, number>>;
}

export interface DailySeries {
  readonly id: `v${number}`;
  readonly name: string;
  readonly position: number;
}

export interface DailyChart {
  readonly series: readonly DailySeries[];
  /** Every day from the first to the last, those without units too: a day of silence must be seen. */
  readonly rows: readonly DailyRow[];
}

const dayLength = 86_400_000;

/** First exposures per UTC day and variant, as a chart and its table draw them. */
export function dailyChart(result: Pick<AnalysisResult, 'dailyUnits' | 'variants'>): DailyChart {
  const series = result.variants.map((variant, position) => ({
    id: `v${position}` as const,
    name: variant.name,
    position,
  }));
  const units = new Map(result.dailyUnits.map((one) => [`${one.day} ${one.variant}`, one.units]));
  const rows = everyDay(result.dailyUnits.map((one) => one.day)).map((day): DailyRow => {
    const counts: Record<`v${number}`, number> = Object.fromEntries(
      result.variants.map((variant, position) => [`v${position}`, units.get(`${day} ${variant.key}`) ?? 0]),
    );
    return { day, counts };
  });
  return { series, rows };
}

function everyDay(days: readonly string[]): readonly string[] {
  const sorted = [...days].sort();
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return [];
  const start = Date.parse(`${first}T00:00:00Z`);
  const count = Math.round((Date.parse(`${last}T00:00:00Z`) - start) / dayLength) + 1;
  return Array.from({ length: count }, (_, index) =>
    new Date(start + index * dayLength).toISOString().slice(0, 10),
  );
}
