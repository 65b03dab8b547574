'use client';

import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState, type SyntheticEvent } from 'react';
import { Notice } from '@/components/notice';
import { AccessHeading } from '@/components/access/access-heading';
import { signIn } from '@/components/access/sign-in-request';

/** E-mail address and password; one message for every wrong pair, so that nobody learns which accounts exist. */
export function SignInForm() {
  const router = useRouter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    const refused = await signIn(email.trim(), password);
    setProblem(refused);
    if (refused === null) {
      router.replace('/experiments');
      router.refresh();
    } else setBusy(false);
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <AccessHeading title="Sign in" text="Welcome back. Your experiments kept counting." />
      <Stack gap="md">
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          size="md"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          size="md"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={busy} fullWidth mt="xs">
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
