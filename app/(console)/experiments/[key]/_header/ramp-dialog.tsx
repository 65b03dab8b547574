'use client';

import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '@/components/use-action';
import { formatShare } from '@/lib/charts/format';
import { PercentInput } from '../../_editor/percent-input';
import { ramp } from '../actions';
import type { ExperimentFacts } from './experiment-facts';

interface RampDialogProps extends ExperimentFacts {
  readonly onClose: () => void;
}

/** Asks for the new coverage of the active run, which may only grow. */
export function RampDialog({ experimentKey: key, name, version, here, unitType, onClose }: RampDialogProps) {
  const { environment, coverage } = here;
  const [wanted, setWanted] = useState<number | ''>(coverage);
  const { busy, run } = useAction();
  const save = async () => {
    if (await run(() => ramp({ key, version, environment, coverage: wanted }), 'Ramped up')) onClose();
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
          {formatShare(coverage)} of the eligible {unitType}s in {environment} take part now. Within a run
          this share can only grow: units that take part stay in, with the same variant.
        </p>
        <PercentInput label="Traffic allocation" value={wanted} onChange={setWanted} data-autofocus />
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
