import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { Page, PageHeader } from '@/components/page';
import { consoleSession } from '../../console-session';
import { WhyNot } from '../../_access/why-not';
import { UnitDesk } from './_units/unit-desk';
import '@/components/data-table.css';
import './_units/units.css';

export const metadata: Metadata = { title: 'Data of a unit' };

export default async function UnitsPage() {
  const { ctx, workspace } = await consoleSession();
  if (ctx.actor.permissions.has('data:manage')) {
    return (
      <Frame>
        <UnitDesk timeZone={workspace.timeZone} mayEdit={ctx.actor.permissions.has('experiments:write')} />
      </Frame>
    );
  }
  return (
    <Frame>
      <WhyNot
        title="You cannot see what is stored of a unit"
        because="It shows what single people did, so it needs"
        permission="data:manage"
      />
    </Frame>
  );
}

function Frame({ children }: { readonly children: ReactNode }) {
  return (
    <Page>
      <PageHeader
        title="Data of a unit"
        subtitle="For somebody who asks what is stored of them: see where it stands, take it away as a file, or erase it for good."
      />
      {children}
    </Page>
  );
}
