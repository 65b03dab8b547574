'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { revoke } from '../actions';
import type { KeyFacts } from './key-facts';

/** Ends a key, after saying what that does. */
export function RevokeKeyButton({ facts }: { readonly facts: KeyFacts }) {
  const { key, name, lastUsed, rotation, scopes } = facts;
  const [asking, setAsking] = useState(false);
  const { run } = useAction();
  const earlier = rotation && ` The earlier token was last used: ${rotation.lastUsed}.`;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={`Revoke the key ${name}`}
        onClick={() => setAsking(true)}
      >
        Revoke
      </Button>
      <ConfirmDialog
        opened={asking}
        title={`Revoke \u201c${name}\u201d?`}
        consequences={[
          `It was last used: ${lastUsed}.${earlier ?? ''} Applications that use it are refused within seconds.`,
          'A revoked key cannot be restored. To replace its token without an interruption, rotate it.',
          ...(scopes.includes('keys:write') ? ['Keys that were made with it go on: see who made each.'] : []),
        ]}
        confirm="Revoke key"
        danger
        onClose={() => setAsking(false)}
        onConfirm={() => run(() => revoke({ key }), 'Revoked')}
      />
    </>
  );
}
