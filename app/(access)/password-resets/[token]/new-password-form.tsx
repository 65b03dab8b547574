'use client';

import { Button, Stack } from '@mantine/core';
import { NewPasswordField } from '@/components/access/new-password-field';
import { useAccountForm } from '@/components/access/use-account-form';
import { LiveForm } from '@/components/live-form';
import { Notice } from '@/components/notice';
import { newPasswordSchema } from '@/lib/verbs/members/account-fields';
import { reset } from './actions';

interface NewPasswordFormProps {
  readonly token: string;
  readonly email: string;
}

/** The new password of whoever has the link; they are signed in then. */
export function NewPasswordForm({ token, email }: NewPasswordFormProps) {
  const { form, submit, problem } = useAccountForm({
    initialValues: { password: '' },
    schema: newPasswordSchema,
    save: (values) => reset(token, values),
    emailOf: () => email,
  });
  return (
    <LiveForm onSubmit={submit}>
      <Stack gap="md">
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        <NewPasswordField label="New password" {...form.getInputProps('password')} />
        <Button type="submit" size="md" loading={form.submitting} fullWidth mt="xs">
          Set password
        </Button>
      </Stack>
    </LiveForm>
  );
}
