import type { AnalysisResult } from '../../lib/model/analysis-result';
import type { MetricResult, ContrastEffect } from '../../lib/model/metric-result';
import { cannotSaySentence } from '../../lib/sentences/cannot-say';

/** The result as text for a terminal: health first, then one line a metric and variant, as recorded experiments are published. */
export function scorecard(result: AnalysisResult): string {
  return [...healthLines(result), '', ...table(effectRows(result)), '', ...alone].join('\n');
}

const alone = [
  'Intervals and p are of each metric alone. The result page has the interval and the p that the plan’s rule goes by.',
];

function healthLines({ variants, health }: AnalysisResult): string[] {
  const units = variants.map(({ name, units: count }) => `${name} ${count.toLocaleString('en')}`).join(', ');
  const { sampleRatio, sampleRatioAlarm, sequentialSampleRatio, unitsInTwoVariants } = health;
  // The sequential test decides; a server of an earlier version has none.
  const decides = sequentialSampleRatio ?? sampleRatio;
  const ratio = decides.ok
    ? `${sampleRatioAlarm ? 'ALARM' : 'fine'}, p = ${digits(decides.value.p)}`
    : `cannot say: ${cannotSaySentence(decides)}`;
  return [
    `Units         ${units}`,
    `Sample ratio  ${ratio}`,
    `In two        ${String(unitsInTwoVariants)} units were seen in two variants and left out`,
  ];
}

const heading = ['metric', 'variant', 'control', 'variant', 'difference', 'interval', 'relative', 'p'];

function effectRows({ metrics, variants }: AnalysisResult): string[][] {
  const nameOf = (key: string) => variants.find((variant) => variant.key === key)?.name ?? key;
  return [
    heading,
    ...metrics.flatMap((metric) => metric.effects.map((effect) => effectRow(metric, effect, nameOf))),
  ];
}

function effectRow(
  metric: MetricResult,
  { contrast: { treatment, reference }, effect }: ContrastEffect,
  nameOf: (key: string) => string,
): string[] {
  const meanOf = (key: string) => {
    const arm = metric.arms.find((candidate) => candidate.variant === key);
    return arm === undefined ? '' : digits(arm.mean);
  };
  const start = [metric.name, nameOf(treatment), meanOf(reference), meanOf(treatment)];
  if (!effect.ok) return [...start, `cannot say: ${cannotSaySentence(effect)}`];
  const { difference, interval, relative, pTwoSided } = effect.value;
  return [
    ...start,
    digits(difference),
    `${digits(interval.lower)} to ${digits(interval.upper)}`,
    relative.ok
      ? `${percent(relative.value.difference)} (${percent(relative.value.interval.lower)} to ${percent(relative.value.interval.upper)})`
      : 'cannot say',
    digits(pTwoSided),
  ];
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function percent(share: number): string {
  return `${share >= 0 ? '+' : ''}${(share * 100).toFixed(2)} %`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = heading.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
