'use client';

import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useState, type SyntheticEvent } from 'react';
import { LiveForm } from '@/components/live-form';
import { Notice } from '@/components/notice';
import { counted } from '@/lib/charts/format-time';
import { replayEach, type ReplayedItems } from './replay-each';
import { mendingOf, offeredChoices, UnknownNameFields } from './unknown-name-fields';
import type { UnknownName } from './unknown-names';

const fields = ['experiment', 'variant', 'name', 'unit', 'value', 'occurredAt', 'anonymous'];

interface ReplayDialogProps {
  readonly environment: string;
  readonly which: ReplayedItems;
  /** Members of theirs that such items do not have. */
  readonly names: readonly UnknownName[];
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Asks what to mend in the chosen items, if anything, and sends them again. */
export function ReplayDialog({ environment, which, names, opened, onClose, onDone }: ReplayDialogProps) {
  const router = useRouter();
  const [field, setField] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [choices, setChoices] = useState(() => offeredChoices(names));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    const set = field === null ? {} : { [field]: field === 'value' ? Number(text) : text };
    const mending = { ...mendingOf(choices), set };
    const outcome = await replayEach(environment, which, mending).finally(() => setBusy(false));
    setProblem(outcome.ok ? null : outcome.detail);
    if (!outcome.ok) return;
    const { accepted, duplicate, rejected } = outcome.value;
    const message = `${String(accepted)} stored, ${String(duplicate)} already known, ${String(rejected)} refused again`;
    const color = rejected === 0 ? 'pine' : 'yellow';
    notifications.show({ message, color, closeButtonProps: { 'aria-label': 'Close this message' } });
    onDone();
    onClose();
    router.refresh();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={
        'code' in which ? `Replay all with ${which.code}` : `Replay ${counted(which.ids.length, 'item')}`
      }
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <LiveForm onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {problem !== null && <Notice kind="refusal">{problem}</Notice>}
          <p>
            They are sent again as they arrived, with their original time. If one field was wrong in all of
            them, enter what it should have been.
          </p>
          {names.length > 0 && (
            <p>
              They have members that such items do not have. Say what each was meant to be: an item that keeps
              one is refused again, and stays here.
            </p>
          )}
          {'code' in which && (
            <p>Items on other pages are sent too, with the same changes. What cannot be stored stays here.</p>
          )}
          <UnknownNameFields names={names} choices={choices} onChange={setChoices} />
          <Select
            label="Field to fix"
            placeholder="None: the cause was something else"
            data={fields}
            value={field}
            onChange={setField}
            clearable
            clearButtonProps={{ 'aria-label': 'Fix no field' }}
          />
          {field !== null && (
            <TextInput
              label={`New value of ${field}`}
              required
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={field !== null && text === ''}>
              Replay
            </Button>
          </Group>
        </Stack>
      </LiveForm>
    </Modal>
  );
}
