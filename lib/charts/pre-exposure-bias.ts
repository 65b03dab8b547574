import type { AnalysisResult } from '../model/analysis-result';
import { cannotSaySentence } from '../sentences/cannot-say';
import { formatPStatement } from './format';

/** Whether variants were alike before exposure, in words. */
export interface PreExposureReading {
  readonly tone: 'good' | 'bad' | 'unknown';
  readonly figure: string;
  readonly text: string;
}

/** What an analysis says of the variants before exposure; null where no metric has a covariate. */
export function preExposureBias({
  health: { preExposureBias: biases },
  metrics,
}: Pick<AnalysisResult, 'health' | 'metrics'>): PreExposureReading | null {
  if (biases.length === 0) return null;
  const judged = biases.flatMap(({ metric, bias }) => (bias.ok ? [{ metric, ...bias.value }] : []));
  const [worst] = [...judged].sort((a, b) => a.p - b.p);
  if (worst === undefined) {
    // Units without events before exposure have no variance; any other refusal says more than that.
    const refusals = biases.flatMap(({ bias }) => (bias.ok || bias.reason === 'no-variance' ? [] : [bias]));
    const [refusal] = refusals;
    const text =
      refusal === undefined
        ? 'No unit did anything in the time before it was exposed.'
        : cannotSaySentence(refusal);
    return { tone: 'unknown', figure: 'Cannot say', text };
  }
  const figure = formatPStatement(worst.p);
  const nameOf = (key: string) => metrics.find((metric) => metric.key === key)?.name ?? key;
  const biased = [...new Set(judged.filter((one) => one.biased).map(({ metric }) => nameOf(metric)))];
  return biased.length > 0
    ? { tone: 'bad', figure, text: `${biased.join(', ')} differed before anybody saw a variant.` }
    : {
        tone: 'good',
        figure,
        text: 'Not shown to have differed before anybody saw a variant: each metric’s past was tested, and this is the smallest p.',
      };
}
