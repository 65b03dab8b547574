'use client';

import { Button, Group, Select, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { NumberField } from '@/components/number-field';
import { keyFrom } from '@/lib/assignment/key-from-name';
import { LiveForm } from '@/components/live-form';
import { useAction } from '@/components/use-action';
import { makeHoldout } from './actions';

interface NewHoldoutProps {
  readonly layers: readonly { readonly key: string; readonly name: string }[];
}

/** Makes a holdout; its share cannot be changed later. */
export function NewHoldout({ layers }: NewHoldoutProps) {
  const [name, setName] = useState('');
  const [percent, setPercent] = useState<number | ''>(5);
  const [layer, setLayer] = useState<string | null>(null);
  const { busy, run } = useAction();
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const share = percent === '' ? '' : Number((percent / 100).toPrecision(12));
    if (await run(() => makeHoldout({ name, key: keyFrom(name), share, layer }), 'Holdout created'))
      setName('');
  };
  return (
    <LiveForm className="traffic-form" onSubmit={(event) => void submit(event)}>
      <Group align="end">
        <TextInput
          label="New holdout"
          placeholder="All of 2027"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NumberField label="Share of all units" suffix="%" value={percent} onChange={setPercent} />
        <Select
          label="Of"
          placeholder="every experiment"
          clearable
          data={layers.map((one) => ({ value: one.key, label: `the layer ${one.name}` }))}
          value={layer}
          onChange={setLayer}
        />
        <Button type="submit" variant="default" loading={busy}>
          Create holdout
        </Button>
      </Group>
    </LiveForm>
  );
}
