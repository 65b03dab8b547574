'use client';

import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import type { ActionOutcome } from '@/components/action-outcome';
import { Notice } from '@/components/notice';
import { Card } from '@/components/page';
import { formatCount } from '@/lib/charts/format';
import type { SourceCheck } from '@/lib/verbs/sources/source-answers';
import { check } from '../actions';
import '@/components/data-table.css';

/** Asks the source as an analysis would, before anything depends on it. */
export function CheckCard({ input }: { readonly input: Readonly<Record<string, unknown>> }) {
  const [outcome, setOutcome] = useState<ActionOutcome<SourceCheck> | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    setOutcome(await check(input));
    setBusy(false);
  };
  return (
    <Card
      title="Check"
      description="The role, the columns and the first rows, read as an analysis reads them."
      actions={
        <Button variant="default" loading={busy} onClick={() => void ask()}>
          {outcome === null ? 'Check' : 'Check again'}
        </Button>
      }
    >
      <Stack gap="md" aria-live="polite">
        {outcome === null && (
          <p className="source-form-hint">A check stores nothing. Saving runs the same check.</p>
        )}
        {outcome?.ok === false && (
          <Notice kind="refusal">
            <p className="source-form-said">{outcome.detail}</p>
          </Notice>
        )}
        {outcome?.ok === true && <FirstRows {...outcome.value} />}
      </Stack>
    </Card>
  );
}

function FirstRows({ rows, recentRows }: SourceCheck) {
  const found = `The last 28 days have ${formatCount(recentRows)} rows.`;
  if (rows.length === 0) {
    return <Notice kind="caution">The query is valid and returns no rows yet.</Notice>;
  }
  return (
    <>
      <Notice kind="success">The role can only read, and the columns are correct. {found}</Notice>
      <section className="table-scroll" aria-label="First rows" tabIndex={0}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">unit</th>
              <th scope="col">time (UTC)</th>
              <th scope="col" className="data-number">
                value
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ unit, time, value }, index) => (
              <tr key={`${String(index)} ${unit}`}>
                <th scope="row">{unit}</th>
                <td>{time.toISOString().replace('T', ' ').replace('Z', '')}</td>
                <td className="data-number">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
