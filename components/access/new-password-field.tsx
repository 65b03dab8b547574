import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { minimumPasswordLength } from '@/lib/verbs/members/account-fields';

/** Where a password is chosen, on the pages for whoever is not signed in. */
export function NewPasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      label="Password"
      description={`At least ${minimumPasswordLength} characters`}
      autoComplete="new-password"
      size="md"
      required
      {...props}
    />
  );
}
