'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { revoke } from './actions';

/** Ends a key, after saying what that does. */
export function RevokeKeyButton({ id, name }: { readonly id: string; readonly name: string }) {
  const [asking, setAsking] = useState(false);
  const { run } = useAction();
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
          'Applications that use it are refused within seconds.',
          'A revoked key cannot be restored. Create a new key and replace this one first.',
        ]}
        confirm="Revoke key"
        danger
        onClose={() => setAsking(false)}
        onConfirm={() => run(() => revoke({ id }), 'Revoked')}
      />
    </>
  );
}
