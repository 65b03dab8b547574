import type { AnalysisResult, MetricResult } from '../analysis/analysis-result';

const columns = [
  'metric',
  'kind',
  'role',
  'variant',
  'is_control',
  'n',
  'mean',
  'variance',
  'difference',
  'standard_error',
  'degrees_of_freedom',
  'p_two_sided',
  'interval_lower',
  'interval_upper',
  'relative_difference',
  'relative_lower',
  'relative_upper',
  'cannot_say',
] as const;

type Cell = string | number | null;

/** A line for each metric and variant: its moments, and its effect against the control. With every digit. */
export function momentsCsvOf(result: AnalysisResult): string {
  const lines = result.metrics.flatMap((metric) => linesOf(result, metric));
  return [columns, ...lines].map((line) => `${line.map(cellText).join(',')}\r\n`).join('');
}

function linesOf({ control }: AnalysisResult, metric: MetricResult): Cell[][] {
  return metric.arms.map(({ variant, n, mean, variance }) => {
    const start = [
      metric.key,
      metric.kind,
      metric.role,
      variant,
      String(variant === control),
      n,
      mean,
      variance,
    ];
    const found = metric.effects.find((effect) => effect.variant === variant)?.effect;
    if (found === undefined) return [...start, ...Array<Cell>(10).fill(null)];
    if (!found.ok) return [...start, ...Array<Cell>(9).fill(null), found.detail];
    const { difference, standardError, degreesOfFreedom, pTwoSided, interval, relative } = found.value;
    const ratio = relative.ok ? relative.value : null;
    return [
      ...start,
      difference,
      standardError,
      degreesOfFreedom,
      pTwoSided,
      interval.lower,
      interval.upper,
      ratio?.difference ?? null,
      ratio?.interval.lower ?? null,
      ratio?.interval.upper ?? null,
      relative.ok ? null : relative.detail,
    ];
  });
}

/** A spreadsheet takes text that begins with one of these for a formula; an apostrophe before it keeps it text. */
const looksLikeFormula = /^[=+\-@\t\r]/;

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = looksLikeFormula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
