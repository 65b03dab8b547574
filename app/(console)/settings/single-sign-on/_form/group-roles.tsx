'use client';

import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { roles } from '@/lib/auth/permissions';
import type { ProviderDraft } from './provider-draft';

type Rows = ProviderDraft['groupRoles'];

interface GroupRolesProps {
  readonly rows: Rows;
  readonly onChange: (rows: Rows) => void;
}

/** Which group brings which role, asked again at each sign-in. */
export function GroupRoles({ rows, onChange }: GroupRolesProps) {
  const change = (at: number, row: Partial<Rows[number]>) =>
    onChange(rows.map((one, index) => (index === at ? { ...one, ...row } : one)));
  return (
    <Stack gap="xs">
      <p>
        Of several groups, the role that may most counts. It is asked again at each sign-in: a lost group
        takes its role. Owners stay owners where no group brings that role.
      </p>
      {rows.map(({ group, role }, index) => (
        <Group key={index} gap="sm">
          <TextInput
            aria-label={`Group ${String(index + 1)}`}
            value={group}
            onChange={(event) => change(index, { group: event.currentTarget.value })}
          />
          <NativeSelect
            aria-label={`Role of group ${String(index + 1)}`}
            data={[...roles]}
            value={role}
            onChange={(event) => change(index, { role: event.currentTarget.value })}
          />
          <Button
            size="xs"
            variant="default"
            aria-label={`Remove group ${String(index + 1)}`}
            onClick={() => onChange(rows.filter((_row, at) => at !== index))}
          >
            Remove
          </Button>
        </Group>
      ))}
      <Group>
        <Button
          size="xs"
          variant="default"
          onClick={() => onChange([...rows, { group: '', role: 'viewer' }])}
        >
          Add a group
        </Button>
      </Group>
    </Stack>
  );
}
