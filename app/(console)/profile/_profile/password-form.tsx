'use client';

import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { signIn } from '@/components/access/sign-in-request';
import { fieldErrors } from '@/components/field-errors';
import { LiveForm } from '@/components/live-form';
import { Notice } from '@/components/notice';
import { minimumPasswordLength, ownPasswordSchema } from '@/lib/verbs/members/account-fields';
import { setPassword } from '../actions';

/** Sets a new password; every session ends with it, so the browser signs in again at once. */
export function PasswordForm({ email }: { readonly email: string }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { currentPassword: '', password: '' },
    validate: (values) => fieldErrors(ownPasswordSchema, values),
  });
  const submit = form.onSubmit(async (values) => {
    const outcome = await setPassword(values);
    setProblem(outcome.ok ? null : outcome.detail);
    if (!outcome.ok) return;
    if ((await signIn(email, values.password)) !== null) {
      // Set it is: only the sign-in was refused, and is tried again there.
      window.location.assign('/sign-in');
      return;
    }
    form.reset();
    notifications.show({
      message: 'Password set. Every other session has ended.',
      color: 'pine',
      closeButtonProps: { 'aria-label': 'Close this message' },
    });
    router.refresh();
  });
  return (
    <LiveForm onSubmit={submit}>
      <Stack gap="md">
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          required
          {...form.getInputProps('currentPassword')}
        />
        <PasswordInput
          label="New password"
          description={`At least ${String(minimumPasswordLength)} characters`}
          autoComplete="new-password"
          required
          {...form.getInputProps('password')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={form.submitting}>
            Set password
          </Button>
        </Group>
      </Stack>
    </LiveForm>
  );
}
