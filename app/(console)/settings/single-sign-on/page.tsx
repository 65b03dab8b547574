import type { Metadata } from 'next';
import { CodeBlock } from '@/components/code-block';
import { Notice } from '@/components/notice';
import { Card, Page, PageHeader } from '@/components/page';
import { rolesWith } from '@/lib/auth/permissions';
import { getIdentityProvider } from '@/lib/verbs/identity-provider/get-identity-provider';
import { redirectUriOf } from '@/lib/verbs/identity-provider/identity-provider-view';
import { consoleSession } from '../../console-session';
import { toProviderDraft } from './_form/provider-draft';
import { ProviderForm } from './_form/provider-form';
import { RemoveProviderButton } from './_form/remove-provider-button';

export const metadata: Metadata = { title: 'Single sign-on' };

export default async function SingleSignOnPage() {
  const { ctx, role, workspace } = await consoleSession();
  const mayWrite = ctx.actor.permissions.has('sign-in:write');
  const provider = mayWrite ? await getIdentityProvider({ ctx }) : null;
  return (
    <Page>
      <PageHeader
        title="Single sign-on"
        subtitle={`How the members of ${workspace.name} sign in with your company's identity provider.`}
        actions={provider && <RemoveProviderButton name={provider.name} version={provider.version} />}
      />
      {mayWrite ? (
        <>
          <Card
            title="1. At your identity provider"
            description="Make a client (application) for OpenID Connect, with a secret, the scopes openid, email and profile, and this redirect URI."
          >
            <CodeBlock label="Redirect URI" code={redirectUriOf(workspace.id)} />
          </Card>
          <Card
            title="2. Here"
            description="Whoever the provider vouches for, with a verified e-mail address of one of the domains, becomes a member when they first sign in. A removed member needs an invitation."
          >
            <ProviderForm key={provider?.version ?? 'new'} stored={toProviderDraft(provider)} />
          </Card>
        </>
      ) : (
        <Notice kind="caution" title="You cannot change how members sign in">
          It needs the role {rolesWith('sign-in:write')}; yours is {role}.
        </Notice>
      )}
    </Page>
  );
}
