import { IconPlus } from '@tabler/icons-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ButtonLink } from '@/components/button-link';
import { EmptyState } from '@/components/empty-state';
import { Card, Page, PageHeader } from '@/components/page';
import { formatCount } from '@/lib/charts/format';
import { formatDay } from '@/lib/charts/format-time';
import { listSources } from '@/lib/verbs/sources/list-sources';
import { consoleSession } from '../../console-session';
import '@/components/data-table.css';

export const metadata: Metadata = { title: 'Sources' };

export default async function SourcesPage() {
  const { ctx, workspace } = await consoleSession();
  const { sources } = await listSources({ ctx, input: { limit: 500 } });
  const connect = ctx.actor.permissions.has('sources:write') && (
    <ButtonLink href="/settings/sources/new" leftSection={<IconPlus size={16} />}>
      New source
    </ButtonLink>
  );
  if (sources.length === 0) return <NoSources connect={connect} />;
  return (
    <Page>
      <PageHeader
        title="Sources"
        subtitle="Queries over your own Postgres database. Metrics can read their rows instead of events."
        actions={connect}
      />
      <Card flush>
        <section className="table-scroll" aria-label="Sources" tabIndex={0}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Source</th>
                <th scope="col">Key</th>
                <th scope="col">Reads from</th>
                <th scope="col">Time limit</th>
                <th scope="col">Row limit</th>
                <th scope="col">Changed</th>
              </tr>
            </thead>
            <tbody>
              {sources.map((source) => (
                <tr key={source.key}>
                  <th scope="row">
                    <Link href={`/settings/sources/${source.key}`}>{source.name}</Link>
                  </th>
                  <td>
                    <code>{source.key}</code>
                  </td>
                  <td>{source.target}</td>
                  <td>{formatCount(source.statementTimeoutMs / 1000)} s</td>
                  <td>{formatCount(source.rowLimit)}</td>
                  <td>{formatDay(source.updatedAt, workspace.timeZone)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </Card>
    </Page>
  );
}

function NoSources({ connect }: { readonly connect: ReactNode }) {
  return (
    <Page>
      <PageHeader title="Sources" />
      <EmptyState
        title="Measure what your own database knows"
        text="Orders, refunds and margins often never become events. A source is a query over your Postgres that says which unit did what, when; metrics read its rows as they read events."
        steps={[
          {
            title: 'Make a role that only reads',
            text: 'CREATE ROLE, then GRANT SELECT on what the query needs. A role that may write is refused.',
          },
          {
            title: 'Write the query',
            text: 'It returns unit, time and value: select user_id as unit, paid_at as "time", amount as "value" from orders.',
          },
          {
            title: 'Check it and define a metric',
            text: 'The check shows the first rows, or what is wrong. Then choose the source in a metric.',
          },
        ]}
        action={connect}
      />
    </Page>
  );
}
