'use client';

import { Button, Group, Input, SegmentedControl, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState, type SyntheticEvent } from 'react';
import { Notice } from '@/components/notice';
import { LiveForm } from '@/components/live-form';
import { CodeBlock } from '@/components/code-block';
import { create } from './actions';

const kinds = [
  { value: 'secret', label: 'Secret' },
  { value: 'publishable', label: 'Publishable' },
];

const environments = [
  { value: 'production', label: 'Production' },
  { value: 'staging', label: 'Staging' },
];

const reaches = [
  { value: 'environment', label: 'Its environment' },
  { value: 'workspace', label: 'The whole workspace' },
];

/** Makes a key and shows it once. */
export function NewKey() {
  const router = useRouter();
  const [name, setName] = useState('');
  const [kind, setKind] = useState('secret');
  const [environment, setEnvironment] = useState('production');
  const [reach, setReach] = useState('environment');
  const [made, setMade] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const outcome = await create({ name, kind, environment, ...(kind === 'secret' && { reach }) });
    setProblem(outcome.ok ? null : outcome.detail);
    if (!outcome.ok) return;
    setMade(outcome.value);
    setName('');
    router.refresh();
  };
  return (
    <LiveForm onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        <TextInput
          label="Name"
          description="Where it is used"
          placeholder="Shop server"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Input.Wrapper label="Kind" labelElement="div">
            <SegmentedControl aria-label="Kind" data={kinds} value={kind} onChange={setKind} fullWidth />
          </Input.Wrapper>
          <Input.Wrapper label="Environment" labelElement="div">
            <SegmentedControl
              aria-label="Environment"
              data={environments}
              value={environment}
              onChange={setEnvironment}
              fullWidth
            />
          </Input.Wrapper>
        </SimpleGrid>
        {kind === 'secret' && (
          <Input.Wrapper
            label="Access"
            labelElement="div"
            description="Metrics, layers, holdouts, audiences, sources, retention and erasure need access to the whole workspace"
          >
            <SegmentedControl
              aria-label="Access"
              data={reaches}
              value={reach}
              onChange={setReach}
              fullWidth
              mt={4}
            />
          </Input.Wrapper>
        )}
        <Group justify="flex-end">
          <Button type="submit">Create key</Button>
        </Group>
        {made !== null && (
          <Notice kind="success" title="Copy it now: it is not shown again">
            <CodeBlock label="The new key" code={made} />
          </Notice>
        )}
      </Stack>
    </LiveForm>
  );
}
