'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { revoke } from '../actions';

interface RevokeInvitationButtonProps {
  readonly invitation: string;
  readonly email: string;
}

/** Ends an invitation, after saying what that does. */
export function RevokeInvitationButton({ invitation, email }: RevokeInvitationButtonProps) {
  const [asking, setAsking] = useState(false);
  const { run } = useAction();
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={`Revoke the invitation of ${email}`}
        onClick={() => setAsking(true)}
      >
        Revoke
      </Button>
      <ConfirmDialog
        opened={asking}
        title={`Revoke the invitation of ${email}?`}
        consequences={['Its link no longer works.', 'You can invite the person again, with a new link.']}
        confirm="Revoke invitation"
        danger
        onClose={() => setAsking(false)}
        onConfirm={() => run(() => revoke({ key: invitation }), 'Revoked')}
      />
    </>
  );
}
