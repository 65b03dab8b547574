import type { AnalysisResult } from '../model/analysis-result';
import type { MetricResult } from '../model/metric-result';
import type { MonthlyImpact } from '../model/monthly-impact';
import type { MonthlyTraffic } from '../model/monthly-traffic';
import { isUnbounded } from '../analysis/shown-change';
import { cannotSaySentence } from '../sentences/cannot-say';
import { dayWords } from '../sentences/day-words';
import type { Interval } from '../statistics/effect';
import { cannotSay, type Outcome } from '../statistics/outcome';
import { levelWords } from './allowing-for-stop';
import { formatCount, formatShare, formatTotal } from './format';

export interface ImpactRow {
  readonly metric: MetricResult;
  /** Of the variant among all variants. */
  readonly position: number;
  readonly variant: string;
  /** Null: `refusal` says why. */
  readonly figures: {
    readonly change: string;
    readonly interval: string;
    /** Null: the run was not stopped early by a decision. */
    readonly allowingForStop: string | null;
  } | null;
  readonly refusal: string | null;
}

export interface ImpactTable {
  /** What the figures are counted from, or why there are none. */
  readonly counted: string;
  readonly rows: readonly ImpactRow[];
}

/** What shipping each variant changes in a month; null where no metric is asked about it. */
export function impactTable(
  { metrics, variants, traffic }: Pick<AnalysisResult, 'metrics' | 'variants' | 'traffic'>,
  impacts: readonly MonthlyImpact[],
): ImpactTable | null {
  const rows = impacts
    .filter(isAddedUp)
    .flatMap(({ metric: key, contrast, impact }): readonly ImpactRow[] => {
      const metric = metrics.find((one) => one.key === key);
      const position = variants.findIndex((variant) => variant.key === contrast.treatment);
      if (metric === undefined) return [];
      const variant = variants[position]?.name ?? contrast.treatment;
      return impact.ok
        ? [{ metric, position, variant, figures: figuresOf(impact.value, metric), refusal: null }]
        : [{ metric, position, variant, figures: null, refusal: cannotSaySentence(impact) }];
    });
  if (rows.length === 0) return null;
  const counted = traffic ?? cannotSay('not-computable', 'traffic-not-kept');
  return counted.ok
    ? { counted: `${countedWords(counted.value)}${leftOutWords(metrics, impacts)}`, rows }
    : { counted: `Cannot say. ${cannotSaySentence(counted)}`, rows: [] };
}

/** Whether a month has a total of it: sums, counts and shares of units that are not times. */
function isAddedUp({ impact }: MonthlyImpact): boolean {
  const message = !impact.ok && 'message' in impact ? impact.message : null;
  return message !== 'no-monthly-total' && message !== 'no-monthly-total-of-time';
}

function leftOutWords(metrics: AnalysisResult['metrics'], impacts: readonly MonthlyImpact[]): string {
  const left = metrics.filter(({ key }) => impacts.some((one) => one.metric === key && !isAddedUp(one)));
  if (left.length === 0) return '';
  const names = left.map(({ name }) => name).join(', ');
  return ` Only sums, counts and shares of units add up to a month, and of times nobody asks for a total; left out: ${names}.`;
}

type Impact = Extract<MonthlyImpact['impact'], { readonly ok: true }>['value'];

function figuresOf(
  { change, lower, upper, allowingForStop }: Impact,
  { kind, unit }: MetricResult,
): ImpactRow['figures'] {
  const range = ({ lower: below, upper: above }: Interval) =>
    `${formatTotal(below, 'count', '')} to ${formatTotal(above, kind, unit)}`;
  const isRefused = (end: Outcome<number>) => !end.ok && !isUnbounded(end);
  const at = (end: Outcome<number>, unbounded: number) => (end.ok ? end.value : unbounded);
  const from = isRefused(lower) ? 'cannot say' : formatTotal(at(lower, -Infinity), 'count', '');
  const to = isRefused(upper) ? 'cannot say' : formatTotal(at(upper, Infinity), kind, unit);
  const [why] = [lower, upper].flatMap((end) =>
    end.ok || isUnbounded(end) ? [] : [`. ${cannotSaySentence(end)}`],
  );
  const estimate = allowingForStop && formatTotal(allowingForStop.change, kind, unit);
  return {
    change: formatTotal(change, kind, unit),
    interval: `${from} to ${to}${why ?? ''}`,
    allowingForStop:
      allowingForStop &&
      `${estimate ?? ''}, interval ${range(allowingForStop.interval)} ${levelWords(allowingForStop.alphaOneSided)}`,
  };
}

function countedWords(traffic: MonthlyTraffic): string {
  const { from, to, days, exposedUnits, analysedPerExposed, allocatedShare, unitsPerMonth } = traffic;
  const analysed =
    analysedPerExposed === 1 ? '' : `, of which ${formatShare(analysedPerExposed)} are analysed`;
  const allocated =
    allocatedShare === 1
      ? 'all of the eligible traffic took part'
      : `${formatShare(allocatedShare)} of the eligible traffic took part`;
  return `Change per unit times about ${formatCount(Number(unitsPerMonth.toPrecision(3)))} new units in 30 days, as if that number were certain: ${formatCount(exposedUnits)} were first exposed in the ${days} complete days from ${dayWords(from)} to ${dayWords(to)} (UTC)${analysed}, when ${allocated}. A unit counts once, when it first meets the experiment, so a later month may bring fewer.`;
}
