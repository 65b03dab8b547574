'use client';

import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { fieldErrors, fieldErrorsOf } from '@/components/field-errors';
import { keyFrom } from '@/lib/assignment/key-from-name';
import { Notice } from '@/components/notice';
import { EditedElsewhere } from '@/components/edited-elsewhere';
import { useStoredVersion } from '@/components/use-stored-version';
import { LiveForm } from '@/components/live-form';
import { Card } from '@/components/page';
import { metricSentence } from '@/lib/charts/metric-sentence';
import { changesBetween } from '@/lib/model/changes';
import { metricFieldsDescription, metricFieldsSchema } from '@/lib/verbs/metrics/metric-input';
import { measureOf, metricMeaningSchema, sourceOf } from '@/lib/model/metrics/kinds';
import type { MetricView } from '@/lib/verbs/metrics/metric-view';
import { archive, create, read, update } from '../actions';
import { CalibrationCard } from './calibration-card';
import { DefinitionCard } from './definition-card';
import { draftOf, emptyDraft, type MetricDraft } from './metric-draft';
import { metricInputOf } from './metric-input-of';
import { PreviewCard } from './preview-card';
import type { SourceChoice } from './source-field';
import { PrecisionCard } from './window-fields';
import './metric-form.css';

interface MetricFormProps {
  /** As it was read: a save sends what differs from it. Null for a new metric. */
  readonly stored: MetricView | null;
  readonly sources: readonly SourceChoice[];
}

const asDraft = (stored: MetricView | null): MetricDraft =>
  stored === null ? emptyDraft : draftOf(stored, stored);

/** The definition as a sentence, while it is being typed. */
function meaning(draft: MetricDraft): string {
  const parsed = metricMeaningSchema.safeParse(metricInputOf(draft));
  return parsed.success
    ? metricSentence(parsed.data)
    : 'Fill in the fields below; this line then says what is measured.';
}

/** A quantile has no moments to split, and a source is not read for it. */
function mayCalibrate(metric: MetricView): boolean {
  return measureOf(metric).quantile === null && sourceOf(metric) === null;
}

/** Only what the form says otherwise than it was read. */
function changesTo(stored: MetricView, draft: MetricDraft) {
  const { key, name, description, kind, definition, direction, unit } = stored;
  const before = { key, name, description, kind, definition, direction, unit };
  // The form has been checked by then; the schema writes it as it is stored.
  const after = metricFieldsSchema.parse(metricInputOf(draft));
  return changesBetween(before, after, metricFieldsDescription);
}

/** Defines a metric, or changes it for runs that start from now on. */
export function MetricForm({ stored: first, sources }: MetricFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [askArchive, setAskArchive] = useState(false);
  const form = useForm<MetricDraft>({
    initialValues: asDraft(first),
    validate: (values) => fieldErrors(metricFieldsSchema, metricInputOf(values)),
    validateInputOnBlur: true,
  });
  const { stored, elsewhere, takeOverNewer } = useStoredVersion(first, form, asDraft);
  const save = async (values: MetricDraft) => {
    setBusy(true);
    const outcome = await (stored === null
      ? create(metricInputOf(values))
      : update({ key: stored.key, version: stored.version, changes: changesTo(stored, values) }));
    if (outcome.ok) {
      router.push('/metrics');
      return;
    }
    setBusy(false);
    if (stored !== null && (await takeOverNewer(outcome, () => read(stored.key)))) {
      setProblem(null);
      return;
    }
    setProblem(outcome.detail);
    form.setErrors(fieldErrorsOf(outcome.problems));
  };
  const takeOut = async () => {
    const outcome = await archive({ key: stored?.key ?? '' });
    if (outcome.ok) router.push('/metrics');
    else setProblem(outcome.detail);
  };
  return (
    <LiveForm onSubmit={form.onSubmit((values) => void save(values))}>
      <Stack gap="lg">
        <EditedElsewhere edits={elsewhere} />
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        <Card title="Name" description="Its name for people and its key for programs.">
          <Stack gap="md">
            <TextInput
              {...form.getInputProps('name')}
              label="Name"
              required
              placeholder="Purchase rate"
              onChange={(event) => {
                const name = event.currentTarget.value;
                // The key follows the name until somebody chose a key.
                const follows = stored === null && form.values.key === keyFrom(form.values.name);
                if (follows) form.setFieldValue('key', keyFrom(name));
                form.setFieldValue('name', name);
              }}
            />
            <TextInput
              {...form.getInputProps('key')}
              label="Key"
              description={
                stored === null ? 'The key that experiments and exports use' : 'Fixed: experiments use it'
              }
              required
              readOnly={stored !== null}
              placeholder="purchase-rate"
            />
            <Textarea {...form.getInputProps('description')} label="Description" autosize minRows={2} />
          </Stack>
        </Card>
        <DefinitionCard form={form} meaning={meaning(form.values)} sources={sources} />
        <PrecisionCard form={form} />
        <PreviewCard draft={form.values} />
        {stored !== null && mayCalibrate(stored) && <CalibrationCard metric={stored.key} />}
        <Group justify="space-between">
          {stored === null ? (
            <span />
          ) : (
            <Button variant="default" onClick={() => setAskArchive(true)}>
              Archive
            </Button>
          )}
          <Button type="submit" loading={busy}>
            {stored === null ? 'Create metric' : 'Save'}
          </Button>
        </Group>
      </Stack>
      <ConfirmDialog
        opened={askArchive}
        title={`Archive \u201c${stored?.name ?? ''}\u201d?`}
        consequences={[
          'New experiments can no longer measure it.',
          'Past runs and analyses keep it, with the definition that they used.',
        ]}
        confirm="Archive"
        onClose={() => setAskArchive(false)}
        onConfirm={takeOut}
      />
    </LiveForm>
  );
}
