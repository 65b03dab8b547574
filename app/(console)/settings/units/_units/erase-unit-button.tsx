'use client';

import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import type { UnitReport } from '@/lib/verbs/data/data-answers';
import { erase } from '../actions';

interface EraseUnitButtonProps {
  readonly unit: string;
  readonly report: UnitReport;
  readonly mayEdit: boolean;
  readonly onErased: () => Promise<void>;
}

/** Erases a unit, after its id was typed again. */
export function EraseUnitButton({ unit, report, mayEdit, onErased }: EraseUnitButtonProps) {
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const [fromDefinitions, setFromDefinitions] = useState(false);
  const { run } = useAction();
  const rows = report.places.reduce((sum, place) => sum + place.rows, 0);
  const others = report.units.length - 1;
  const linked = others === 0 ? '' : `, with those of units that are linked to it (${String(others)})`;
  const close = () => {
    setAsking(false);
    setTyped('');
  };
  const confirm = async () => {
    if (typed === unit && (await run(() => erase(unit, fromDefinitions), 'Erased'))) await onErased();
  };
  return (
    <>
      <Button size="xs" color="red.8" onClick={() => setAsking(true)}>
        Erase
      </Button>
      <ConfirmDialog
        opened={asking}
        title="Erase this unit for good?"
        consequences={[
          `Rows of evidence that go: ${rows.toLocaleString('en')}${linked}. Nothing brings them back.`,
          'What comes of it from now on is refused, also if it is sent again.',
          'Analyses that were made stay as they are: they hold sums, and no units. The next one is without it.',
        ]}
        confirm="Erase for good"
        danger
        canConfirm={typed === unit}
        onClose={close}
        onConfirm={confirm}
      >
        {report.standing.length > 0 && (
          <Checkbox
            label="Also take its id out of overrides and rules that may change"
            description={mayEdit ? undefined : 'It needs a role that may change experiments.'}
            disabled={!mayEdit}
            checked={fromDefinitions}
            onChange={(event) => setFromDefinitions(event.currentTarget.checked)}
          />
        )}
        <TextInput
          label="Type the unit again"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          mb="md"
        />
      </ConfirmDialog>
    </>
  );
}
