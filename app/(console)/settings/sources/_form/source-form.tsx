'use client';

import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { fieldErrorsOf } from '@/components/field-errors';
import { EditedElsewhere } from '@/components/edited-elsewhere';
import { useStoredVersion } from '@/components/use-stored-version';
import { LiveForm } from '@/components/live-form';
import { Notice } from '@/components/notice';
import { changesBetween } from '@/lib/model/changes';
import type { SourceView } from '@/lib/verbs/sources/source-answers';
import { archive, create, read, update } from '../actions';
import { CheckCard } from './check-card';
import { emptySource, sourceDraftOf, sourceInputOf, type SourceDraft } from './source-draft';
import { ConnectionCard, NameCard, QueryCard } from './source-fields';
import './source-form.css';

interface SourceFormProps {
  /** As it was read: a save sends what differs from it. Null for a new source. */
  readonly stored: SourceView | null;
}

/** Only what the form says otherwise than it was read; a connection, which is never read, where one was typed. */
function changesTo({ name, sql, statementTimeoutMs, rowLimit }: SourceView, draft: SourceDraft) {
  return changesBetween({ name, sql, statementTimeoutMs, rowLimit }, sourceInputOf(draft));
}

const asDraft = (stored: SourceView | null): SourceDraft =>
  stored === null ? emptySource : sourceDraftOf(stored);

/** Connects a source, or changes it for runs that start from now on. */
export function SourceForm({ stored: first }: SourceFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [askArchive, setAskArchive] = useState(false);
  const form = useForm<SourceDraft>({ initialValues: asDraft(first) });
  const { stored, elsewhere, takeOverNewer } = useStoredVersion(first, form, asDraft);
  const save = async (values: SourceDraft) => {
    setBusy(true);
    const outcome = await (stored === null
      ? create({ key: values.key, connection: '', ...sourceInputOf(values) })
      : update({ key: stored.key, version: stored.version, changes: changesTo(stored, values) }));
    if (outcome.ok) {
      router.push('/settings/sources');
      return;
    }
    setBusy(false);
    if (stored !== null && (await takeOverNewer(outcome, () => read(stored.key)))) {
      setProblem(null);
      return;
    }
    setProblem(outcome.detail);
    const problems = outcome.problems.map(({ pointer, detail }) => ({
      pointer: pointer.replace('statementTimeoutMs', 'timeoutSeconds'),
      detail,
    }));
    form.setErrors(fieldErrorsOf(problems));
  };
  const takeOut = async () => {
    const outcome = await archive({ key: stored?.key ?? '' });
    if (outcome.ok) router.push('/settings/sources');
    else setProblem(outcome.detail);
  };
  const { name: _name, ...checked } = sourceInputOf(form.values);
  return (
    <LiveForm onSubmit={form.onSubmit((values) => void save(values))}>
      <Stack gap="lg">
        <EditedElsewhere edits={elsewhere} />
        {problem !== null && (
          <Notice kind="refusal">
            <p className="source-form-said">{problem}</p>
          </Notice>
        )}
        <NameCard form={form} isNew={stored === null} />
        <ConnectionCard form={form} target={stored?.target ?? null} />
        <QueryCard form={form} />
        <CheckCard input={{ ...(stored === null ? {} : { key: stored.key }), ...checked }} />
        <Group justify="space-between">
          {stored === null ? (
            <span />
          ) : (
            <Button variant="default" onClick={() => setAskArchive(true)}>
              Archive
            </Button>
          )}
          <Button type="submit" loading={busy}>
            {stored === null ? 'Connect source' : 'Save'}
          </Button>
        </Group>
      </Stack>
      <ConfirmDialog
        opened={askArchive}
        title={`Archive \u201c${stored?.name ?? ''}\u201d?`}
        consequences={[
          'New metrics can no longer read it.',
          'Started runs can still be analysed; to stop that, drop the role in your database.',
        ]}
        confirm="Archive"
        onClose={() => setAskArchive(false)}
        onConfirm={takeOut}
      />
    </LiveForm>
  );
}
