'use client';

import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { fieldErrorsOf } from '@/components/field-errors';
import { keyFrom } from '@/lib/assignment/key-from-name';
import { Notice } from '@/components/notice';
import { EditedElsewhere } from '@/components/edited-elsewhere';
import { useStoredVersion } from '@/components/use-stored-version';
import { LiveForm } from '@/components/live-form';
import { Card } from '@/components/page';
import { changesBetween } from '@/lib/model/changes';
import type { MetricGroupView } from '@/lib/verbs/metric-groups/metric-group-view';
import { draftMetrics, emptyDraft, metricsInput, type Draft } from '../../../experiments/_editor/draft';
import type { EditorOptions } from '../../../experiments/_editor/editor-options';
import { MetricRows } from '../../../experiments/_editor/metrics-section';
import { createGroup, readGroup, removeGroup, updateGroup } from '../../actions';
import '../../../experiments/_editor/editor.css';

interface GroupFormProps {
  /** Null for a new group. */
  readonly group: MetricGroupView | null;
  readonly metrics: readonly Pick<EditorOptions['metrics'][number], 'key' | 'name'>[];
}

const asDraft = (group: MetricGroupView | null): Draft => ({
  ...emptyDraft,
  name: group?.name ?? '',
  metrics: group === null ? [] : draftMetrics(group.metrics),
});

/** A group's name and metrics, written with the rows of the experiment's editor. */
export function GroupForm({ group: first, metrics }: GroupFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [askDelete, setAskDelete] = useState(false);
  const form = useForm<Draft>({
    initialValues: asDraft(first),
  });
  const { stored: group, elsewhere, takeOverNewer } = useStoredVersion(first, form, asDraft);
  const submit = form.onSubmit(async (draft) => {
    setBusy(true);
    const { name } = draft;
    const fields = { name, metrics: metricsInput(draft.metrics) };
    const outcome =
      group === null
        ? await createGroup({ key: keyFrom(name), ...fields })
        : await updateGroup({
            key: group.key,
            version: group.version,
            changes: changesBetween({ name: group.name, metrics: group.metrics }, fields),
          });
    if (outcome.ok) {
      router.push('/metrics');
      return;
    }
    setBusy(false);
    if (group !== null && (await takeOverNewer(outcome, () => readGroup(group.key)))) {
      setProblem(null);
      return;
    }
    setProblem(outcome.detail);
    form.setErrors(fieldErrorsOf(outcome.problems));
  });
  const remove = async () => {
    const outcome = await removeGroup(group?.key ?? '');
    if (outcome.ok) router.push('/metrics');
    else setProblem(outcome.detail);
  };
  return (
    <LiveForm onSubmit={submit}>
      <Stack gap="lg">
        <EditedElsewhere edits={elsewhere} />
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        <Card title="Group">
          <TextInput
            {...form.getInputProps('name')}
            label="Name"
            required
            placeholder="Checkout basics"
            mb="md"
          />
          <MetricRows form={form} metrics={metrics} />
        </Card>
        <Group justify="space-between">
          {group === null ? (
            <span />
          ) : (
            <Button variant="default" onClick={() => setAskDelete(true)}>
              Delete
            </Button>
          )}
          <Button type="submit" loading={busy}>
            {group === null ? 'Create group' : 'Save'}
          </Button>
        </Group>
      </Stack>
      <ConfirmDialog
        opened={askDelete}
        title={`Delete \u201c${group?.name ?? ''}\u201d?`}
        consequences={['Its metrics and the experiments that use it stay.']}
        confirm="Delete"
        onClose={() => setAskDelete(false)}
        onConfirm={remove}
      />
    </LiveForm>
  );
}
