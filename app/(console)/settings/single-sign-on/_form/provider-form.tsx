'use client';

import {
  Button,
  Checkbox,
  Group,
  NativeSelect,
  PasswordInput,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import type { ActionOutcome } from '@/components/action-outcome';
import { fieldErrorsOf, type FieldErrors } from '@/components/field-errors';
import { LiveForm } from '@/components/live-form';
import { Notice } from '@/components/notice';
import { useAction } from '@/components/use-action';
import { roles } from '@/lib/auth/permissions';
import { check, save } from '../actions';
import { GroupRoles } from './group-roles';
import { checkOf, inputOf, type ProviderDraft } from './provider-draft';

interface Change {
  readonly draft: ProviderDraft;
  readonly errors: FieldErrors;
  readonly onChange: (change: Partial<ProviderDraft>) => void;
}

/** Where members sign in: what is stored, to be changed, tested and saved. The secret is never shown again. */
export function ProviderForm({ stored }: { readonly stored: ProviderDraft }) {
  const [draft, setDraft] = useState(stored);
  const [errors, setErrors] = useState<FieldErrors>({});
  const { busy, run } = useAction();
  const onChange = (change: Partial<ProviderDraft>) => setDraft((before) => ({ ...before, ...change }));
  const submit = async () => {
    setErrors({});
    await run(async () => {
      const outcome = await save(inputOf(draft));
      if (!outcome.ok) setErrors(fieldErrorsOf(outcome.problems));
      return outcome;
    }, 'Saved');
  };
  return (
    <LiveForm
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="md">
        <ClientFields draft={draft} errors={errors} onChange={onChange} />
        <PeopleFields draft={draft} errors={errors} onChange={onChange} />
        <ConnectionTest draft={draft} />
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            Save
          </Button>
        </Group>
      </Stack>
    </LiveForm>
  );
}

function ClientFields({ draft, errors, onChange }: Change) {
  const field = (name: 'name' | 'issuer' | 'clientId') => ({
    value: draft[name],
    error: errors[name],
    required: true,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  });
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <TextInput
        label="Name"
        description={'The sign-in page says "Continue with" and this'}
        {...field('name')}
      />
      <TextInput
        label="Issuer"
        description="The provider's address, such as https://login.example.com"
        {...field('issuer')}
      />
      <TextInput label="Client ID" description="As the provider gave it" {...field('clientId')} />
      <PasswordInput
        label="Client secret"
        description={
          draft.version === null ? 'As the provider gave it' : 'Stored, and never shown. Empty: it stays'
        }
        autoComplete="off"
        error={errors['clientSecret']}
        value={draft.clientSecret}
        onChange={(event) => onChange({ clientSecret: event.currentTarget.value })}
      />
    </SimpleGrid>
  );
}

function PeopleFields({ draft, errors, onChange }: Change) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label="Domains of e-mail addresses"
          description="Such as example.com, separated by commas"
          required
          error={errors['domains']}
          value={draft.domains}
          onChange={(event) => onChange({ domains: event.currentTarget.value })}
        />
        <NativeSelect
          label="Role of new members"
          description="And of who is in none of the groups below"
          data={[...roles]}
          value={draft.defaultRole}
          onChange={(event) => onChange({ defaultRole: event.currentTarget.value })}
        />
        <TextInput
          label="Claim with groups"
          description="Such as groups. Empty: roles are given in Fairsplit alone"
          error={errors['groupsClaim']}
          value={draft.groupsClaim}
          onChange={(event) => onChange({ groupsClaim: event.currentTarget.value })}
        />
      </SimpleGrid>
      {draft.groupsClaim.trim() !== '' && (
        <GroupRoles rows={draft.groupRoles} onChange={(groupRoles) => onChange({ groupRoles })} />
      )}
      <Checkbox
        label="Members may sign in with a password too"
        description="Switch it off once an owner has signed in with the provider; every session ends then. If nobody gets in any more, run on the server: npm run fairsplit -- sign-in recover EMAIL"
        checked={draft.passwordSignIn}
        onChange={(event) => onChange({ passwordSignIn: event.currentTarget.checked })}
      />
    </>
  );
}

/** Asks the provider with what stands in the form; nothing is stored. */
function ConnectionTest({ draft }: { readonly draft: ProviderDraft }) {
  const [outcome, setOutcome] = useState<ActionOutcome<string | null> | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    setOutcome(await check(checkOf(draft)));
    setBusy(false);
  };
  const problem = outcome === null || (outcome.ok && outcome.value === null) ? null : sentenceOf(outcome);
  return (
    <Stack gap="sm" aria-live="polite">
      <Group>
        <Button variant="default" loading={busy} onClick={() => void ask()}>
          Test connection
        </Button>
      </Group>
      {problem !== null && <Notice kind="refusal">{problem}</Notice>}
      {outcome?.ok === true && outcome.value === null && (
        <Notice kind="success">
          The provider answers, knows this client and its secret, and sends people back here.
        </Notice>
      )}
    </Stack>
  );
}

function sentenceOf(outcome: ActionOutcome<string | null>): string | null {
  return outcome.ok ? outcome.value : outcome.detail;
}
