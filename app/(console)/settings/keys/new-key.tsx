'use client';

import {
  Button,
  Checkbox,
  Group,
  Input,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState, type SyntheticEvent } from 'react';
import { Notice } from '@/components/notice';
import { LiveForm } from '@/components/live-form';
import { CodeBlock } from '@/components/code-block';
import { create } from './actions';
import { emptyKey, keyInputOf, originsProblem, scopeChoices, type KeyDraft } from './key-draft';

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
  const [draft, setDraft] = useState(emptyKey);
  const change = (changes: Partial<KeyDraft>) => setDraft({ ...draft, ...changes });
  const { name, kind, environment, reach, also, origins } = draft;
  const [made, setMade] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [refusedOrigins, setRefusedOrigins] = useState<string | null>(null);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const outcome = await create(keyInputOf(draft));
    const atOrigins = outcome.ok ? null : originsProblem(draft, outcome.problems);
    setRefusedOrigins(atOrigins);
    setProblem(outcome.ok || atOrigins !== null ? null : outcome.detail);
    if (!outcome.ok) return;
    setMade(outcome.value);
    setDraft({ ...draft, name: '', also: [], origins: '' });
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
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Input.Wrapper label="Kind" labelElement="div">
            <SegmentedControl
              aria-label="Kind"
              data={kinds}
              value={kind}
              onChange={(chosen) => change({ kind: chosen })}
              fullWidth
            />
          </Input.Wrapper>
          <Input.Wrapper label="Environment" labelElement="div">
            <SegmentedControl
              aria-label="Environment"
              data={environments}
              value={environment}
              onChange={(chosen) => change({ environment: chosen })}
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
              onChange={(chosen) => change({ reach: chosen })}
              fullWidth
              mt={4}
            />
          </Input.Wrapper>
        )}
        {kind === 'secret' && (
          <Checkbox.Group
            label="It may also"
            description="What a key has only where somebody chose it"
            value={[...also]}
            onChange={(chosen) => change({ also: chosen })}
          >
            <Stack gap="xs" mt={4}>
              {scopeChoices.map((choice) => (
                <Checkbox key={choice.value} {...choice} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        {kind === 'publishable' && (
          <OriginsField origins={origins} problem={refusedOrigins} onChange={change} />
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

interface OriginsFieldProps {
  readonly origins: string;
  readonly problem: string | null;
  readonly onChange: (changes: Pick<KeyDraft, 'origins'>) => void;
}

function OriginsField({ origins, problem, onChange }: OriginsFieldProps) {
  return (
    <Textarea
      label="Origins"
      description="Pages that may use the key, one origin a line, such as https://shop.example. Left empty: pages of any origin"
      placeholder="https://shop.example"
      autosize
      minRows={2}
      value={origins}
      error={problem}
      onChange={(event) => onChange({ origins: event.currentTarget.value })}
    />
  );
}
