'use client';

import { Button, Checkbox, Group } from '@mantine/core';
import { useState } from 'react';
import { ReplayDialog } from './replay-dialog';
import '@/components/data-table.css';

export interface RejectedRow {
  readonly id: string;
  readonly kind: string;
  readonly code: string;
  readonly detail: string;
  readonly body: string;
  /** In the workspace's zone. */
  readonly received: string;
}

interface RejectedItemsProps {
  readonly environment: string;
  readonly items: readonly RejectedRow[];
  readonly mayReplay: boolean;
}

/** Refused items, each with its reason and its body; those that are chosen can be mended and sent again. */
export function RejectedItems({ environment, items, mayReplay }: RejectedItemsProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  if (items.length === 0) return <p>Nothing is left to fix.</p>;
  const ids = items.map(({ id }) => id).filter((id) => chosen.has(id));
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <>
      {mayReplay && (
        <Group justify="space-between" className="health-bar">
          <Checkbox
            label="Select all on this page"
            checked={ids.length === items.length}
            indeterminate={ids.length > 0 && ids.length < items.length}
            onChange={(event) =>
              setChosen(new Set(event.currentTarget.checked ? items.map(({ id }) => id) : []))
            }
          />
          <Button size="xs" disabled={ids.length === 0} onClick={() => setAsking(true)}>
            {ids.length === 0 ? 'Replay' : `Replay ${String(ids.length)}`}
          </Button>
        </Group>
      )}
      <ul className="health-rejected">
        {items.map((item) => (
          <li key={item.id}>
            {mayReplay && (
              <Checkbox
                aria-label={`Select item ${item.id}`}
                checked={chosen.has(item.id)}
                onChange={(event) => choose(item.id, event.currentTarget.checked)}
              />
            )}
            <div className="health-rejected-text">
              <p className="health-rejected-head">
                <strong>{item.code}</strong> <span>{item.kind.toLowerCase()}</span>{' '}
                <span>{item.received}</span>
              </p>
              <p className="health-detail">{item.detail}</p>
              <details className="disclosure">
                <summary>What was sent</summary>
                <section className="disclosure-body" aria-label={`Item ${item.id}`} tabIndex={0}>
                  <pre className="health-body">{readableBody(item.body)}</pre>
                </section>
              </details>
            </div>
          </li>
        ))}
      </ul>
      <ReplayDialog
        key={ids.join(' ')}
        environment={environment}
        ids={ids}
        opened={asking}
        onClose={() => setAsking(false)}
        onDone={() => setChosen(new Set())}
      />
    </>
  );
}

function readableBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
