'use client';

import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { fieldErrors, fieldErrorsOf } from '@/components/field-errors';
import { keyFrom } from '@/lib/assignment/key-from-name';
import { Notice } from '@/components/notice';
import { Card } from '@/components/page';
import { metricSentence } from '@/lib/charts/metric-sentence';
import { metricFieldsSchema, metricMeaningSchema } from '@/lib/services/metrics/metric-input';
import { archive, create, update } from '../actions';
import { CalibrationCard } from './calibration-card';
import { DefinitionCard } from './definition-card';
import type { MetricDraft } from './metric-draft';
import { metricInputOf } from './metric-input-of';
import { PreviewCard } from './preview-card';
import type { SourceChoice } from './source-field';
import { PrecisionCard } from './window-fields';
import './metric-form.css';

interface MetricFormProps {
  readonly draft: MetricDraft;
  /** Null for a new metric, else the version that was read. */
  readonly version: number | null;
  readonly sources: readonly SourceChoice[];
}

/** The definition as a sentence, while it is being typed. */
function meaning(draft: MetricDraft): string {
  const parsed = metricMeaningSchema.safeParse(metricInputOf(draft));
  return parsed.success
    ? metricSentence(parsed.data)
    : 'Fill in the fields below: then this line says what is measured.';
}

/** A quantile has no moments to split, and a source is not read for it. */
function mayCalibrate({ kind, definition }: MetricDraft): boolean {
  return kind !== 'quantile' && definition.source === '';
}

/** Defines a metric, or changes it for runs that start from now on. */
export function MetricForm({ draft, version, sources }: MetricFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [askArchive, setAskArchive] = useState(false);
  const form = useForm<MetricDraft>({
    initialValues: draft,
    validate: (values) => fieldErrors(metricFieldsSchema, metricInputOf(values)),
    validateInputOnBlur: true,
  });
  const save = async (values: MetricDraft) => {
    setBusy(true);
    const { key, ...changes } = metricInputOf(values);
    const outcome =
      version === null ? await create({ key, ...changes }) : await update({ key, version, changes });
    if (outcome.ok) {
      router.push('/metrics');
      return;
    }
    setBusy(false);
    setProblem(outcome.detail);
    form.setErrors(fieldErrorsOf(outcome.problems));
  };
  const takeOut = async () => {
    const outcome = await archive({ key: draft.key });
    if (outcome.ok) router.push('/metrics');
    else setProblem(outcome.detail);
  };
  return (
    <form onSubmit={form.onSubmit((values) => void save(values))} noValidate>
      <Stack gap="lg">
        {problem !== null && <Notice kind="refusal">{problem}</Notice>}
        <Card title="Name" description="How people and programs call it.">
          <Stack gap="md">
            <TextInput
              {...form.getInputProps('name')}
              label="Name"
              required
              placeholder="Purchase rate"
              onChange={(event) => {
                const name = event.currentTarget.value;
                // The key follows the name until somebody chose a key.
                const follows = version === null && form.values.key === keyFrom(form.values.name);
                if (follows) form.setFieldValue('key', keyFrom(name));
                form.setFieldValue('name', name);
              }}
            />
            <TextInput
              {...form.getInputProps('key')}
              label="Key"
              description={
                version === null ? 'What experiments and exports call it' : 'Fixed: experiments use it'
              }
              required
              readOnly={version !== null}
              placeholder="purchase-rate"
            />
            <Textarea {...form.getInputProps('description')} label="Description" autosize minRows={2} />
          </Stack>
        </Card>
        <DefinitionCard form={form} meaning={meaning(form.values)} sources={sources} />
        <PrecisionCard form={form} />
        <PreviewCard draft={form.values} />
        {version !== null && mayCalibrate(draft) && <CalibrationCard metric={draft.key} />}
        <Group justify="space-between">
          {version === null ? (
            <span />
          ) : (
            <Button variant="default" onClick={() => setAskArchive(true)}>
              Archive
            </Button>
          )}
          <Button type="submit" loading={busy}>
            {version === null ? 'Create metric' : 'Save'}
          </Button>
        </Group>
      </Stack>
      <ConfirmDialog
        opened={askArchive}
        title={`Archive \u201c${draft.name}\u201d?`}
        consequences={[
          'New experiments can no longer measure it.',
          'Past runs and analyses keep it, with the definition that they used.',
        ]}
        confirm="Archive"
        onClose={() => setAskArchive(false)}
        onConfirm={takeOut}
      />
    </form>
  );
}
