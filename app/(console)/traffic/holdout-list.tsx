'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { formatShare } from '@/lib/charts/format';
import { formatDay } from '@/lib/charts/format-time';
import type { HoldoutView } from '@/lib/verbs/holdouts/holdout-view';
import { release } from './actions';
import '@/components/data-table.css';

interface HoldoutListProps {
  readonly holdouts: readonly HoldoutView[];
  readonly timeZone: string;
  readonly mayWrite: boolean;
}

export function HoldoutList({ holdouts, timeZone, mayWrite }: HoldoutListProps) {
  const [asking, setAsking] = useState<HoldoutView | null>(null);
  const { run } = useAction();
  if (holdouts.length === 0) return <p>None yet.</p>;
  return (
    <section className="table-scroll" aria-label="Holdouts" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Holdout</th>
            <th scope="col">Excludes</th>
            <th scope="col">Of</th>
            <th scope="col">Since</th>
            <th scope="col">Until</th>
          </tr>
        </thead>
        <tbody>
          {holdouts.map((holdout) => (
            <tr key={holdout.key}>
              <th scope="row">
                <Link href={`/learnings/holdouts?holdout=${holdout.key}`}>{holdout.name}</Link>
              </th>
              <td>{formatShare(holdout.share)}</td>
              <td>{holdout.layer === null ? 'every experiment' : `the layer ${holdout.layer}`}</td>
              <td>{formatDay(holdout.createdAt, timeZone)}</td>
              <td>
                {holdout.releasedAt !== null && formatDay(holdout.releasedAt, timeZone)}
                {holdout.releasedAt === null && mayWrite && (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Release the holdout ${holdout.name}`}
                    onClick={() => setAsking(holdout)}
                  >
                    Release
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        opened={asking !== null}
        title={`Release \u201c${asking?.name ?? ''}\u201d?`}
        consequences={[
          'Within seconds its units get every shipped variant.',
          'Runs that start from now on include them.',
          'It cannot be restored: afterwards its units have seen what the others saw.',
        ]}
        confirm="Release"
        danger
        onClose={() => setAsking(null)}
        onConfirm={() => run(() => release({ key: asking?.key }), 'Released')}
      />
    </section>
  );
}
