'use client';

import { Button, Checkbox, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState, type SyntheticEvent } from 'react';
import { LiveForm } from '@/components/live-form';
import { Notice } from '@/components/notice';
import { change } from '../actions';
import { everyScopeChoice, expiresAtOf, expiryChoices, linesOf, originsProblem } from './key-draft';
import type { KeyFacts } from './key-facts';
import { OriginsField } from './origins-field';

/** Changes what a key is called, may do and until when; its token stays. */
export function ChangeKeyButton({ facts }: { readonly facts: KeyFacts }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={`Change the key ${facts.name}`}
        onClick={() => setOpened(true)}
      >
        Change
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`Change \u201c${facts.name}\u201d`}
        centered
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <ChangeForm facts={facts} onDone={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function refusalOf({ code, detail }: { readonly code: string; readonly detail: string }): string {
  if (code !== 'VERSION_MISMATCH') return detail;
  return 'Somebody else changed this key while the dialog was open. Close it and open it again to see how it is now.';
}

interface ChangeFormProps {
  readonly facts: KeyFacts;
  readonly onDone: () => void;
}

/** It begins with the key as it was when the dialog opened, and is refused where somebody else changed it since. */
function ChangeForm({ facts: latest, onDone }: ChangeFormProps) {
  const router = useRouter();
  const [facts] = useState(latest);
  const [name, setName] = useState(facts.name);
  const [scopes, setScopes] = useState(facts.scopes);
  const [origins, setOrigins] = useState(facts.allowedOrigins.join('\n'));
  const [expiry, setExpiry] = useState('keep');
  const [problem, setProblem] = useState<string | null>(null);
  const [refusedOrigins, setRefusedOrigins] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { key, version, kind } = facts;
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    const outcome = await change({
      ...{ key, version },
      changes: {
        name,
        ...(kind === 'secret' ? { scopes } : { allowedOrigins: linesOf(origins) }),
        ...(expiry !== 'keep' && { expiresAt: expiresAtOf(expiry, Date.now()) }),
      },
    });
    setBusy(false);
    const atOrigins = outcome.ok ? null : originsProblem({ origins }, outcome.problems);
    setRefusedOrigins(atOrigins);
    setProblem(outcome.ok || atOrigins !== null ? null : refusalOf(outcome));
    if (outcome.ok) onDone();
    router.refresh();
  };
  const isLess = facts.scopes.some((scope) => !scopes.includes(scope));
  return (
    <LiveForm onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        <TextInput
          label="Name"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {kind === 'secret' ? (
          <Checkbox.Group label="It may" value={[...scopes]} onChange={setScopes}>
            <Stack gap="xs" mt={4}>
              {everyScopeChoice.map((choice) => (
                <Checkbox key={choice.value} {...choice} />
              ))}
            </Stack>
          </Checkbox.Group>
        ) : (
          <OriginsField origins={origins} problem={refusedOrigins} onChange={setOrigins} />
        )}
        <NativeSelect
          label="Expires"
          data={[{ value: 'keep', label: `As it is: ${facts.expires}` }, ...expiryChoices]}
          value={expiry}
          onChange={(event) => setExpiry(event.currentTarget.value)}
        />
        {isLess && (
          <Notice kind="caution">
            What the key no longer may is refused within seconds. It was last used: {facts.lastUsed}.
          </Notice>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            Save
          </Button>
        </Group>
      </Stack>
    </LiveForm>
  );
}
