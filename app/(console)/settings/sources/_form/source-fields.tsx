'use client';

import { PasswordInput, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { NumberField } from '@/components/number-field';
import { keyFrom } from '@/lib/assignment/key-from-name';
import { Card } from '@/components/page';
import type { SourceDraft } from './source-draft';

interface FieldsProps {
  readonly form: UseFormReturnType<SourceDraft>;
}

/** Its name for people and its key for metrics. */
export function NameCard({ form, isNew }: FieldsProps & { readonly isNew: boolean }) {
  return (
    <Card title="Name" description="Its name for people and its key for metrics.">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          {...form.getInputProps('name')}
          label="Name"
          required
          placeholder="Orders"
          onChange={(event) => {
            const name = event.currentTarget.value;
            const follows = isNew && form.values.key === keyFrom(form.values.name);
            if (follows) form.setFieldValue('key', keyFrom(name));
            form.setFieldValue('name', name);
          }}
        />
        <TextInput
          {...form.getInputProps('key')}
          label="Key"
          required
          readOnly={!isNew}
          placeholder="orders"
        />
      </SimpleGrid>
    </Card>
  );
}

/** Where it is: typed anew or left as it is stored. */
export function ConnectionCard({ form, target }: FieldsProps & { readonly target: string | null }) {
  return (
    <Card title="Connection" description="A role that can read what the query needs, and nothing else.">
      <PasswordInput
        {...form.getInputProps('connection')}
        label="Connection"
        description={
          target === null
            ? 'Stored encrypted; nobody can read it back'
            : `Now ${target}. Leave it empty to keep it; nobody can read it back`
        }
        required={target === null}
        autoComplete="off"
        placeholder="postgresql://reader:password@host/database?sslmode=verify-full"
      />
    </Card>
  );
}

/** What is asked, and how much it may take. */
export function QueryCard({ form }: FieldsProps) {
  return (
    <Card title="Query" description="One row for each event of a unit: unit, time and value.">
      <Stack gap="md">
        <Textarea
          {...form.getInputProps('sql')}
          label="SQL"
          description="unit: the id that your application sends; time: with time zone; value: a number"
          required
          autosize
          minRows={4}
          spellCheck={false}
          classNames={{ input: 'source-form-sql' }}
          placeholder={'select user_id as unit, paid_at as "time", amount as "value"\nfrom orders'}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NumberField
            {...form.getInputProps('timeoutSeconds')}
            label="Time limit in seconds"
            description="After it the query is stopped"
          />
          <NumberField
            {...form.getInputProps('rowLimit')}
            label="Row limit"
            description="With more rows the metrics fail; rows are never cut off"
          />
        </SimpleGrid>
      </Stack>
    </Card>
  );
}
