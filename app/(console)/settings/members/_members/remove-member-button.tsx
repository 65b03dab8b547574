'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { remove } from '../actions';

interface RemoveMemberButtonProps {
  readonly member: { readonly key: string; readonly name: string; readonly version: number };
  readonly isOwn: boolean;
}

/** Takes a person out of the workspace, after saying what that does. */
export function RemoveMemberButton({ member: { key, name, version }, isOwn }: RemoveMemberButtonProps) {
  const [asking, setAsking] = useState(false);
  const { run } = useAction();
  return (
    <>
      <Button size="xs" variant="default" aria-label={`Remove ${name}`} onClick={() => setAsking(true)}>
        Remove
      </Button>
      <ConfirmDialog
        opened={asking}
        title={isOwn ? 'Leave the workspace?' : `Remove ${name}?`}
        consequences={[
          `${isOwn ? 'You are' : `${name} is`} signed out everywhere at once, and can see nothing of this workspace any more.`,
          'Open invitations and links for a new password that rest on this person end.',
          'What the person made stays. So do keys: revoke those that they may have copied.',
          'A new invitation lets the person back in.',
        ]}
        confirm={isOwn ? 'Leave' : 'Remove'}
        danger
        onClose={() => setAsking(false)}
        onConfirm={() => run(() => remove({ key, version }), 'Removed')}
      />
    </>
  );
}
