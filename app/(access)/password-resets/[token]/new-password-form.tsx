'use client';

import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { signIn } from '@/components/access/sign-in-request';
import { fieldErrors } from '@/components/field-errors';
import { LiveForm } from '@/components/live-form';
import { Notice } from '@/components/notice';
import { minimumPasswordLength, newPasswordSchema } from '@/lib/verbs/members/account-fields';
import { reset } from './actions';

interface NewPasswordFormProps {
  readonly token: string;
  readonly email: string;
}

/** The new password of whoever has the link; they are signed in then. */
export function NewPasswordForm({ token, email }: NewPasswordFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { password: '' },
    validateInputOnBlur: true,
    validate: (values) => fieldErrors(newPasswordSchema, values),
  });
  const submit = form.onSubmit(async (values) => {
    const outcome = await reset(token, values);
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
        <PasswordInput
          label="New password"
          description={`At least ${minimumPasswordLength} characters`}
          autoComplete="new-password"
          size="md"
          required
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" loading={form.submitting} fullWidth mt="xs">
          Set password
        </Button>
      </Stack>
    </LiveForm>
  );
}
