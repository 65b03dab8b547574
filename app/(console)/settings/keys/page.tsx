import type { Metadata } from 'next';
import { EmptyState } from '@/components/empty-state';
import { Card, Page, PageHeader } from '@/components/page';
import { listEnvironments } from '@/lib/verbs/environments/list-environments';
import { listKeys } from '@/lib/verbs/keys/list-keys';
import { WhyNot } from '../../_access/why-not';
import { consoleSession } from '../../console-session';
import { keyFactsOf } from './_keys/key-facts';
import { KeysTable } from './_keys/keys-table';
import { NewKey } from './_keys/new-key';
import '@/components/data-table.css';

export const metadata: Metadata = { title: 'Keys' };

export default async function KeysPage() {
  const { ctx, workspace } = await consoleSession();
  const { keys } = await listKeys({ ctx });
  const { environments } = await listEnvironments({ ctx });
  const mayWrite = ctx.actor.permissions.has('keys:write');
  const now = ctx.now();
  return (
    <Page>
      <PageHeader
        title="Keys"
        subtitle="How your applications authenticate: for one environment, or for the whole workspace."
      />
      {mayWrite ? (
        <Card title="New key">
          <NewKey environments={environments.map(({ key, name }) => ({ value: key, label: name }))} />
        </Card>
      ) : (
        <WhyNot
          title="You can see the keys, but not change them"
          because="Making, changing, rotating and revoking keys needs"
          permission="keys:write"
        />
      )}
      {keys.length === 0 ? (
        <NoKeys />
      ) : (
        <Card
          title="Keys"
          description="When a key was last used is known to a minute or two. Only the hash of a token is stored."
          flush
        >
          <KeysTable keys={keys.map((key) => keyFactsOf(key, workspace.timeZone, now))} mayWrite={mayWrite} />
        </Card>
      )}
    </Page>
  );
}

function NoKeys() {
  return (
    <EmptyState
      title="None yet"
      text="An application needs a key before it can ask for a variant."
      steps={[
        {
          title: 'A secret key for each server',
          text: 'It may do what you choose, and stays on the server: in its environment, never in a page or a repository.',
        },
        {
          title: 'A publishable key for pages and apps',
          text: 'Every visitor can read it, so it only evaluates and sends evidence, from the origins that you name.',
        },
        {
          title: 'Rotate rather than replace',
          text: 'A rotated key has two tokens for a while, so that nothing is refused while you change over. This page says when each was last used.',
        },
      ]}
    />
  );
}
