'use client';

import { Button, Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { keyFrom } from '@/lib/assignment/key-from-name';
import { LiveForm } from '@/components/live-form';
import { useAction } from '@/components/use-action';
import { emptyRow, ruleOf } from '../experiments/_editor/audience-rows';
import { AudienceRules } from '../experiments/_editor/audience-section';
import { emptyDraft, type Draft } from '../experiments/_editor/draft';
import { makeAudience } from './actions';
import '../experiments/_editor/editor.css';

/** Saves a rule, written with the rows of the experiment's editor. */
export function NewAudience() {
  const form = useForm<Draft>({ initialValues: { ...emptyDraft, rows: [emptyRow] } });
  const { busy, run } = useAction();
  const submit = form.onSubmit(async ({ name, match, rows }) => {
    const audience = { name, key: keyFrom(name), rule: ruleOf(match, rows) };
    if (await run(() => makeAudience(audience), 'Audience saved')) form.reset();
  });
  return (
    <LiveForm className="traffic-form" onSubmit={submit}>
      <TextInput {...form.getInputProps('name')} label="New audience" placeholder="Beta testers" mb="sm" />
      <AudienceRules form={form} />
      <Group justify="flex-end" mt="sm">
        <Button type="submit" variant="default" loading={busy}>
          Save audience
        </Button>
      </Group>
    </LiveForm>
  );
}
