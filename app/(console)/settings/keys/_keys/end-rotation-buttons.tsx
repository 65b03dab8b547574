'use client';

import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { endRotation } from '../actions';
import type { KeyFacts } from './key-facts';

interface EndRotationButtonsProps {
  readonly facts: KeyFacts;
  readonly rotation: NonNullable<KeyFacts['rotation']>;
}

/** Ends an overlap: with the new token, or with the one before. Each says what is refused then. */
export function EndRotationButtons({ facts, rotation }: EndRotationButtonsProps) {
  const { key, version, name, prefix, lastUsed } = facts;
  const [keep, setKeep] = useState<'new' | 'previous' | null>(null);
  const { run } = useAction();
  const ended = keep === 'previous' ? { prefix, lastUsed } : rotation;
  const goesOn = keep === 'previous' ? rotation.prefix : prefix;
  return (
    <Group gap="xs">
      <Button
        size="xs"
        variant="default"
        aria-label={`End it now: the earlier token of ${name}`}
        onClick={() => setKeep('new')}
      >
        End it now
      </Button>
      <Button
        size="xs"
        variant="default"
        aria-label={`Take the rotation back: ${name}`}
        onClick={() => setKeep('previous')}
      >
        Take the rotation back
      </Button>
      <ConfirmDialog
        opened={keep !== null}
        title={
          keep === 'previous'
            ? `Take the rotation of \u201c${name}\u201d back?`
            : `End the earlier token of \u201c${name}\u201d?`
        }
        consequences={[
          `The token ${ended.prefix}\u2026 ends for good. It was last used: ${ended.lastUsed}. What uses it is refused within seconds.`,
          `The token ${goesOn}\u2026 goes on.`,
        ]}
        confirm={keep === 'previous' ? 'Take back' : 'End the earlier token'}
        danger
        onClose={() => setKeep(null)}
        onConfirm={() => run(() => endRotation({ key, version, keep }), 'Ended')}
      />
    </Group>
  );
}
