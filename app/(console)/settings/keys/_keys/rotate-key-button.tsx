'use client';

import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { rotate } from '../actions';
import type { KeyFacts } from './key-facts';
import { TokenDialog } from './token-dialog';

const overlaps = [
  { value: '0', label: 'Not at all: it ends now' },
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
  { value: '720', label: '30 days' },
];

interface RotateKeyButtonProps {
  readonly facts: KeyFacts;
  /** Whether it can be rotated now. The token that was just made is shown all the same. */
  readonly isOffered: boolean;
}

/** Gives a key a new token, after saying what becomes of the one before. */
export function RotateKeyButton({ facts, isOffered }: RotateKeyButtonProps) {
  const { key, version, name, prefix, lastUsed } = facts;
  const [asking, setAsking] = useState(false);
  const [overlap, setOverlap] = useState('24');
  const [token, setToken] = useState<string | null>(null);
  const { run } = useAction();
  const make = () =>
    run(async () => {
      const outcome = await rotate({ key, version, overlapHours: Number(overlap) });
      if (outcome.ok) setToken(outcome.value);
      return outcome;
    }, 'Rotated');
  return (
    <>
      {isOffered && (
        <Button
          size="xs"
          variant="default"
          aria-label={`Rotate the key ${name}`}
          onClick={() => setAsking(true)}
        >
          Rotate
        </Button>
      )}
      <ConfirmDialog
        opened={asking}
        title={`Give \u201c${name}\u201d a new token?`}
        consequences={[
          'The new token is shown once. Name, environment and permissions stay.',
          overlap === '0'
            ? `The token ${prefix}\u2026 ends now. It was last used: ${lastUsed}. What uses it is refused within seconds.`
            : `The token ${prefix}\u2026 works until the overlap ends. It was last used: ${lastUsed}. Replace it in what uses it by then.`,
        ]}
        confirm="Rotate"
        danger={overlap === '0'}
        onClose={() => setAsking(false)}
        onConfirm={make}
      >
        <NativeSelect
          label="The token before works for another"
          data={overlaps}
          value={overlap}
          onChange={(event) => setOverlap(event.currentTarget.value)}
          my="md"
        />
      </ConfirmDialog>
      <TokenDialog name={name} token={token} onClose={() => setToken(null)} />
    </>
  );
}
