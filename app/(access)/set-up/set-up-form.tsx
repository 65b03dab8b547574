'use client';

import { Button, Select, Stack, TextInput } from '@mantine/core';
import { useState, useSyncExternalStore } from 'react';
import { Notice } from '@/components/notice';
import { AccessHeading } from '@/components/access/access-heading';
import { NewPasswordField } from '@/components/access/new-password-field';
import { useAccountForm } from '@/components/access/use-account-form';
import { LiveForm } from '@/components/live-form';
import { setUpSchema } from '@/lib/verbs/members/set-up-schema';
import { setUp } from './actions';

const timeZones = ['UTC', ...Intl.supportedValuesOf('timeZone')];

const neverChanges = () => () => undefined;
const zoneOfBrowser = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The first account and its workspace. `givenToken`: from the address that the server printed; empty where it has none. */
export function SetUpForm({ givenToken }: { readonly givenToken: string }) {
  // Known to the browser only, so the server's page begins with UTC; a zone that the person chose counts more.
  const browserZone = useSyncExternalStore(neverChanges, zoneOfBrowser, () => 'UTC');
  const [token, setToken] = useState(givenToken);
  const [chosenZone, setChosenZone] = useState<string | null>(null);
  const timeZone = chosenZone ?? browserZone;

  const { form, submit, problem } = useAccountForm({
    initialValues: { name: '', email: '', password: '', workspace: '' },
    schema: setUpSchema,
    save: (values) => setUp({ ...values, timeZone }, token.trim()),
    emailOf: ({ email }) => email.trim().toLowerCase(),
  });

  return (
    <LiveForm onSubmit={submit}>
      <AccessHeading
        title="Set up Fairsplit"
        text="The first account owns the workspace. This page closes for good once it exists."
      />
      <Stack gap="md">
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        {givenToken === '' && (
          <TextInput
            label="Set-up token"
            description="The server printed it when it started, at the end of the address"
            autoComplete="off"
            size="md"
            required
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
        )}
        <TextInput label="Your name" autoComplete="name" size="md" required {...form.getInputProps('name')} />
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          size="md"
          required
          {...form.getInputProps('email')}
        />
        <NewPasswordField {...form.getInputProps('password')} />
        <TextInput
          label="Workspace"
          description="Your company or product"
          autoComplete="organization"
          size="md"
          required
          {...form.getInputProps('workspace')}
        />
        <Select
          label="Time zone"
          description="Pages show times in it"
          data={timeZones}
          searchable
          allowDeselect={false}
          size="md"
          value={timeZone}
          onChange={setChosenZone}
        />
        <Button type="submit" size="md" loading={form.submitting} fullWidth mt="xs">
          Create workspace
        </Button>
      </Stack>
    </LiveForm>
  );
}
