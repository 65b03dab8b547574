'use client';

import { Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useRef, useState, type SyntheticEvent } from 'react';
import { Notice } from '@/components/notice';
import { AccessHeading } from '@/components/access/access-heading';
import { LiveFields } from '@/components/live-fields';
import { beginAtProvider, signIn } from '@/components/access/sign-in-request';
import type { SignInChoices } from '@/lib/verbs/identity-provider/read-sign-in-choices';
import { providerProblemSentence } from './provider-problems';

interface SignInFormProps {
  /** The address of who is signed in and in no workspace; null: nobody is. */
  readonly stranded: string | null;
  readonly choices: SignInChoices;
  /** Why an identity provider let nobody in; null: nobody comes from one. */
  readonly cameBackWith: string | null;
}

/**
 * An identity provider where there is one; e-mail address and password where they open anything. One message for every wrong pair, so that
 * nobody learns which accounts exist.
 */
export function SignInForm({ stranded, choices, cameBackWith }: SignInFormProps) {
  const [problem, setProblem] = useState(cameBackWith);
  const { providers, takesPasswords } = choices;
  return (
    <>
      <AccessHeading title="Sign in" text="Welcome back. Your experiments kept counting." />
      <Stack gap="md">
        {stranded !== null && problem === null && (
          <Notice kind="caution" title={`${stranded} is in no workspace`}>
            Ask an owner or admin for an invitation, or sign in with another account.
          </Notice>
        )}
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        {providers.map(({ workspaceId, name }) => (
          <ProviderButton key={workspaceId} workspaceId={workspaceId} name={name} onProblem={setProblem} />
        ))}
        {providers.length > 0 && takesPasswords && <Divider label="or with a password" />}
        {takesPasswords && <PasswordForm onProblem={setProblem} />}
      </Stack>
    </>
  );
}

interface ProviderButtonProps {
  readonly workspaceId: string;
  readonly name: string;
  readonly onProblem: (problem: string | null) => void;
}

function ProviderButton({ workspaceId, name, onProblem }: ProviderButtonProps) {
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    const begun = await beginAtProvider(workspaceId);
    if ('url' in begun) window.location.assign(begun.url);
    else {
      onProblem(
        begun.problem === null
          ? 'The server does not answer. Try again.'
          : providerProblemSentence(begun.problem),
      );
      setBusy(false);
    }
  };
  return (
    <Button size="md" fullWidth loading={busy} onClick={() => void go()}>
      Continue with {name}
    </Button>
  );
}

function PasswordForm({ onProblem }: Pick<ProviderButtonProps, 'onProblem'>) {
  const router = useRouter();
  // Read when they are sent, so that what was typed, or filled in by the browser, before the page's script ran counts as well.
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    const refused = await signIn(email.current?.value.trim() ?? '', password.current?.value ?? '');
    onProblem(refused);
    if (refused === null) {
      router.replace('/experiments');
      router.refresh();
    } else setBusy(false);
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
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
