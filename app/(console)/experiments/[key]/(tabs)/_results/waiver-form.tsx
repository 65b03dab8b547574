'use client';

import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '@/components/use-action';
import { waiveSegments } from '../../actions';

interface WaiverFormProps {
  readonly experimentKey: string;
  readonly run: number;
}

/** Asks why the split of the segments does not matter. */
export function WaiverForm({ experimentKey: key, run: runNumber }: WaiverFormProps) {
  const [reason, setReason] = useState('');
  const { busy, run } = useAction();
  const waive = () => run(() => waiveSegments({ key, run: runNumber, reason }), 'Waived');
  return (
    <Stack gap="sm" maw={560}>
      <Textarea
        label="Reason"
        description="Kept with the result, with your name."
        autosize
        minRows={2}
        maxLength={2000}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
        }}
      />
      <Group>
        <Button variant="default" loading={busy} disabled={reason.trim() === ''} onClick={() => void waive()}>
          Waive the sample ratio
        </Button>
      </Group>
    </Stack>
  );
}
