'use client';

import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { Notice } from '@/components/notice';
import { Card } from '@/components/page';
import { formatCount, formatCountShort, formatMetricValue, formatShare } from '@/lib/charts/format';
import type { MetricPreview } from '@/lib/verbs/metrics/preview-metric';
import { preview } from '../actions';
import type { MetricDraft } from './metric-draft';
import { MetricFacts } from './metric-facts';
import { metricInputOf } from './metric-input-of';

/** The metric over the last 28 days, before anybody plans an experiment with it. */
export function PreviewCard({ draft }: { readonly draft: MetricDraft }) {
  const [shown, setShown] = useState<{ readonly of: string; readonly figures: MetricPreview } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { kind, definition } = metricInputOf(draft);
  const wanted = JSON.stringify({ kind, definition });
  const look = async () => {
    setBusy(true);
    const outcome = await preview({ kind, definition });
    setBusy(false);
    setProblem(outcome.ok ? null : outcome.detail);
    setShown(outcome.ok ? { of: wanted, figures: outcome.value } : null);
  };
  return (
    <Card
      title="Preview"
      description="The last 28 days, as if each unit had been exposed at its first event in them."
      actions={
        <Button variant="default" loading={busy} onClick={() => void look()}>
          {shown === null ? 'Look' : 'Look again'}
        </Button>
      }
    >
      <Stack gap="md" aria-live="polite">
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        {shown === null && problem === null && (
          <p className="metric-form-hint">
            Mean, variance, share of zeros and daily volume, without an experiment.
          </p>
        )}
        {shown !== null && <Figures figures={shown.figures} draft={draft} />}
        {shown !== null && shown.of !== wanted && (
          <p className="metric-form-hint">The definition has changed: look again.</p>
        )}
      </Stack>
    </Card>
  );
}

function Figures({ figures, draft }: { readonly figures: MetricPreview; readonly draft: MetricDraft }) {
  const { units, mean, variance, zeroShare, daily } = figures;
  const events = daily.reduce((sum, day) => sum + day.events, 0);
  const facts = [
    ['Units', formatCount(units)],
    ['Mean', mean === null ? 'cannot say' : formatMetricValue(mean, draft.kind, draft.unit)],
    ['Variance', variance === null ? 'cannot say' : String(Number(variance.toPrecision(4)))],
    ['Zeros', zeroShare === null ? 'cannot say' : formatShare(zeroShare)],
    ['Events a day', formatCountShort(Math.round(events / daily.length))],
  ] as const;
  return (
    <>
      <MetricFacts facts={facts} />
      <Volume daily={daily} />
    </>
  );
}

const barHeight = 48;

/** Bars of events a day; the same numbers as a table for those who do not see them. */
function Volume({ daily }: Pick<MetricPreview, 'daily'>) {
  const most = Math.max(1, ...daily.map(({ events }) => events));
  return (
    <>
      <svg
        className="metric-form-volume"
        viewBox={`0 0 ${String(daily.length * 10)} ${String(barHeight)}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {daily.map(({ day, events }, index) => {
          const height = (events / most) * barHeight;
          return <rect key={day} x={index * 10 + 1} width={8} y={barHeight - height} height={height} />;
        })}
      </svg>
      <details className="disclosure">
        <summary>Events a day as a table</summary>
        <section className="disclosure-body" aria-label="Events a day" tabIndex={0}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Day (UTC)</th>
                <th scope="col" className="data-number">
                  Events
                </th>
              </tr>
            </thead>
            <tbody>
              {daily.map(({ day, events }) => (
                <tr key={day}>
                  <th scope="row">{day}</th>
                  <td className="data-number">{formatCount(events)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </>
  );
}
