'use client';

import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionOutcome } from './action-outcome';

interface RunningAction {
  readonly busy: boolean;
  /** Runs a server action, says how it went, and shows the new state. True when it succeeded. */
  readonly run: (action: () => Promise<ActionOutcome<unknown>>, done: string) => Promise<boolean>;
}

const named = { closeButtonProps: { 'aria-label': 'Close this message' } };

/** For buttons that call a verb. */
export function useAction(): RunningAction {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const run = async (action: () => Promise<ActionOutcome<unknown>>, done: string): Promise<boolean> => {
    setBusy(true);
    try {
      const outcome = await action();
      if (outcome.ok) notifications.show({ message: done, color: 'pine', autoClose: 3000, ...named });
      else
        notifications.show({
          title: 'Not done',
          message: outcome.detail,
          color: 'red',
          autoClose: false,
          ...named,
        });
      router.refresh();
      return outcome.ok;
    } catch {
      notifications.show({
        title: 'Not done',
        message: 'The server did not answer as expected. Try again.',
        color: 'red',
        autoClose: false,
        ...named,
      });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, run };
}
