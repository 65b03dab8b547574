'use client';

import { Avatar, Menu, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import {
  IconCheck,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import Link from 'next/link';
import { signOut } from '../access/sign-in-request';

export interface ShellUser {
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

const schemes: readonly { value: MantineColorScheme; label: string; icon: typeof IconSun }[] = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'Same as the system', icon: IconDeviceDesktop },
];

async function leave(): Promise<void> {
  await signOut();
  // A full load, so that nothing of the session stays in memory.
  window.location.assign('/sign-in');
}

/** Who is signed in, the colours, and the way out. */
export function UserMenu({ user }: { readonly user: ShellUser }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="top-start" width={220} shadow="md" withinPortal>
      <Menu.Target>
        <UnstyledButton className="shell-user">
          <Avatar name={user.name} color="pine" size={32} radius="xl" alt="" />
          <span className="shell-user-text">
            <span className="shell-user-name">{user.name}</span>
            <span className="shell-user-role">{user.role}</span>
          </span>
          <IconSelector size={16} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Item component={Link} href="/profile" leftSection={<IconUserCircle size={16} />}>
          Profile and sessions
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        {schemes.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} />}
            rightSection={colorScheme === value ? <IconCheck size={16} aria-label="chosen" /> : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
