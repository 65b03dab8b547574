import { Group } from '@mantine/core';
import type { Metadata } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { outcomeOf } from '@/components/action-outcome';
import { Notice } from '@/components/notice';
import { Card, Page, PageHeader } from '@/components/page';
import type { Context } from '@/lib/auth/context';
import { listAuditChoices } from '@/lib/verbs/audit/list-audit-choices';
import { listAuditEntries } from '@/lib/verbs/audit/list-audit-entries';
import { consoleSession } from '../../console-session';
import { WhyNot } from '../../_access/why-not';
import { AuditFilters } from './_audit/audit-filters';
import { AuditTable } from './_audit/audit-table';
import { addressOf, auditPath, readAddress, type AuditAddress } from './_audit/filter-address';
import './_audit/audit.css';
import '@/components/data-table.css';

export const metadata: Metadata = { title: 'Audit trail' };

interface AuditPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AuditPage({ searchParams }: AuditPageProps) {
  const { ctx, workspace } = await consoleSession();
  if (!ctx.actor.permissions.has('audit:read')) {
    return (
      <Frame>
        <WhyNot
          title="You cannot read the audit trail"
          because="It holds addresses of people, so it needs"
          permission="audit:read"
        />
      </Frame>
    );
  }
  const address = readAddress(await searchParams);
  const { after: _after, ...filter } = address;
  const { actors, actions } = await listAuditChoices({ ctx });
  return (
    <Frame>
      <Card>
        <AuditFilters filter={filter} actors={actors} actions={actions} timeZone={workspace.timeZone} />
      </Card>
      <Entries ctx={ctx} address={address} timeZone={workspace.timeZone} />
    </Frame>
  );
}

function Frame({ children }: { readonly children: ReactNode }) {
  return (
    <Page>
      <PageHeader
        title="Audit trail"
        subtitle="Who did what, and what was refused. Each entry holds the hash of the one before it, so that a changed or missing one is found."
      />
      {children}
    </Page>
  );
}

interface EntriesProps {
  readonly ctx: Context;
  readonly address: AuditAddress;
  readonly timeZone: string;
}

async function Entries({ ctx, address, timeZone }: EntriesProps) {
  const outcome = await outcomeOf(() => listAuditEntries({ ctx, input: address }));
  if (!outcome.ok) {
    return (
      <Notice kind="refusal" title="This filter cannot be read">
        {outcome.detail}
      </Notice>
    );
  }
  const { entries, next } = outcome.value;
  const { after, ...filter } = address;
  return (
    <Card
      title="Entries"
      description="Newest first. A file has them all, oldest first, with their hashes."
      actions={<Downloads filter={filter} />}
      flush
    >
      {entries.length === 0 ? (
        <p className="audit-pages">Nothing here fits. Choose less in the filter above.</p>
      ) : (
        <AuditTable entries={entries} timeZone={timeZone} />
      )}
      <nav className="audit-pages" aria-label="Pages">
        {after === undefined ? <span /> : <Link href={addressOf(auditPath, filter)}>Newest</Link>}
        {next !== null && <Link href={addressOf(auditPath, { ...filter, after: next })}>Older</Link>}
      </nav>
    </Card>
  );
}

/** Files of what the filter leaves; no page of Next's, so plain links. */
function Downloads({ filter }: { readonly filter: Omit<AuditAddress, 'after'> }) {
  return (
    <Group gap="md">
      {(['csv', 'jsonl'] as const).map((format) => (
        <a key={format} href={addressOf(`${auditPath}/export/${format}`, filter)} download>
          {format === 'csv' ? 'CSV' : 'JSON lines'}
        </a>
      ))}
    </Group>
  );
}
