'use client';

import { AppShell, Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, type ReactNode } from 'react';
import { Brand } from '../brand';
import { Navigation } from './navigation';
import { UserMenu, type ShellUser } from './user-menu';
import './console-shell.css';

interface ConsoleShellProps {
  readonly workspace: string;
  readonly user: ShellUser;
  readonly children: ReactNode;
}

/** The frame of every console page: navigation at the side, or behind a button where the screen is narrow. */
export function ConsoleShell({ workspace, user, children }: ConsoleShellProps) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const path = usePathname();
  useEffect(close, [path, close]);

  return (
    <AppShell
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 244, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      withBorder={false}
    >
      <a className="shell-skip" href="#content">
        Skip to the content
      </a>
      <AppShell.Header hiddenFrom="sm" className="shell-header">
        <Link href="/experiments" className="shell-home" aria-label="Fairsplit, to the experiments">
          <Brand />
        </Link>
        <Burger
          opened={opened}
          onClick={toggle}
          size="sm"
          aria-label={opened ? 'Close the navigation' : 'Open the navigation'}
          aria-expanded={opened}
        />
      </AppShell.Header>
      <AppShell.Navbar className="shell-navbar">
        <div className="shell-top">
          <Link href="/experiments" className="shell-home" aria-label="Fairsplit, to the experiments">
            <Brand />
          </Link>
          <p className="shell-workspace">{workspace}</p>
        </div>
        <Navigation path={path} />
        <UserMenu user={user} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className="shell-main">
        {children}
      </AppShell.Main>
    </AppShell>
  );
}
