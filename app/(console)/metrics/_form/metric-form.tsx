'use client';

import {
  Button,
  Group,
  Input,
  NumberInput,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { fieldErrors, fieldErrorsOf } from '@/components/field-errors';
import { keyFrom } from '@/components/key-from-name';
import { Notice } from '@/components/notice';
import { Card } from '@/components/page';
import { metricFieldsSchema, type MetricInput } from '@/lib/services/metrics/metric-input';
import { archive, create, update } from '../actions';
import './metric-form.css';

/** The form's values: a window without end is an empty field. */
export interface MetricDraft extends Omit<MetricInput, 'definition'> {
  readonly definition: { readonly event: string; readonly windowHours: number | '' };
}

interface MetricFormProps {
  readonly draft: MetricDraft;
  /** Null for a new metric, else the version that was read. */
  readonly version: number | null;
}

function inputOf(draft: MetricDraft) {
  const { event, windowHours } = draft.definition;
  return { ...draft, definition: { event, windowHours: windowHours === '' ? null : windowHours } };
}

/** Defines a metric, or changes it for runs that start from now on. */
export function MetricForm({ draft, version }: MetricFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [askArchive, setAskArchive] = useState(false);
  const form = useForm<MetricDraft>({
    initialValues: draft,
    validate: (values) => fieldErrors(metricFieldsSchema, inputOf(values)),
    validateInputOnBlur: true,
  });
  const save = async (values: MetricDraft) => {
    setBusy(true);
    const { key, ...changes } = inputOf(values);
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
        <DefinitionCard form={form} />
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

/** The definition as a sentence, while it is being typed. */
function meaning({ kind, definition }: MetricDraft): string {
  const event = definition.event === '' ? 'the event' : `\u201c${definition.event}\u201d`;
  const window =
    definition.windowHours === '' ? '' : ` within ${definition.windowHours} hours of its first exposure`;
  return kind === 'proportion'
    ? `1 for each unit that sent ${event}${window}, else 0.`
    : `The sum of the values of ${event} that each unit sent${window}; 0 without one.`;
}

/** How events become a number, and which way is better. */
function DefinitionCard({ form }: { readonly form: UseFormReturnType<MetricDraft> }) {
  return (
    <Card title="Definition" description="How the events of a unit become one number.">
      <Stack gap="md">
        <Input.Wrapper label="Kind" labelElement="div">
          <SegmentedControl
            {...form.getInputProps('kind')}
            aria-label="Kind"
            data={[
              { value: 'proportion', label: 'Share of units' },
              { value: 'mean', label: 'Mean per unit' },
            ]}
            fullWidth
          />
        </Input.Wrapper>
        <p className="metric-form-meaning">{meaning(form.values)}</p>
        <TextInput
          {...form.getInputProps('definition.event')}
          label="Event"
          description="As your application names it when it sends it"
          required
          placeholder="purchase"
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NumberInput
            {...form.getInputProps('definition.windowHours')}
            label="Window in hours"
            description="After first exposure; empty: until the analysis"
            min={0}
            max={8784}
          />
          <TextInput
            {...form.getInputProps('unit')}
            label="Unit"
            description="For display, such as EUR or ms"
          />
        </SimpleGrid>
        <Input.Wrapper label="Better is" labelElement="div">
          <SegmentedControl
            {...form.getInputProps('direction')}
            aria-label="Better is"
            data={[
              { value: 'higher-is-better', label: 'Higher' },
              { value: 'lower-is-better', label: 'Lower' },
            ]}
            fullWidth
          />
        </Input.Wrapper>
      </Stack>
    </Card>
  );
}
