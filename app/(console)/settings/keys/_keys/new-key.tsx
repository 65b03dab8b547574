'use client';

import {
  Button,
  Checkbox,
  Group,
  Input,
  NativeSelect,
  SegmentedControl,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState, type SyntheticEvent } from 'react';
import { Notice } from '@/components/notice';
import { LiveForm } from '@/components/live-form';
import { CodeBlock } from '@/components/code-block';
import { create } from '../actions';
import {
  emptyKey,
  expiryChoices,
  keyInputOf,
  originsProblem,
  scopeChoices,
  type KeyDraft,
} from './key-draft';
import { OriginsField } from './origins-field';

const kinds = [
  { value: 'secret', label: 'Secret' },
  { value: 'publishable', label: 'Publishable' },
];

const reaches = [
  { value: 'environment', label: 'Its environment' },
  { value: 'workspace', label: 'The whole workspace' },
];

interface NewKeyProps {
  readonly environments: readonly { readonly value: string; readonly label: string }[];
}

/** Makes a key and shows it once. */
export function NewKey({ environments }: NewKeyProps) {
  const router = useRouter();
  const [draft, setDraft] = useState(emptyKey);
  const change = (changes: Partial<KeyDraft>) => setDraft({ ...draft, ...changes });
  const { name, kind, also, origins } = draft;
  const [made, setMade] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [refusedOrigins, setRefusedOrigins] = useState<string | null>(null);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const outcome = await create(keyInputOf(draft, Date.now()));
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
        <PlaceFields draft={draft} environments={environments} onChange={change} />
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
          <OriginsField
            origins={origins}
            problem={refusedOrigins}
            onChange={(typed) => change({ origins: typed })}
          />
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

interface PlaceFieldsProps extends NewKeyProps {
  readonly draft: KeyDraft;
  readonly onChange: (changes: Partial<KeyDraft>) => void;
}

/** What kind of key it is, where it works and until when. */
function PlaceFields({
  draft: { kind, environment, reach, expiry },
  environments,
  onChange,
}: PlaceFieldsProps) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Input.Wrapper label="Kind" labelElement="div">
          <SegmentedControl
            aria-label="Kind"
            data={kinds}
            value={kind}
            onChange={(chosen) => onChange({ kind: chosen })}
            fullWidth
          />
        </Input.Wrapper>
        <NativeSelect
          label="Environment"
          data={[...environments]}
          value={environment}
          onChange={(event) => onChange({ environment: event.currentTarget.value })}
        />
        <NativeSelect
          label="Expires"
          data={expiryChoices}
          value={expiry}
          onChange={(event) => onChange({ expiry: event.currentTarget.value })}
        />
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
            onChange={(chosen) => onChange({ reach: chosen })}
            fullWidth
            mt={4}
          />
        </Input.Wrapper>
      )}
    </>
  );
}
