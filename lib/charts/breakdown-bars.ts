import type { AnalysisResult } from '../model/analysis-result';
import { formatMetricValue } from './format';
import { cannotSaySentence } from '../sentences/cannot-say';

type Breakdown = NonNullable<AnalysisResult['breakdowns']>[number];

export interface BreakdownBar {
  readonly variant: string;
  /** Of the variant, for its colour. */
  readonly position: number;
  readonly words: string;
  /** 0 to 1: where the bar begins and ends on the line that all bars share. */
  readonly from: number;
  readonly to: number;
}

export interface BreakdownRow {
  readonly name: string;
  /** Words that are not a value of the property. */
  readonly isSummary: boolean;
  readonly bars: readonly BreakdownBar[];
}

export interface BreakdownBars {
  readonly metric: string;
  readonly property: string;
  readonly variants: readonly { readonly key: string; readonly name: string; readonly position: number }[];
  /** Null: cannot say, because of `refusal`. */
  readonly rows: readonly BreakdownRow[] | null;
  readonly refusal: string | null;
  /** The metric has caps, which its parts do not. */
  readonly isCapped: boolean;
}

/** Bars from zero, one for each value and variant, on one scale for each metric; nothing where no metric is broken down. */
export function breakdownBars({
  breakdowns = [],
  metrics,
  variants,
}: AnalysisResult): readonly BreakdownBars[] {
  return breakdowns.flatMap(({ metric: key, property, parts }) => {
    const metric = metrics.find((candidate) => candidate.key === key);
    if (metric === undefined) return [];
    const figures = parts.ok ? parts.value.flatMap(({ arms }) => arms.map(({ mean }) => mean)) : [];
    const [low, high] = [Math.min(0, ...figures), Math.max(0, ...figures)];
    const at = (figure: number) => (high === low ? 0 : (figure - low) / (high - low));
    const barOf = ({ variant, n, mean }: PartArm): BreakdownBar => ({
      variant,
      position: variants.findIndex((candidate) => candidate.key === variant),
      words: n === 0 ? '\u2013' : formatMetricValue(mean, metric.kind, metric.unit),
      from: at(Math.min(0, mean)),
      to: at(Math.max(0, mean)),
    });
    return [
      {
        metric: metric.name,
        property,
        variants: variants.map(({ key: of, name }, position) => ({ key: of, name, position })),
        rows: parts.ok
          ? parts.value.map(({ part, value, arms }) => ({
              name: part === 'other' ? 'all others' : (value ?? 'without it'),
              isSummary: part !== 'value',
              bars: arms.map(barOf),
            }))
          : null,
        refusal: parts.ok ? null : cannotSaySentence(parts),
        isCapped: metric.caps.length > 0,
      },
    ];
  });
}

type PartArm = Extract<Breakdown['parts'], { readonly ok: true }>['value'][number]['arms'][number];
