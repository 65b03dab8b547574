import type { AnalysisResult } from '../model/analysis-result';
import type { MetricBelieved } from '../model/bayesian-view';
import { cannotSaySentence } from '../sentences/cannot-say';
import { counted } from './format-time';
import { formatCount, formatRelative, formatRelativeInterval, formatShare } from './format';

export interface BelievedMetric {
  readonly key: string;
  readonly name: string;
  /** Where the prior comes from; null: there is none. */
  readonly prior: string | null;
  readonly variants: readonly {
    readonly name: string;
    /** Of the variant among all variants. */
    readonly position: number;
    /** Figures by name, or why there are none. */
    readonly figures: readonly (readonly [name: string, figure: string])[];
    readonly refusal: string | null;
  }[];
}

/** What to believe of each success metric, in words: none of the rule's. */
export function believedMetrics(
  { metrics, variants }: Pick<AnalysisResult, 'metrics' | 'variants'>,
  view: readonly MetricBelieved[],
): readonly BelievedMetric[] {
  return metrics.flatMap(({ key, name, minimumEffectRelative }): readonly BelievedMetric[] => {
    const own = view.filter(({ metric }) => metric === key);
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        key,
        name,
        prior: first.prior.ok ? priorWords(first.prior.value) : null,
        variants: own.map(({ contrast, posterior }) => {
          const position = variants.findIndex((variant) => variant.key === contrast.treatment);
          return {
            name: variants[position]?.name ?? contrast.treatment,
            position,
            figures: posterior.ok ? figuresOf(posterior.value, minimumEffectRelative) : [],
            refusal: posterior.ok ? null : cannotSaySentence(posterior),
          };
        }),
      },
    ];
  });
}

type Prior = Extract<MetricBelieved['prior'], { readonly ok: true }>['value'];
type Posterior = Extract<MetricBelieved['posterior'], { readonly ok: true }>['value'];

function priorWords({ standardDeviation, effects, experiments }: Prior): string {
  const runs = experiments === 1 ? 'the other ended run' : `the other ${formatCount(experiments)} ended runs`;
  return `In ${runs} that measured this metric, ${counted(effects, 'change')} of it in all, it typically changed by about ${formatShare(standardDeviation)} either way.`;
}

function figuresOf(
  posterior: Posterior,
  minimum: number | null,
): BelievedMetric['variants'][number]['figures'] {
  const { mean, interval, chanceBetter, chanceOfInterest } = posterior;
  const ofInterest: readonly (readonly [string, string])[] =
    chanceOfInterest === null || minimum === null
      ? []
      : [[`Chance that it is better by ${formatShare(minimum)} or more`, chance(chanceOfInterest)]];
  return [
    ['Change to expect', formatRelative(mean)],
    ['With 95 % probability it lies between', formatRelativeInterval(interval.lower, interval.upper)],
    ['Chance that it is better than the control', chance(chanceBetter)],
    ...ofInterest,
    ['Loss to expect from shipping', formatShare(posterior.expectedLossShipping)],
    ['Loss to expect from not shipping', formatShare(posterior.expectedLossNotShipping)],
  ];
}

/** Never all or nothing: no more digits than anybody needs. */
function chance(share: number): string {
  if (share > 0.999) return 'above 99.9\u202f%';
  if (share < 0.001) return 'below 0.1\u202f%';
  return formatShare(Number(share.toFixed(3)));
}
