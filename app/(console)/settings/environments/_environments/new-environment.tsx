'use client';

import { Button, Group, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { keyFrom } from '@/lib/assignment/key-from-name';
import { LiveForm } from '@/components/live-form';
import { useAction } from '@/components/use-action';
import { make } from '../actions';

/** Makes an environment; its key comes of its name, where no other is typed. */
export function NewEnvironment() {
  const [name, setName] = useState('');
  const [typedKey, setTypedKey] = useState('');
  const { busy, run } = useAction();
  const key = typedKey === '' ? keyFrom(name) : typedKey;
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!(await run(() => make({ name, key }), 'Environment created'))) return;
    setName('');
    setTypedKey('');
  };
  return (
    <LiveForm onSubmit={(event) => void submit(event)}>
      <Group align="end">
        <TextInput
          label="Name"
          placeholder="Preview"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Key, which never changes"
          placeholder={keyFrom(name) || 'preview'}
          value={typedKey}
          onChange={(event) => setTypedKey(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy}>
          Create environment
        </Button>
      </Group>
    </LiveForm>
  );
}
