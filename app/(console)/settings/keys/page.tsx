import type { Metadata } from 'next';
import { Card, Page, PageHeader } from '@/components/page';
import { formatDay } from '@/lib/charts/format-time';
import { isNamedScope } from '@/lib/auth/permissions';
import type { KeyView } from '@/lib/verbs/keys/key-view';
import { listKeys } from '@/lib/verbs/keys/list-keys';
import { consoleSession } from '../../console-session';
import { NewKey } from './new-key';
import { RevokeKeyButton } from './revoke-key-button';
import '@/components/data-table.css';

export const metadata: Metadata = { title: 'Keys' };

export default async function KeysPage() {
  const { ctx, workspace } = await consoleSession();
  const keys = await listKeys({ ctx });
  const mayWrite = ctx.actor.permissions.has('keys:write');
  return (
    <Page narrow>
      <PageHeader
        title="Keys"
        subtitle="How your applications authenticate: for one environment, or for the whole workspace."
      />
      {mayWrite && (
        <Card title="New key">
          <NewKey />
        </Card>
      )}
      <Card title="Active keys" flush={keys.length > 0}>
        {keys.length === 0 ? (
          <p>None yet. An application needs one before it can ask for a variant.</p>
        ) : (
          <section className="table-scroll" aria-label="Keys" tabIndex={0}>
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Kind</th>
                  <th scope="col">Environment</th>
                  <th scope="col">Access</th>
                  <th scope="col">Origins</th>
                  <th scope="col">Begins with</th>
                  <th scope="col">Made</th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {keys.map((key) => (
                  <tr key={key.id}>
                    <th scope="row">{key.name}</th>
                    <td>{key.kind}</td>
                    <td>{key.environment}</td>
                    <td>
                      {[key.reach === 'workspace' ? 'the whole workspace' : 'its environment']
                        .concat(key.scopes.filter(isNamedScope))
                        .join(', ')}
                    </td>
                    <td>{originsOf(key)}</td>
                    <td>
                      <code>{key.prefix}</code>
                    </td>
                    <td>{formatDay(key.createdAt, workspace.timeZone)}</td>
                    <td>{mayWrite && <RevokeKeyButton id={key.id} name={key.name} />}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Card>
    </Page>
  );
}

/** Of a publishable key; a secret one is no page's. */
function originsOf({ kind, allowedOrigins }: Pick<KeyView, 'kind' | 'allowedOrigins'>): string {
  if (kind === 'secret') return '';
  return allowedOrigins.length === 0 ? 'any' : allowedOrigins.join(', ');
}
