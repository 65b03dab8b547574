'use client';

import { Button, MultiSelect, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { LiveForm } from '@/components/live-form';
import { useRouter } from 'next/navigation';

/** What is asked, as the address has it; days are UTC, empty for the holdout's own. */
export interface Question {
  readonly holdout: string;
  readonly metrics: string[];
  readonly from: string;
  readonly to: string;
}

interface HoldoutQuestionProps {
  readonly question: Question;
  readonly holdouts: readonly { readonly key: string; readonly name: string }[];
  readonly metrics: readonly { readonly key: string; readonly name: string }[];
}

/** Which holdout, which metrics and which period; the words live in the address, so that an answer can be shared. */
export function HoldoutQuestion({ question, holdouts, metrics }: HoldoutQuestionProps) {
  const router = useRouter();
  const form = useForm<Question>({ initialValues: question });
  const submit = form.onSubmit(({ holdout, metrics: chosen, from, to }) => {
    const asked = new URLSearchParams({ holdout, metrics: chosen.join(',') });
    if (from !== '') asked.set('from', from);
    if (to !== '') asked.set('to', to);
    router.push(`/learnings/holdouts?${asked.toString()}`);
  });
  const choices = (of: HoldoutQuestionProps['metrics']) =>
    of.map(({ key, name }) => ({ value: key, label: name }));
  return (
    <LiveForm onSubmit={submit}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} mb="md">
        <Select
          {...form.getInputProps('holdout')}
          label="Holdout"
          data={choices(holdouts)}
          allowDeselect={false}
        />
        <MultiSelect
          {...form.getInputProps('metrics')}
          label="Metrics"
          data={choices(metrics)}
          maxValues={20}
          searchable
        />
        <TextInput
          {...form.getInputProps('from')}
          type="date"
          label="From (UTC)"
          description="Empty: since the holdout was created"
        />
        <TextInput
          {...form.getInputProps('to')}
          type="date"
          label="To, that day not included (UTC)"
          description="Empty: until now, or until it was released"
        />
      </SimpleGrid>
      <Button type="submit" disabled={form.values.holdout === '' || form.values.metrics.length === 0}>
        Compare
      </Button>
    </LiveForm>
  );
}
