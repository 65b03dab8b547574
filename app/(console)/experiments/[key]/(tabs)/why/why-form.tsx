'use client';

import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import type { ActionOutcome } from '@/components/action-outcome';
import { LiveForm } from '@/components/live-form';
import { Notice } from '@/components/notice';
import type { ExplainedAssignment } from '@/lib/verbs/experiments/explain-assignment';
import { why } from '../../actions';
import { WhyTrail } from './why-trail';

interface WhyFormProps {
  readonly experiment: string;
  /** Keys. */
  readonly environments: readonly string[];
}

/** Asks for a unit and its attributes, and shows the trail of the decision. */
export function WhyForm({ experiment, environments }: WhyFormProps) {
  const [unit, setUnit] = useState('');
  const [attributes, setAttributes] = useState('');
  const [environment, setEnvironment] = useState('production');
  const [outcome, setOutcome] = useState<ActionOutcome<ExplainedAssignment | null> | null>(null);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setOutcome(await why({ key: experiment, unit, environment, attributes: parsed(attributes) }));
  };
  return (
    <Stack gap="md">
      <LiveForm onSubmit={(event) => void submit(event)}>
        <Group align="end">
          <TextInput label="Unit" value={unit} onChange={(event) => setUnit(event.currentTarget.value)} />
          <TextInput
            label="Attributes, as JSON"
            placeholder='{"country": "SE"}'
            value={attributes}
            onChange={(event) => setAttributes(event.currentTarget.value)}
          />
          <Select
            label="Environment"
            data={[...environments]}
            allowDeselect={false}
            value={environment}
            onChange={(value) => setEnvironment(value ?? 'production')}
          />
          <Button type="submit">Explain</Button>
        </Group>
      </LiveForm>
      {outcome !== null && !outcome.ok && <Notice kind="refusal">{outcome.detail}</Notice>}
      {outcome?.ok === true && outcome.value === null && (
        <Notice kind="caution">It is not running there: every unit gets the code&rsquo;s default.</Notice>
      )}
      {outcome?.ok === true && outcome.value !== null && <WhyTrail explained={outcome.value} />}
    </Stack>
  );
}

/** Text that is no JSON stays text, which the verb refuses with its reason. */
function parsed(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
