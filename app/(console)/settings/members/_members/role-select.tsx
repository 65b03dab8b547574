'use client';

import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import type { MemberRole } from '@/lib/auth/permissions';
import { changeRole } from '../actions';

interface RoleSelectProps {
  readonly member: {
    readonly key: string;
    readonly name: string;
    readonly role: MemberRole;
    readonly version: number;
  };
  readonly givable: readonly MemberRole[];
  readonly isOwn: boolean;
}

/** Chooses a member's role; it is given after the dialog has said what that does. */
export function RoleSelect({ member, givable, isOwn }: RoleSelectProps) {
  const { key, name, role, version } = member;
  const [wanted, setWanted] = useState<string | null>(null);
  const { busy, run } = useAction();
  const who = isOwn ? 'You are' : `${name} is`;
  return (
    <>
      <NativeSelect
        aria-label={`Role of ${name}`}
        size="xs"
        data={[...givable]}
        value={role}
        disabled={busy}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <ConfirmDialog
        opened={wanted !== null}
        title={`Make ${isOwn ? 'yourself' : name} ${wanted ?? role}?`}
        consequences={[
          `${who} signed out everywhere at once, and can sign in again with the new role.`,
          'Links for a new password that are open end, and so do open invitations that the new role could not make.',
        ]}
        confirm="Change role"
        onClose={() => setWanted(null)}
        onConfirm={() => run(() => changeRole({ key, version, changes: { role: wanted } }), 'Role changed')}
      />
    </>
  );
}
