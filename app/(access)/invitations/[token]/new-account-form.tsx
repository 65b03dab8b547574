'use client';

import { Button, Stack, TextInput } from '@mantine/core';
import { NewPasswordField } from '@/components/access/new-password-field';
import { useAccountForm } from '@/components/access/use-account-form';
import { LiveForm } from '@/components/live-form';
import { Notice } from '@/components/notice';
import { newAccountSchema } from '@/lib/verbs/members/account-fields';
import { accept } from './actions';

interface NewAccountFormProps {
  readonly token: string;
  readonly email: string;
}

/** Name and password of an invited person; they are signed in then. */
export function NewAccountForm({ token, email }: NewAccountFormProps) {
  const { form, submit, problem } = useAccountForm({
    initialValues: { name: '', password: '' },
    schema: newAccountSchema,
    save: (values) => accept(token, values),
    emailOf: () => email,
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
        <NewPasswordField {...form.getInputProps('password')} />
        <Button type="submit" size="md" loading={form.submitting} fullWidth mt="xs">
          Join
        </Button>
      </Stack>
    </LiveForm>
  );
}
