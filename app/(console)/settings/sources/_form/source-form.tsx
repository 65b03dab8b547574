'use client';

import {
  Button,
  Group,
  NumberInput,
  PasswordInput,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { fieldErrorsOf } from '@/components/field-errors';
import { keyFrom } from '@/components/key-from-name';
import { Notice } from '@/components/notice';
import { Card } from '@/components/page';
import { archive, create, update } from '../actions';
import { CheckCard } from './check-card';
import './source-form.css';

/** What the form holds; the connection is empty for a stored source, since nobody can read it back. */
export interface SourceDraft {
  readonly key: string;
  readonly name: string;
  readonly connection: string;
  readonly sql: string;
  readonly timeoutSeconds: number | '';
  readonly rowLimit: number | '';
}

interface SourceFormProps {
  readonly draft: SourceDraft;
  /** Null for a new source, else the version that was read. */
  readonly version: number | null;
  /** Where a stored source is, without its password. */
  readonly target: string | null;
}

/** What is sent of the draft; an empty connection stays as it is stored. */
function fieldsOf({ connection, sql, timeoutSeconds, rowLimit }: SourceDraft) {
  return {
    ...(connection === '' ? {} : { connection }),
    sql,
    statementTimeoutMs: timeoutSeconds === '' ? null : timeoutSeconds * 1000,
    rowLimit: rowLimit === '' ? null : rowLimit,
  };
}

/** Connects a source, or changes it for runs that start from now on. */
export function SourceForm({ draft, version, target }: SourceFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [askArchive, setAskArchive] = useState(false);
  const form = useForm<SourceDraft>({ initialValues: draft });
  const save = async (values: SourceDraft) => {
    setBusy(true);
    const { key, name } = values;
    const fields = { name, ...fieldsOf(values) };
    const outcome =
      version === null
        ? await create({ key, connection: '', ...fields })
        : await update({ key, version, changes: fields });
    if (outcome.ok) {
      router.push('/settings/sources');
      return;
    }
    setBusy(false);
    setProblem(outcome.detail);
    const problems = outcome.problems.map(({ pointer, detail }) => ({
      pointer: pointer.replace(/^\/changes/, '').replace('statementTimeoutMs', 'timeoutSeconds'),
      detail,
    }));
    form.setErrors(fieldErrorsOf(problems));
  };
  const takeOut = async () => {
    const outcome = await archive({ key: draft.key });
    if (outcome.ok) router.push('/settings/sources');
    else setProblem(outcome.detail);
  };
  const stored = version === null ? {} : { key: draft.key };
  return (
    <form onSubmit={form.onSubmit((values) => void save(values))} noValidate>
      <Stack gap="lg">
        {problem !== null && (
          <Notice kind="refusal">
            <p className="source-form-said">{problem}</p>
          </Notice>
        )}
        <Card title="Name" description="How people and metrics call it.">
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              {...form.getInputProps('name')}
              label="Name"
              required
              placeholder="Orders"
              onChange={(event) => {
                const name = event.currentTarget.value;
                const follows = version === null && form.values.key === keyFrom(form.values.name);
                if (follows) form.setFieldValue('key', keyFrom(name));
                form.setFieldValue('name', name);
              }}
            />
            <TextInput
              {...form.getInputProps('key')}
              label="Key"
              required
              readOnly={version !== null}
              placeholder="orders"
            />
          </SimpleGrid>
        </Card>
        <Card title="Connection" description="A role that can read what the query needs, and nothing else.">
          <PasswordInput
            {...form.getInputProps('connection')}
            label="Connection"
            description={
              target === null
                ? 'Stored encrypted; nobody can read it back'
                : `Now ${target}. Leave it empty to keep it; nobody can read it back`
            }
            required={version === null}
            autoComplete="off"
            placeholder="postgresql://reader:password@host/database?sslmode=verify-full"
          />
        </Card>
        <Card title="Query" description="One row for each thing that a unit did: unit, time and value.">
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
              <NumberInput
                {...form.getInputProps('timeoutSeconds')}
                label="Time limit in seconds"
                description="After it the query is stopped"
                min={1}
                max={600}
              />
              <NumberInput
                {...form.getInputProps('rowLimit')}
                label="Row limit"
                description="More rows fail the metrics; nothing is cut"
                min={1}
                max={10_000_000}
                thousandSeparator
              />
            </SimpleGrid>
          </Stack>
        </Card>
        <CheckCard input={{ ...stored, ...fieldsOf(form.values) }} />
        <Group justify="space-between">
          {version === null ? (
            <span />
          ) : (
            <Button variant="default" onClick={() => setAskArchive(true)}>
              Archive
            </Button>
          )}
          <Button type="submit" loading={busy}>
            {version === null ? 'Connect source' : 'Save'}
          </Button>
        </Group>
      </Stack>
      <ConfirmDialog
        opened={askArchive}
        title={`Archive \u201c${draft.name}\u201d?`}
        consequences={[
          'New metrics can no longer read it.',
          'Runs that have begun can still be analysed; to end that, drop the role in your database.',
        ]}
        confirm="Archive"
        onClose={() => setAskArchive(false)}
        onConfirm={takeOut}
      />
    </form>
  );
}
