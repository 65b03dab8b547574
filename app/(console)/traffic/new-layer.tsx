'use client';

import { Button, Group, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { keyFrom } from '@/lib/assignment/key-from-name';
import { LiveForm } from '@/components/live-form';
import { useAction } from '@/components/use-action';
import { makeLayer } from './actions';

/** Makes a layer; its key comes of its name. */
export function NewLayer() {
  const [name, setName] = useState('');
  const { busy, run } = useAction();
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (await run(() => makeLayer({ name, key: keyFrom(name) }), 'Layer created')) setName('');
  };
  return (
    <LiveForm className="traffic-form" onSubmit={(event) => void submit(event)}>
      <Group align="end">
        <TextInput
          label="New layer"
          placeholder="Checkout page"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={busy}>
          Create layer
        </Button>
      </Group>
    </LiveForm>
  );
}
