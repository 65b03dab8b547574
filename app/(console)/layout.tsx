import type { ReactNode } from 'react';
import { ConsoleShell } from '@/components/shell/console-shell';
import { consoleSession } from './console-session';

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const { user, workspace, role } = await consoleSession();
  return (
    <ConsoleShell workspace={workspace.name} user={{ name: user.name, email: user.email, role }}>
      {children}
    </ConsoleShell>
  );
}
