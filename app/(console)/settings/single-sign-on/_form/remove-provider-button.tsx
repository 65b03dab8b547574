'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { remove } from '../actions';

interface RemoveProviderButtonProps {
  readonly name: string;
  readonly version: number;
}

export function RemoveProviderButton({ name, version }: RemoveProviderButtonProps) {
  const [asking, setAsking] = useState(false);
  const { run } = useAction();
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Remove
      </Button>
      <ConfirmDialog
        opened={asking}
        title={`Remove ${name}?`}
        consequences={[
          'Members stay, and sign in with a password. Who has none needs a link for one (Members).',
          'Who is which person at the provider is forgotten. Sessions go on.',
        ]}
        confirm="Remove"
        onClose={() => setAsking(false)}
        onConfirm={() => run(() => remove({ version }), 'Removed')}
      />
    </>
  );
}
