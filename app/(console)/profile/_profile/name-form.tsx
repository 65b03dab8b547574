'use client';

import { Button, Group, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { LiveForm } from '@/components/live-form';
import { useAction } from '@/components/use-action';
import { rename } from '../actions';

/** One's own name. */
export function NameForm({ name }: { readonly name: string }) {
  const [typed, setTyped] = useState(name);
  const { busy, run } = useAction();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void run(() => rename({ name: typed }), 'Saved');
  };
  return (
    <LiveForm onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label="Your name"
          autoComplete="name"
          required
          maxLength={200}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          style={{ flex: '1 1 220px' }}
        />
        <Button type="submit" loading={busy} disabled={typed.trim() === name}>
          Save
        </Button>
      </Group>
    </LiveForm>
  );
}
