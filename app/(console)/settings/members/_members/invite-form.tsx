'use client';

import { Button, Group, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState, type SyntheticEvent } from 'react';
import { CodeBlock } from '@/components/code-block';
import { LiveForm } from '@/components/live-form';
import { Notice } from '@/components/notice';
import type { MemberRole } from '@/lib/auth/permissions';
import { invite } from '../actions';

const expiries = [
  { value: '1', label: '1 day' },
  { value: '7', label: '7 days' },
  { value: '14', label: '14 days' },
  { value: '30', label: '30 days' },
];

interface Made {
  readonly email: string;
  readonly link: string;
}

/** Makes an invitation and shows its link once. `givable`: up to the role of who invites. */
export function InviteForm({ givable }: { readonly givable: readonly MemberRole[] }) {
  const router = useRouter();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<string>('viewer');
  const [days, setDays] = useState('7');
  const [made, setMade] = useState<Made | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    const outcome = await invite({ email, role, expiresInDays: Number(days) });
    setBusy(false);
    setProblem(outcome.ok ? null : outcome.detail);
    setMade(outcome.ok ? { email, link: `${window.location.origin}${outcome.value}` } : null);
    if (!outcome.ok) return;
    setEmail('');
    router.refresh();
  };
  return (
    <LiveForm onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <TextInput
            label="E-mail address"
            type="email"
            autoComplete="off"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <NativeSelect
            label="Role"
            data={[...givable]}
            value={role}
            onChange={(event) => setRole(event.currentTarget.value)}
          />
          <NativeSelect
            label="The link works for"
            data={expiries}
            value={days}
            onChange={(event) => setDays(event.currentTarget.value)}
          />
        </SimpleGrid>
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            Make the link
          </Button>
        </Group>
        {made !== null && (
          <Notice kind="success" title={`Copy it now and send it to ${made.email}: it is not shown again`}>
            <CodeBlock label="Invitation link" code={made.link} />
          </Notice>
        )}
      </Stack>
    </LiveForm>
  );
}
