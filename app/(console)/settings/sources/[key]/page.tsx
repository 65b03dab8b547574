import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CodeBlock } from '@/components/code-block';
import { BackLink, Card, Page, PageHeader } from '@/components/page';
import { NotFoundError } from '@/lib/errors';
import { getSource } from '@/lib/verbs/sources/get-source';
import { WhyNot } from '../../../_access/why-not';
import { consoleSession } from '../../../console-session';
import { SourceForm } from '../_form/source-form';

export const metadata: Metadata = { title: 'Source' };

interface SourcePageProps {
  readonly params: Promise<{ key: string }>;
}

export default async function SourcePage({ params }: SourcePageProps) {
  const { source, mayWrite } = await sourceOfPage((await params).key);
  const { name, sql, target } = source;
  return (
    <Page narrow>
      <PageHeader
        above={<BackLink href="/settings/sources">Sources</BackLink>}
        title={name}
        subtitle="A change applies to runs that start from now on; started runs keep their query."
      />
      {!mayWrite && (
        <WhyNot
          title="You can see the source, but not change it"
          because="Connecting a database needs"
          permission="sources:write"
        />
      )}
      {mayWrite && source.archivedAt === null ? (
        <SourceForm stored={source} />
      ) : (
        <Card title="Query" description={`Read from ${target}.`}>
          <CodeBlock label="SQL" code={sql} />
        </Card>
      )}
    </Page>
  );
}

async function sourceOfPage(key: string) {
  const { ctx } = await consoleSession();
  try {
    const source = await getSource({ ctx, input: { key: decodeURIComponent(key) } });
    return { source, mayWrite: ctx.actor.permissions.has('sources:write') };
  } catch (error) {
    if (error instanceof NotFoundError) notFound();
    throw error;
  }
}
