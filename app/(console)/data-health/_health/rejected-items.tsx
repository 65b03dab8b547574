'use client';

import { Button, Checkbox, Group } from '@mantine/core';
import { useState } from 'react';
import type { ItemKindName } from '@/lib/model/item-members';
import { ReplayDialog } from './replay-dialog';
import { unknownNames } from './unknown-names';
import '@/components/data-table.css';

export interface RejectedRow {
  readonly id: string;
  readonly kind: ItemKindName;
  readonly code: string;
  readonly detail: string;
  readonly body: string;
  /** In the workspace's zone. */
  readonly received: string;
}

interface RejectedItemsProps {
  readonly environment: string;
  readonly items: readonly RejectedRow[];
  /** The one reason of all of them, where they were asked for by it: then all can be sent again, those on other pages too. */
  readonly code: string | null;
  readonly mayReplay: boolean;
}

/** Refused items, each with its reason and its body; those that are chosen can be mended and sent again. */
export function RejectedItems({ environment, items, code, mayReplay }: RejectedItemsProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<'chosen' | 'all' | null>(null);
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
          <Group gap="sm">
            {code !== null && (
              <Button size="xs" variant="default" onClick={() => setAsking('all')}>
                {`Replay all with ${code}`}
              </Button>
            )}
            <Button size="xs" disabled={ids.length === 0} onClick={() => setAsking('chosen')}>
              {ids.length === 0 ? 'Replay' : `Replay ${String(ids.length)}`}
            </Button>
          </Group>
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
        which={{ ids }}
        names={unknownNames(items.filter(({ id }) => chosen.has(id)))}
        opened={asking === 'chosen'}
        onClose={() => setAsking(null)}
        onDone={() => setChosen(new Set())}
      />
      {code !== null && (
        <ReplayDialog
          key={`all ${items.map(({ id }) => id).join(' ')}`}
          environment={environment}
          which={{ code }}
          names={unknownNames(items)}
          opened={asking === 'all'}
          onClose={() => setAsking(null)}
          onDone={() => setChosen(new Set())}
        />
      )}
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
