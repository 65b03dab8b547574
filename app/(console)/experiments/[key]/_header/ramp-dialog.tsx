'use client';

import { Button, Group, Modal, NumberInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '@/components/use-action';
import { formatShare } from '@/lib/charts/format';
import { ramp } from '../actions';
import type { ExperimentFacts } from './experiment-dialogs';

interface RampDialogProps extends ExperimentFacts {
  readonly onClose: () => void;
}

/** Asks for the new coverage of the active run, which may only grow. */
export function RampDialog({
  experimentKey: key,
  name,
  version,
  coverage,
  unitType,
  onClose,
}: RampDialogProps) {
  const [percent, setPercent] = useState<number | ''>(Number((coverage * 100).toPrecision(12)));
  const { busy, run } = useAction();
  const save = async () => {
    const wanted = percent === '' ? '' : Number((percent / 100).toPrecision(12));
    if (await run(() => ramp({ key, version, coverage: wanted }), 'Ramped up')) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Ramp up \u201c${name}\u201d`}
      centered
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        <p>
          {formatShare(coverage)} of the eligible {unitType}s take part now. Within a run this only grows:
          whoever takes part stays in, with the same variant.
        </p>
        <NumberInput
          label="Coverage"
          suffix=" %"
          min={coverage * 100}
          max={100}
          decimalScale={4}
          value={percent}
          onChange={(value) => setPercent(typeof value === 'number' ? value : '')}
          data-autofocus
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={busy} onClick={() => void save()}>
            Ramp up
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
