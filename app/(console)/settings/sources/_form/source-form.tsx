'use client';

import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { fieldErrorsOf } from '@/components/field-errors';
import { Notice } from '@/components/notice';
import { archive, create, update } from '../actions';
import { CheckCard } from './check-card';
import { ConnectionCard, NameCard, QueryCard, type SourceDraft } from './source-fields';
import './source-form.css';

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
        <NameCard form={form} isNew={version === null} />
        <ConnectionCard form={form} target={target} />
        <QueryCard form={form} />
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
