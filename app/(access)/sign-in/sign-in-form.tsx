'use client';

import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useRef, useState, type SyntheticEvent } from 'react';
import { Notice } from '@/components/notice';
import { AccessHeading } from '@/components/access/access-heading';
import { LiveFields } from '@/components/live-fields';
import { signIn } from '@/components/access/sign-in-request';

/**
 * E-mail address and password; one message for every wrong pair, so that nobody learns which accounts exist. `stranded`: the address of
 * who is signed in and in no workspace; null: nobody is.
 */
export function SignInForm({ stranded }: { readonly stranded: string | null }) {
  const router = useRouter();
  // Read when they are sent, so that what was typed, or filled in by the browser, before the page's script ran counts as well.
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    const refused = await signIn(email.current?.value.trim() ?? '', password.current?.value ?? '');
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
        {stranded !== null && problem === null && (
          <Notice kind="caution" title={`${stranded} is in no workspace`}>
            Ask an owner or admin for an invitation, or sign in with another account.
          </Notice>
        )}
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          size="md"
          required
          ref={email}
        />
        <PasswordInput label="Password" autoComplete="current-password" size="md" required ref={password} />
        <LiveFields>
          <Button type="submit" size="md" loading={busy} fullWidth mt="xs">
            Sign in
          </Button>
        </LiveFields>
      </Stack>
    </form>
  );
}
