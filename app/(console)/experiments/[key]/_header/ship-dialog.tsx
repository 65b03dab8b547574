'use client';

import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '@/components/use-action';
import { ship } from '../actions';
import type { ExperimentFacts } from './experiment-facts';

interface ShipDialogProps extends ExperimentFacts {
  readonly onClose: () => void;
}

/** Asks which variant everybody gets. */
export function ShipDialog({ experimentKey: key, name, version, variants, here, onClose }: ShipDialogProps) {
  const { environment } = here;
  const [variant, setVariant] = useState('');
  const { busy, run } = useAction();
  const save = async () => {
    if (await run(() => ship({ key, version, environment, variant }), 'Shipped')) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Ship a variant of \u201c${name}\u201d`}
      centered
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        <p>
          The run in {environment} ends, and within seconds everybody there gets this variant. Only units of a
          holdout that has not been released still get the code&rsquo;s default. Stop the experiment to take
          the variant back.
        </p>
        <Radio.Group label="Variant" value={variant} onChange={setVariant}>
          <Stack gap="xs" mt="xs">
            {variants.map((one) => (
              <Radio key={one.key} value={one.key} label={one.name} />
            ))}
          </Stack>
        </Radio.Group>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button loading={busy} disabled={variant === ''} onClick={() => void save()}>
            Ship to everybody
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
