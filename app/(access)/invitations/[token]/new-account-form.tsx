'use client';

import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { signIn } from '@/components/access/sign-in-request';
import { fieldErrors } from '@/components/field-errors';
import { LiveForm } from '@/components/live-form';
import { Notice } from '@/components/notice';
import { minimumPasswordLength, newAccountSchema } from '@/lib/verbs/members/account-fields';
import { accept } from './actions';

interface NewAccountFormProps {
  readonly token: string;
  readonly email: string;
}

/** Name and password of an invited person; they are signed in then. */
export function NewAccountForm({ token, email }: NewAccountFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { name: '', password: '' },
    validateInputOnBlur: true,
    validate: (values) => fieldErrors(newAccountSchema, values),
  });
  const submit = form.onSubmit(async (values) => {
    const outcome = await accept(token, values);
    if (!outcome.ok) {
      setProblem(outcome.detail);
      return;
    }
    setProblem(await signIn(email, values.password));
    router.replace('/experiments');
    router.refresh();
  });
  return (
    <LiveForm onSubmit={submit}>
      <Stack gap="md">
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          size="md"
          readOnly
          value={email}
        />
        <TextInput label="Your name" autoComplete="name" size="md" required {...form.getInputProps('name')} />
        <PasswordInput
          label="Password"
          description={`At least ${minimumPasswordLength} characters`}
          autoComplete="new-password"
          size="md"
          required
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" loading={form.submitting} fullWidth mt="xs">
          Join
        </Button>
      </Stack>
    </LiveForm>
  );
}
