'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { counted } from '@/lib/charts/format-time';
import { end, endOthers } from '../actions';

interface EndSessionButtonProps {
  readonly session: string;
  /** Which one, for whoever only hears the button. */
  readonly name: string;
}

/** Ends one session. It can be begun again with the password, so nothing is asked first. */
export function EndSessionButton({ session, name }: EndSessionButtonProps) {
  const { busy, run } = useAction();
  return (
    <Button
      size="xs"
      variant="default"
      loading={busy}
      aria-label={`End the session of ${name}`}
      onClick={() => void run(() => end({ id: session }), 'Ended')}
    >
      End
    </Button>
  );
}

/** Ends every session but this one, after saying what that does. */
export function EndOthersButton({ others }: { readonly others: number }) {
  const [asking, setAsking] = useState(false);
  const { run } = useAction();
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsking(true)}>
        End all others
      </Button>
      <ConfirmDialog
        opened={asking}
        title={`End ${counted(others, 'other session')}?`}
        consequences={[
          'Each of those browsers is signed out at once; what it was watching ends within 15 seconds.',
          'Whoever knows your password can sign in again: set a new one if that may be somebody else.',
        ]}
        confirm="End them"
        onClose={() => setAsking(false)}
        onConfirm={() => run(endOthers, 'Ended')}
      />
    </>
  );
}
