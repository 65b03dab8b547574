'use client';

import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { Card } from '@/components/page';
import { ToneDot } from '@/components/tone';
import '@/components/data-table.css';

const eventSchema = z.object({
  items: z.array(
    z.object({
      sequence: z.int(),
      at: z.string(),
      kind: z.string(),
      code: z.string(),
      detail: z.string().nullable(),
      item: z.string(),
    }),
  ),
  omitted: z.int(),
});

type LiveItem = z.output<typeof eventSchema>['items'][number];

const MAX_SHOWN = 50;

/** What just arrived and what was refused, newest first, while the page is open. */
export function LiveItems({ environment }: { readonly environment: string }) {
  const [paused, setPaused] = useState(false);
  const { items, state } = useLiveItems(environment, paused);
  return (
    <Card
      title="Live"
      description="As it arrives at this server; nothing here is kept."
      flush={items.length > 0}
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={paused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
          onClick={() => setPaused(!paused)}
        >
          {paused ? 'Go on' : 'Pause'}
        </Button>
      }
    >
      {items.length === 0 ? (
        <p className="health-waiting" role="status">
          <span className="health-pulse" data-state={paused ? 'paused' : state} aria-hidden="true" />
          {paused ? 'Paused.' : waitingWords[state]}
        </p>
      ) : (
        <section className="table-scroll health-live" aria-label="Items as they arrive" tabIndex={0}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col" className="health-kind">
                  Kind
                </th>
                <th scope="col">Verdict</th>
                <th scope="col">Item</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <LiveRow key={item.sequence} item={item} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Card>
  );
}

const waitingWords = {
  connecting: 'Connecting.',
  open: 'Listening. Send an item, and it shows here at once.',
  broken: 'The connection was lost; trying again.',
} as const;

function LiveRow({ item }: { readonly item: LiveItem }) {
  return (
    <tr>
      <td className="health-age">
        <time dateTime={item.at}>{new Date(item.at).toLocaleTimeString('en-GB')}</time>
      </td>
      <td className="health-kind">{item.kind.toLowerCase()}</td>
      <td>
        <span className="health-verdict">
          <ToneDot tone={item.code === 'ACCEPTED' ? 'good' : 'bad'} />
          {item.code}
        </span>
      </td>
      <td>
        <code className="health-item">{item.item}</code>
        {item.detail !== null && <p className="health-detail">{item.detail}</p>}
      </td>
    </tr>
  );
}

function useLiveItems(environment: string, paused: boolean) {
  const [items, setItems] = useState<readonly LiveItem[]>([]);
  const [state, setState] = useState<keyof typeof waitingWords>('connecting');
  useEffect(() => {
    if (paused) return undefined;
    const source = new EventSource(`/data-health/stream?environment=${encodeURIComponent(environment)}`);
    source.addEventListener('items', (event: MessageEvent<string>) => {
      const parsed = eventSchema.safeParse(JSON.parse(event.data));
      if (!parsed.success) return;
      setItems((shown) => [...parsed.data.items.toReversed(), ...shown].slice(0, MAX_SHOWN));
    });
    source.addEventListener('open', () => setState('open'));
    source.addEventListener('error', () => setState('broken'));
    return () => {
      source.close();
      setState('connecting');
    };
  }, [environment, paused]);
  return { items, state };
}
