'use client';

import { Button, PasswordInput, Stack } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState, type SyntheticEvent } from 'react';
import { signIn } from '@/components/access/sign-in-request';
import { LiveForm } from '@/components/live-form';
import { Notice } from '@/components/notice';
import { accept } from './actions';

interface JoinFormProps {
  readonly token: string;
  readonly email: string;
  /** With the account that is invited. */
  readonly isSignedIn: boolean;
}

/** For an invited person who has an account: its password, unless they are signed in. */
export function JoinForm({ token, email, isSignedIn }: JoinFormProps) {
  const router = useRouter();
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const join = async () => {
    const refused = isSignedIn ? null : await signIn(email, password);
    if (refused !== null) return refused;
    const outcome = await accept(token, {});
    return outcome.ok ? null : outcome.detail;
  };
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    const refused = await join();
    setProblem(refused);
    setBusy(false);
    if (refused !== null) return;
    router.replace('/experiments');
    router.refresh();
  };
  return (
    <LiveForm onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        {!isSignedIn && (
          <PasswordInput
            label="Password"
            description={`Of your account ${email}`}
            autoComplete="current-password"
            size="md"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        <Button type="submit" size="md" loading={busy} fullWidth mt="xs">
          Join
        </Button>
      </Stack>
    </LiveForm>
  );
}
