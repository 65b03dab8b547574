'use client';

import { Button, SimpleGrid, Stack } from '@mantine/core';
import { useState } from 'react';
import { NumberField } from '@/components/number-field';
import type { TypedNumber } from '@/components/typed-number';
import { Notice } from '@/components/notice';
import { Card } from '@/components/page';
import { ToneWords } from '@/components/tone';
import { formatCount, formatPStatement, formatShare } from '@/lib/charts/format';
import type { MetricCalibration } from '@/lib/verbs/metrics/metric-answers';
import { calibrate } from '../actions';
import { MetricFacts } from './metric-facts';

const verdicts = {
  calibrated: { tone: 'good', words: 'Calibrated' },
  'not-calibrated': { tone: 'bad', words: 'Not calibrated' },
  'cannot-say': { tone: 'unknown', words: 'Cannot say' },
} as const;

/** Past units split at random, again and again: whether the analysis of the stored metric keeps what its p-values promise. */
export function CalibrationCard({ metric }: { readonly metric: string }) {
  const [days, setDays] = useState<TypedNumber>(28);
  const [rounds, setRounds] = useState<TypedNumber>(500);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [found, setFound] = useState<MetricCalibration | null>(null);
  const run = async () => {
    setBusy(true);
    setProblem(null);
    const outcome = await calibrate({ key: metric, days, rounds });
    setBusy(false);
    if (outcome.ok) setFound(outcome.value);
    else setProblem(outcome.detail);
  };
  return (
    <Card
      title="Calibration"
      description="Splits the units of the last days at random many times (A/A) and analyses each split like an experiment. No split has an effect, so about a share of alpha should show one by chance. Uses the stored metric; saves nothing."
      actions={
        <Button variant="default" loading={busy} onClick={() => void run()}>
          {found === null ? 'Calibrate' : 'Calibrate again'}
        </Button>
      }
    >
      <Stack gap="md" aria-live="polite">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NumberField label="Days back" value={days} onChange={setDays} />
          <NumberField label="Random splits" value={rounds} onChange={setRounds} />
        </SimpleGrid>
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        {found !== null && <Found calibration={found} />}
      </Stack>
    </Card>
  );
}

function Found({ calibration }: { readonly calibration: MetricCalibration }) {
  const { verdict, sentence, units, unitsRead, rounds, falsePositiveShare, alphaTwoSided, band, uniformity } =
    calibration;
  const { tone, words } = verdicts[verdict];
  const share = (value: number | null) => (value === null ? 'cannot say' : formatShare(value));
  const facts = [
    [
      'Units',
      unitsRead < units ? `${formatCount(unitsRead)} drawn of ${formatCount(units)}` : formatCount(units),
    ],
    ['Splits with a figure', formatCount(rounds)],
    [`p below ${formatShare(alphaTwoSided)}`, share(falsePositiveShare)],
    [
      'By chance within',
      band === null ? 'cannot say' : `${formatShare(band.lower)} to ${formatShare(band.upper)}`,
    ],
    ['Uniformity', uniformity.ok ? formatPStatement(uniformity.value.p) : 'cannot say'],
  ] as const;
  return (
    <>
      <p>
        <ToneWords tone={tone} words={words} /> {sentence}
      </p>
      <MetricFacts facts={facts} />
      <Histogram histogram={calibration.histogram} />
    </>
  );
}

const barHeight = 48;

/** How many p-values fall into each twentieth; level where the metric is calibrated. */
function Histogram({ histogram }: Pick<MetricCalibration, 'histogram'>) {
  const most = Math.max(1, ...histogram);
  const from = (bin: number) => (bin / histogram.length).toFixed(2);
  return (
    <>
      <svg
        className="metric-form-volume"
        viewBox={`0 0 ${String(histogram.length * 10)} ${String(barHeight)}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {histogram.map((count, bin) => {
          const height = (count / most) * barHeight;
          return <rect key={from(bin)} x={bin * 10 + 1} width={8} y={barHeight - height} height={height} />;
        })}
      </svg>
      <details className="disclosure">
        <summary>p-values as a table</summary>
        <section className="disclosure-body" aria-label="p-values" tabIndex={0}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">p from</th>
                <th scope="col" className="data-number">
                  Splits
                </th>
              </tr>
            </thead>
            <tbody>
              {histogram.map((count, bin) => (
                <tr key={from(bin)}>
                  <th scope="row">{from(bin)}</th>
                  <td className="data-number">{formatCount(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </>
  );
}
