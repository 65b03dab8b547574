'use client';

import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { rename } from '../actions';
import type { EnvironmentFacts } from './environment-facts';

/** Gives an environment another name; its key stays. */
export function RenameButton({ facts: { key, name, version } }: { readonly facts: EnvironmentFacts }) {
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState(name);
  const { run } = useAction();
  return (
    <>
      <Button size="xs" variant="default" aria-label={`Rename ${name}`} onClick={() => setAsking(true)}>
        Rename
      </Button>
      <ConfirmDialog
        opened={asking}
        title={`Rename \u201c${name}\u201d?`}
        consequences={[`Pages show the new name. Programs go on naming the environment by its key, ${key}.`]}
        confirm="Rename"
        onClose={() => setAsking(false)}
        onConfirm={() => run(() => rename({ key, version, changes: { name: typed } }), 'Renamed')}
      >
        <TextInput
          label="New name"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          my="md"
        />
      </ConfirmDialog>
    </>
  );
}
